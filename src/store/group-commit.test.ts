import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Connection, connect } from "./connection.ts";
import { storeErrors } from "./errors.ts";
import { createGroupCommit } from "./group-commit.ts";

function openTable() {
  const connection = connect({ path: ":memory:", readonly: false, lockWaitMs: 0 });
  connection.execute("CREATE TABLE kept (name TEXT PRIMARY KEY) STRICT");
  const insert = connection.write("INSERT INTO kept VALUES (?)");
  const select = connection.all("SELECT name FROM kept ORDER BY rowid", z.object({ name: z.string() }));
  let transactions = 0;
  const counted: Connection = {
    ...connection,
    transaction(work, survives) {
      transactions += 1;
      return connection.transaction(work, survives);
    },
  };
  return {
    connection: counted,
    together: createGroupCommit(counted),
    keep: (name: string) => connection.transaction(() => insert(name)),
    kept: () => select().map(({ name }) => name),
    transactions: () => transactions,
  };
}

describe("what is asked for in one turn", () => {
  it("is committed in one transaction, in order, before anybody hears of it", async () => {
    const { together, keep, kept, transactions } = openTable();
    const told = ["a", "b", "c"].map((name) => together(() => keep(name)).then(() => kept()));
    expect(kept()).toEqual([]);
    expect(await Promise.all(told)).toEqual([
      ["a", "b", "c"],
      ["a", "b", "c"],
      ["a", "b", "c"],
    ]);
    expect(transactions()).toBe(1);
  });

  it("fails alone where it fails, and leaves nothing behind", async () => {
    const { together, keep, kept } = openTable();
    const refused = together(() => {
      keep("half");
      throw storeErrors.error("store.session-quota");
    });
    const results = await Promise.allSettled([together(() => keep("a")), refused, together(() => keep("b"))]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({ reason: { code: "store.session-quota" } });
    expect(kept()).toEqual(["a", "b"]);
  });

  it("fails together when another process holds the database, which would keep each waiting anew", async () => {
    const { connection } = openTable();
    let attempts = 0;
    const busy: Connection = {
      ...connection,
      transaction() {
        attempts += 1;
        throw storeErrors.error("store.busy", { retryAfter: 1 });
      },
    };
    const together = createGroupCommit(busy);
    const results = await Promise.allSettled(["a", "b", "c"].map((name) => together(() => name)));
    expect(results.map((result) => result.status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(attempts).toBe(1);
  });

  it("is split when it is too much for one transaction", async () => {
    const { together, keep, kept, transactions } = openTable();
    await Promise.all(Array.from({ length: 150 }, (_, index) => together(() => keep(String(index)))));
    expect(kept()).toHaveLength(150);
    expect(transactions()).toBe(3);
  });
});
