import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, test } from "vitest";
import { Secret } from "../core/secret.ts";
import type { OathDevice } from "./ports.ts";
import { memoryStore, user } from "./testing/fixtures.ts";

const base32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const device: OathDevice = {
  secret: new Secret(base32),
  algorithm: "HMAC_SHA256",
  digits: 8,
  period: 60,
  lastStep: -1,
};

describe("a user", () => {
  test("is found without regard to case and spelled as given", () => {
    const { users } = memoryStore().store;
    users.upsert(user());
    for (const name of ["demo", "DEMO", "Demo"]) expect(users.find("alpha", name)).toEqual(user());
  });

  test("is found however an accent was typed", () => {
    const { users } = memoryStore().store;
    users.upsert(user({ username: "Ren\u00e9" }));
    expect(users.find("alpha", "rene\u0301")?.username).toBe("Ren\u00e9");
  });

  test("belongs to one realm", () => {
    const { users } = memoryStore().store;
    users.upsert(user());
    expect(users.find("beta", "demo")).toBeNull();
    expect([users.count("alpha"), users.count("beta")]).toEqual([1, 0]);
  });

  test("is replaced by a name that differs in case only, and keeps its one-time-code device", () => {
    const { users } = memoryStore().store;
    users.upsert(user());
    users.setOathDevice("alpha", "demo", device);
    const changed = user({ username: "DEMO", active: false, passwordHash: null, roles: [], attributes: {} });
    users.upsert(changed);
    expect(users.find("alpha", "demo")).toEqual(changed);
    expect(users.count("alpha")).toBe(1);
    expect(users.oathDevice("alpha", "demo")).not.toBeNull();
  });

  test("cannot be reached by a name with SQL in it", () => {
    const { users } = memoryStore().store;
    users.upsert(user());
    expect(users.find("alpha", "' OR 1=1 --")).toBeNull();
    expect(users.find("alpha", "%")).toBeNull();
  });
});

test("a password hash is replaced only while it still is the expected one", () => {
  const { users } = memoryStore().store;
  users.upsert(user({ passwordHash: "old" }));
  expect(users.replacePasswordHash("alpha", "DEMO", "old", "new")).toBe(true);
  expect(users.replacePasswordHash("alpha", "demo", "old", "newer")).toBe(false);
  expect(users.find("alpha", "demo")?.passwordHash).toBe("new");
});

describe("a one-time-code device", () => {
  test("is read back as it was set, and replaced by the next one", () => {
    const { users } = memoryStore().store;
    users.upsert(user());
    expect(users.oathDevice("alpha", "demo")).toBeNull();
    users.setOathDevice("alpha", "demo", device);
    expect(users.oathDevice("alpha", "DEMO")).toEqual(device);
    expect(users.oathDevice("alpha", "DEMO")?.secret.reveal()).toBe(base32);
    users.setOathDevice("alpha", "demo", { ...device, digits: 6, lastStep: 7 });
    expect(users.oathDevice("alpha", "demo")).toMatchObject({ digits: 6, lastStep: 7 });
  });

  test("needs a user", () => {
    const { users } = memoryStore().store;
    expect(() => users.setOathDevice("alpha", "nobody", device)).toThrow(
      expect.objectContaining({ code: "store.unknown-user" }),
    );
  });

  test("accepts a step only after all steps accepted before", async () => {
    const { users } = memoryStore().store;
    users.upsert(user());
    users.setOathDevice("alpha", "demo", device);
    expect([5, 5, 4, 6, 5].map((step) => users.acceptOathStep("alpha", "demo", step))).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(users.oathDevice("alpha", "demo")?.lastStep).toBe(6);
    expect(users.acceptOathStep("alpha", "nobody", 9)).toBe(false);
  });

  test("is encrypted on disk and useless in another user's row", () => {
    const directory = mkdtempSync(join(tmpdir(), "sallyport-store-"));
    try {
      const path = join(directory, "store.db");
      const { store } = memoryStore({ path });
      for (const username of ["alice", "mallory"]) {
        store.users.upsert(user({ username }));
        store.users.setOathDevice("alpha", username, device);
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
      expect(() => store.users.oathDevice("alpha", "alice")).toThrow(
        expect.objectContaining({ code: "core.seal-broken" }),
      );
      expect(store.users.oathDevice("alpha", "mallory")).not.toBeNull();
      store.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
