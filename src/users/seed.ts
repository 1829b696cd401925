import type { Clock } from "../core/clock.ts";
import type { StoredOathDevice, UserStore } from "../store/index.ts";
import { profileProblem } from "./attributes.ts";
import { mostDevices } from "./devices.ts";
import { usersErrors } from "./errors.ts";
import { isUsername } from "./names.ts";
import type { Passwords } from "./passwords.ts";
import { passwordProblem, type SeedIdentity } from "./seed-file.ts";

/** The device that a seed describes has an id of its own, so that seeding again meets it. */
const seededId = "seed";

/**
 * Makes the identities of a realm what the seed says. Seeding again is cheap and safe: an unchanged password keeps its
 * hash, and an unchanged one-time-code device the codes it has seen. A device that the seed does not mention stays.
 *
 * @throws {users.seed-invalid} before anything is written
 */
export async function seedIdentities(
  parts: { readonly store: UserStore; readonly passwords: Passwords; readonly clock: Clock },
  realm: string,
  identities: readonly SeedIdentity[],
): Promise<void> {
  for (const { username, password, attributes } of identities) {
    const problem = isUsername(username)
      ? (passwordProblem(password) ?? profileProblem(attributes))
      : "user name is not usable";
    if (problem !== null) throw usersErrors.error("users.seed-invalid", { detail: `${realm} ${username}: ${problem}` });
  }
  for (const identity of identities) await seedIdentity(parts, realm, identity);
}

async function seedIdentity(
  { store, passwords, clock }: { store: UserStore; passwords: Passwords; clock: Clock },
  realm: string,
  { username, password, roles, active, attributes, oath }: SeedIdentity,
): Promise<void> {
  const stored = store.find(realm, username)?.passwordHash ?? null;
  const keeps = stored !== null && passwords.isCurrent(stored) && (await passwords.verify(stored, password));
  const passwordHash = keeps ? stored : await passwords.hash(password);
  store.upsert({ realm, username, passwordHash, active, roles, attributes });
  if (oath === undefined) return;
  const before = store.oath.list(realm, username).find(({ id }) => id === seededId);
  const device: StoredOathDevice = {
    ...oath,
    ...{ id: seededId, name: "Authenticator", kind: "TOTP", resync: null, createdAt: clock.now(), lastUsedAt: null },
    lastStep: before === undefined ? -1 : lastStepAfter(before, oath),
  };
  if (!store.oath.put(realm, username, device, mostDevices.oath)) {
    throw usersErrors.error("users.too-many-devices", {
      detail: `${realm} ${username}: no room for the seeded device`,
    });
  }
}

/** Steps are counted in periods: with another period the old number would mean another time, perhaps years ahead. */
function lastStepAfter(before: StoredOathDevice, after: Pick<StoredOathDevice, "secret" | "period">): number {
  const same = before.secret.reveal() === after.secret.reveal() && before.period === after.period;
  return same ? before.lastStep : -1;
}
