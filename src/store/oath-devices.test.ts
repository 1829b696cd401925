import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, test } from "vitest";
import { memoryStore, oathDevice, sha256, user } from "./testing/fixtures.ts";

const base32 = oathDevice().secret.reveal();

function setUp() {
  const { store, clock } = memoryStore();
  store.users.upsert(user());
  return { users: store.users, oath: store.users.oath, clock };
}

describe("a one-time-code device", () => {
  test("is read back as it was put, and replaced by the next one of its id", () => {
    const { oath } = setUp();
    expect(oath.list("alpha", "demo")).toEqual([]);
    expect(oath.put("alpha", "demo", oathDevice(), 1)).toBe(true);
    expect(oath.list("alpha", "DEMO")).toEqual([oathDevice()]);
    expect(oath.list("alpha", "DEMO")[0]?.secret.reveal()).toBe(base32);
    oath.put("alpha", "demo", oathDevice({ digits: 6, lastStep: 7 }), 1);
    expect(oath.list("alpha", "demo")).toEqual([oathDevice({ digits: 6, lastStep: 7 })]);
  });

  test("needs a user, and room", () => {
    const { oath } = setUp();
    expect(() => oath.put("alpha", "nobody", oathDevice(), 1)).toThrow(
      expect.objectContaining({ code: "store.unknown-user" }),
    );
    expect(["a", "b", "c"].map((id) => oath.put("alpha", "demo", oathDevice({ id }), 2))).toEqual([true, true, false]);
    expect(oath.list("alpha", "demo").map(({ id }) => id)).toEqual(["a", "b"]);
  });

  test("accepts a step only after all steps accepted before, and forgets a resynchronisation then", () => {
    const { oath, clock } = setUp();
    oath.put("alpha", "demo", oathDevice(), 1);
    oath.setResync("alpha", "demo", "phone", { step: 4, until: 9 });
    expect(oath.list("alpha", "demo")[0]?.resync).toEqual({ step: 4, until: 9 });
    const accepted = [5, 5, 4, 6, 5].map((step) => oath.acceptStep("alpha", "demo", "phone", step));
    expect(accepted).toEqual([true, false, false, true, false]);
    expect(oath.list("alpha", "demo")[0]).toMatchObject({ lastStep: 6, resync: null, lastUsedAt: clock.now() });
    expect(oath.acceptStep("alpha", "nobody", "phone", 9)).toBe(false);
    expect(oath.acceptStep("alpha", "demo", "other", 9)).toBe(false);
  });

  test("that is the last one to be removed takes the recovery codes with it", () => {
    const { oath, users } = setUp();
    for (const id of ["a", "b"]) oath.put("alpha", "demo", oathDevice({ id }), 2);
    for (const kind of ["OATH", "PUSH"]) users.recoveryCodes.replace("alpha", "demo", kind, [sha256(kind)]);
    const left = () => ["OATH", "PUSH"].map((kind) => users.recoveryCodes.count("alpha", "demo", kind));
    expect([oath.remove("alpha", "demo", "a"), oath.remove("alpha", "demo", "a")]).toEqual([true, false]);
    expect(left()).toEqual([1, 1]);
    oath.remove("alpha", "demo", "b");
    expect(left()).toEqual([0, 1]);
  });

  test("is encrypted on disk and useless in another user's row", () => {
    const directory = mkdtempSync(join(tmpdir(), "sallyport-store-"));
    try {
      const path = join(directory, "store.db");
      const { store } = memoryStore({ path });
      for (const username of ["alice", "mallory"]) {
        store.users.upsert(user({ username }));
        store.users.oath.put("alpha", username, oathDevice(), 1);
      }
      const raw = new Database(path);
      const rows = raw.prepare("SELECT hex(sealed_secret) AS secret FROM oath_devices").all([]);
      expect(rows).toHaveLength(2);
      expect(JSON.stringify(rows)).not.toContain(Buffer.from(base32).toString("hex").toUpperCase());
      raw.exec(
        `UPDATE oath_devices SET sealed_secret = (SELECT sealed_secret FROM oath_devices WHERE username_key = 'mallory')
         WHERE username_key = 'alice'`,
      );
      raw.close();
      expect(() => store.users.oath.list("alpha", "alice")).toThrow(
        expect.objectContaining({ code: "core.seal-broken" }),
      );
      expect(store.users.oath.list("alpha", "mallory")).toHaveLength(1);
      store.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
