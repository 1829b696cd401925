import { createHash } from "node:crypto";
import { type FrozenClock, frozenClock } from "../../core/clock.ts";
import { seededRandom } from "../../core/random.ts";
import { Secret } from "../../core/secret.ts";
import { openStore, type StoreOptions } from "../open.ts";
import type { Store } from "../ports.ts";
import type { SessionRecord } from "../session-ports.ts";
import type { StoredOathDevice, UserRecord } from "../user-ports.ts";

export const sealingKey = new Secret(seededRandom("sealing").bytes(32).toString("base64url"));

export function memoryStore(options: Partial<StoreOptions> = {}): { store: Store; clock: FrozenClock } {
  const clock = frozenClock("2026-01-01T00:00:00Z");
  return {
    clock,
    store: openStore({ path: ":memory:", clock, random: seededRandom("store"), sealingKey, ...options }),
  };
}

export function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

export function session(token: string, now: number, changes: Partial<SessionRecord> = {}): SessionRecord {
  return {
    tokenHash: sha256(token),
    handle: `handle of ${token}`,
    realm: "alpha",
    username: "demo",
    universalId: "id=demo,ou=user,o=alpha,ou=services,ou=am-config",
    properties: { AuthLevel: "3" },
    certificate: "x5t",
    createdAt: now,
    latestAccessAt: now,
    maxIdleMs: 1_800_000,
    maxSessionMs: 7_200_000,
    ...changes,
  };
}

export function user(changes: Partial<UserRecord> = {}): UserRecord {
  return {
    realm: "alpha",
    username: "Demo",
    passwordHash: "$argon2id$…",
    active: true,
    roles: ["administrator"],
    attributes: { mail: ["demo@example.com"] },
    ...changes,
  };
}

export function oathDevice(changes: Partial<StoredOathDevice> = {}): StoredOathDevice {
  return {
    id: "phone",
    name: "Phone",
    kind: "TOTP",
    secret: new Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
    algorithm: "HMAC_SHA256",
    digits: 8,
    period: 60,
    lastStep: -1,
    resync: null,
    createdAt: 1_700_000_000_000,
    lastUsedAt: null,
    ...changes,
  };
}
