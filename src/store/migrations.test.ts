import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { expect, test } from "vitest";
import { seededRandom } from "../core/random.ts";
import { createSealer } from "../core/sealing.ts";
import { firstTables } from "./migrations/first-tables.ts";
import { memoryStore, sealingKey, sha256 } from "./testing/fixtures.ts";

const base32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test("a database of the first version keeps its users, devices, used codes and sessions", () => {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-migration-"));
  try {
    const path = join(directory, "store.db");
    const now = Date.parse("2026-01-01T00:00:00Z");
    const raw = new Database(path);
    raw.exec(firstTables);
    raw.exec("PRAGMA user_version = 1");
    raw
      .prepare("INSERT INTO users VALUES ('/alpha', 'ren\u00e9', 'Ren\u00e9', 'hash', 1, '[\"administrator\"]', ?)")
      .run([JSON.stringify({ mail: ["RENÉ@example.com", "r@example.com"] })]);
    const sealed = createSealer(sealingKey, seededRandom("old")).seal(
      Buffer.from(base32),
      JSON.stringify(["oath", "/alpha", "ren\u00e9"]),
    );
    raw.prepare("INSERT INTO oath_devices VALUES ('/alpha', 'ren\u00e9', ?, 'HMAC_SHA1', 6, 30, 7)").run([sealed]);
    raw
      .prepare(
        `INSERT INTO sessions (token_hash, handle, realm, username, universal_id, properties, created_at,
           latest_access_at, max_idle_ms, max_session_ms) VALUES (?, 'h', '/alpha', 'Ren\u00e9', 'id', '{}', ?, ?, 1000, 1000)`,
      )
      .run([sha256("token"), now, now]);
    raw.exec(`INSERT INTO traces (transaction_id, at, event) VALUES ('t', 1, '{"nodeId":"n"}')`);
    raw.close();

    for (let opened = 0; opened < 2; opened += 1) {
      const { users, sessions, traces, close } = memoryStore({ path }).store;
      const rene = { username: "Ren\u00e9", passwordHash: "hash", active: true, lockedUntil: null, skipMfa: false };
      expect(users.find("/alpha", "REN\u00c9")).toMatchObject({ ...rene, roles: ["administrator"] });
      expect(users.search("/alpha", "mail", "ren\u00e9@example.com", 20)).toHaveLength(1);
      const [device] = users.oath.list("/alpha", "ren\u00e9");
      expect(device).toMatchObject({ id: "seed", kind: "TOTP", digits: 6, period: 30, lastStep: 7, resync: null });
      expect(device?.secret.reveal()).toBe(base32);
      expect(users.oath.acceptStep("/alpha", "ren\u00e9", "seed", 7)).toBe(false);
      const until = opened === 0 ? null : now + 60_000;
      expect(users.failures.takeCode("/alpha", "ren\u00e9", "sent", { points: 1, milliseconds: 60_000 })).toBe(until);
      expect(sessions.listByUser("/alpha", "RENE\u0301").map(({ handle }) => handle)).toEqual(["h"]);
      expect(traces.read("t")).toEqual([{ nodeId: "n" }]);
      close();
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});
