import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { connect } from "./connection.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sallyport-connection-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const row = z.object({ id: z.string() }).transform(({ id }) => id);

function open() {
  const connection = connect({ path: join(directory, "t.db"), readonly: false, lockWaitMs: 30 });
  connection.execute("CREATE TABLE IF NOT EXISTS t (id TEXT PRIMARY KEY, n INTEGER)");
  const insert = connection.write("INSERT INTO t (id, n) VALUES (?, 1)");
  return {
    connection,
    put: (id: string) => connection.transaction(() => insert(id)),
    insert,
    ids: connection.all("SELECT id FROM t WHERE id >= ? ORDER BY id", row),
    find: connection.first("SELECT id FROM t WHERE id = ?", row),
  };
}

describe("a connection", () => {
  test("whose write met another's lock says so, and commits its later writes", () => {
    const [one, other] = [open(), open()];
    one.connection.execute("BEGIN IMMEDIATE");
    expect(() => other.put("a")).toThrow(expect.objectContaining({ code: "store.busy", status: 503, retryAfter: 1 }));
    one.connection.execute("ROLLBACK");
    other.put("b");
    expect(one.find("b")).toBe("b");
    one.connection.close();
    other.connection.close();
  });

  test("holds the lock from the beginning of a transaction, so that what it read there still holds when it writes", () => {
    const [one, other] = [open(), open()];
    one.connection.transaction(() => {
      expect(one.find("a")).toBeNull();
      expect(() => other.put("a")).toThrow(expect.objectContaining({ code: "store.busy" }));
      one.insert("a");
    });
    expect(other.find("a")).toBe("a");
    one.connection.close();
    other.connection.close();
  });

  test("after a write that broke a constraint, commits its later writes", () => {
    const [one, other] = [open(), open()];
    one.put("a");
    expect(() => one.put("a")).toThrow(expect.objectContaining({ code: "store.failed" }));
    one.put("b");
    expect(other.ids("")).toEqual(["a", "b"]);
    one.connection.close();
    other.connection.close();
  });

  test("answers each query with its own rows, in any order of queries", () => {
    const { connection, put, ids, find } = open();
    for (const id of ["a", "b", "c"]) put(id);
    expect(ids("b")).toEqual(["b", "c"]);
    expect([find("a"), find("x"), find("c")]).toEqual(["a", null, "c"]);
    expect([ids("c"), find("a"), ids("a")]).toEqual([["c"], "a", ["a", "b", "c"]]);
    connection.close();
  });

  test("sees what another connection wrote after its own last query", () => {
    const [one, other] = [open(), open()];
    expect([one.find("a"), one.ids("")]).toEqual([null, []]);
    other.put("a");
    expect([one.find("a"), one.ids("")]).toEqual(["a", ["a"]]);
    one.connection.close();
    other.connection.close();
  });

  test("undoes a transaction whose work throws, and passes the error on", () => {
    const { connection, insert, ids } = open();
    const work = () => {
      insert("a");
      throw new Error("no");
    };
    expect(() => connection.transaction(work, "power")).toThrow(expect.objectContaining({ cause: new Error("no") }));
    expect(ids("")).toEqual([]);
    connection.close();
  });

  test("refuses a write outside a transaction", () => {
    const { connection, insert } = open();
    expect(() => insert("a")).toThrow(expect.objectContaining({ code: "store.failed" }));
    connection.close();
  });

  test("refuses a row of another shape without telling its content", () => {
    const { connection, put } = open();
    put("secret-looking");
    const strange = connection.first("SELECT id AS n FROM t", z.object({ n: z.number() }));
    expect(() => strange()).toThrow(expect.objectContaining({ code: "store.corrupt", detail: "n: invalid_type" }));
    connection.close();
  });
});
