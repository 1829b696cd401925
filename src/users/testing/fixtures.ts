import { type FrozenClock, frozenClock } from "../../core/clock.ts";
import type { Logger } from "../../core/log.ts";
import { seededRandom } from "../../core/random.ts";
import { Secret } from "../../core/secret.ts";
import { openStore, type Store } from "../../store/index.ts";
import { createUsers, type UsersOptions } from "../create-users.ts";
import { type SeedIdentity, seedFileSchema } from "../seed-file.ts";
import type { Users } from "../users.ts";

export const cheapHashing = { memoryKiB: 64, timeCost: 1 };
export const here = { clientIp: "192.0.2.1" };
export const base32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

export interface Setting {
  readonly users: Users;
  readonly store: Store;
  readonly clock: FrozenClock;
  /** Everything that was logged. */
  readonly logged: unknown[];
}

export function setUp(options: Partial<UsersOptions> & { path?: string } = {}): Setting {
  const { path = ":memory:", ...rest } = options;
  const clock = frozenClock("2026-01-01T00:00:00Z");
  const random = seededRandom("users");
  const sealingKey = new Secret(seededRandom("sealing").bytes(32).toString("base64url"));
  const store = openStore({ path, clock, random, sealingKey });
  const logged: unknown[] = [];
  const write = (fields: object, message: string): void => void logged.push({ ...fields, message });
  const log: Logger = { debug: write, info: write, warn: write, error: write };
  return {
    users: createUsers({ store: store.users, clock, random, log, hashing: cheapHashing, ...rest }),
    store,
    clock,
    logged,
  };
}

/** Identities as `users.json` would give them. */
export function identities(...users: object[]): SeedIdentity[] {
  return seedFileSchema.parse({
    users: users.map((user) => ({ username: "Demo", password: "correct horse", ...user })),
  }).users;
}
