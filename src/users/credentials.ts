import type { Clock } from "../core/clock.ts";
import { errorCode } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { Secret } from "../core/secret.ts";
import type { StoredUser, UserStore } from "../store/index.ts";
import type { Attempts } from "./attempts.ts";
import { usersErrors } from "./errors.ts";
import { identityOf } from "./identity.ts";
import type { Lockout } from "./lockout.ts";
import { isUsername } from "./names.ts";
import {
  defaultPasswordPolicy,
  describePolicy,
  failedByText,
  isUsedBefore,
  type PasswordCandidate,
  type PasswordPolicy,
} from "./password-policy.ts";
import type { Passwords } from "./passwords.ts";
import type { PasswordRefusal, PasswordResult } from "./proofs.ts";
import type { Users } from "./users.ts";

/** Passwords of users: checking them, and making somebody's. */
export interface Credentials extends Pick<Users, "authenticate" | "passwordPolicy" | "failedPolicies" | "setPassword"> {
  /** The hash of a password that meets the policy. @throws {users.password-refused}, {core.queue-full} */
  hashNew(realm: string, candidate: PasswordCandidate): Promise<string>;
}

export interface CredentialOptions {
  readonly store: UserStore;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly policy: (realm: string) => Partial<PasswordPolicy>;
  readonly lockout: (realm: string) => Lockout | null;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createCredentials(options: CredentialOptions): Credentials {
  const { store, passwords, attempts, lockout, clock, log } = options;
  const find = (realm: string, username: string): StoredUser | null =>
    isUsername(username) ? store.find(realm, username) : null;
  const policyOf = (realm: string): PasswordPolicy => ({ ...defaultPasswordPolicy, ...options.policy(realm) });

  const check = async (realm: string, username: string, password: Secret): Promise<PasswordResult> => {
    const stored = isUsername(username) ? store.passwordHash(realm, username) : null;
    const matches = await passwords.verify(stored, password);
    // Read again: hashing takes its time, and the user may have been changed, switched off or locked out meanwhile.
    const user = find(realm, username);
    const now = clock.now();
    if (user === null) return refused("unknown-user");
    if (user.passwordHash === null) return refused("no-password");
    // Before the password is judged: whoever guesses on learns nothing.
    if (user.lockedUntil !== null && user.lockedUntil > now) return refused("locked");
    if (!matches || user.passwordHash !== stored) {
      countFailure(realm, username);
      return refused("wrong-password");
    }
    if (!user.active) return refused("inactive");
    store.failures.clearPasswords(realm, username);
    if (!passwords.isCurrent(stored)) await hashAgain(realm, username, stored, password);
    const identity = identityOf(user, now);
    return { ok: true, user: identity, universalId: identity.universalId };
  };

  const countFailure = (realm: string, username: string): void => {
    const rule = lockout(realm);
    if (rule === null) return;
    const { failures, minutes } = rule;
    const until = store.failures.passwordFailed(realm, username, { failures, milliseconds: minutes * 60_000 });
    if (until !== null) log.warn({ realm, username, until: new Date(until).toISOString() }, "a user is locked out");
  };

  /** A busy queue puts it off until the next login. */
  const hashAgain = async (realm: string, username: string, stored: string, password: Secret): Promise<void> => {
    try {
      const replaced = store.replacePasswordHash(realm, username, stored, await passwords.hash(password));
      log.info({ realm, replaced }, "a password was hashed again with the parameters of today");
    } catch (thrown) {
      if (errorCode(thrown) !== "core.queue-full") throw thrown;
      log.info({ realm }, "too busy to hash a password again with the parameters of today");
    }
  };

  const failedPolicies: Credentials["failedPolicies"] = async (realm, candidate) => {
    const policy = policyOf(realm);
    const failed = failedByText(policy, candidate);
    const user = candidate.username === undefined ? null : find(realm, candidate.username);
    if (failed.length > 0 || user === null || policy.history === 0) return failed;
    const earlier = store.passwordHistory(realm, user.username).slice(0, policy.history);
    const isUsed = await isUsedBefore(passwords, candidate.password, [user.passwordHash, ...earlier]);
    return isUsed ? [{ policyRequirement: "NOT_USED_BEFORE", params: { history: policy.history } }] : [];
  };

  const hashNew: Credentials["hashNew"] = async (realm, candidate) => {
    const failed = await failedPolicies(realm, candidate);
    if (failed.length === 0) return passwords.hash(candidate.password);
    const message = `The password does not meet the policy: ${failed.map(describePolicy).join(", and ")}.`;
    throw usersErrors.error("users.password-refused", { message });
  };

  return {
    async authenticate(realm, username, password, from) {
      const attempt = attempts.begin(realm, username, from.clientIp);
      const result = await check(realm, username, password).catch((thrown: unknown) => {
        attempt.forgive();
        throw thrown;
      });
      if (result.ok) attempt.forgive();
      return result;
    },
    passwordPolicy: policyOf,
    failedPolicies,
    hashNew,
    async setPassword(realm, username, password) {
      if (find(realm, username) === null) throw usersErrors.error("users.unknown");
      const hash = await hashNew(realm, { username, password });
      if (find(realm, username) === null) throw usersErrors.error("users.unknown");
      store.setPassword(realm, username, hash, policyOf(realm).history);
    },
  };
}

function refused(reason: PasswordRefusal): PasswordResult {
  return { ok: false, reason };
}
