import type { Clock } from "../core/clock.ts";
import { errorCode } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { Random } from "../core/random.ts";
import type { Rate } from "../core/rate-limit.ts";
import type { Secret } from "../core/secret.ts";
import type { OathAlgorithm, OathDevice, UserRecord, UserStore } from "../store/index.ts";
import { createAttempts } from "./attempts.ts";
import { isUsername, universalId } from "./names.ts";
import { createPasswords, defaultHashing, type HashingOptions } from "./passwords.ts";
import { seedIdentities } from "./seed.ts";
import type { SeedIdentity } from "./seed-file.ts";
import { matchingStep } from "./totp.ts";

/** A user as journeys see one: without the password hash. */
export type Identity = Omit<UserRecord, "passwordHash">;

/** Why a password was not accepted. For traces: a client must not learn more than that it failed. */
export type PasswordRefusal = "unknown-user" | "wrong-password" | "inactive" | "no-password";

export type PasswordResult =
  | { readonly ok: true; readonly user: Identity; readonly universalId: string }
  | { readonly ok: false; readonly reason: PasswordRefusal };

export type CodeRefusal = "not-registered" | "wrong-code" | "code-used";

export type CodeResult = { readonly ok: true } | { readonly ok: false; readonly reason: CodeRefusal };

/** What an OATH node is set to. */
export interface CodeWindow {
  /** Time steps accepted on each side of now (`totpTimeSteps`); at most 100 count. */
  readonly steps: number;
  /** Seconds per step (`totpTimeInterval`). */
  readonly period: number;
  /** `totpHashAlgorithm`. */
  readonly hash: OathAlgorithm;
}

/** Where an attempt comes from: the real client address. */
export interface Origin {
  readonly clientIp: string;
}

/** The identities of all realms, and the proofs they give. */
export interface Users {
  /**
   * Checks a password. Only failures count against the limits.
   *
   * @throws {users.too-many-attempts} 429 with `retryAfter`, by user or by address, before anything is checked
   * @throws {core.queue-full} 503 with `retryAfter`, when too many passwords are being checked
   */
  authenticate(realm: string, username: string, password: Secret, from: Origin): Promise<PasswordResult>;
  /** Whether {@link Users.verifyTotp} has a device to check codes of. */
  hasOathDevice(realm: string, username: string): boolean;
  /**
   * Checks a time-based one-time code, and accepts each code once, also across restarts and processes; after it, no code
   * of an earlier time is accepted. The device's own period and algorithm decide: they made the code.
   *
   * @throws {users.too-many-attempts} 429 with `retryAfter`
   */
  verifyTotp(realm: string, username: string, code: string, window: CodeWindow, from: Origin): CodeResult;
  /**
   * Creates or updates identities; only for development deployments.
   *
   * @throws {users.seed-invalid} when a user name or password is not acceptable; nothing is written then
   */
  seed(realm: string, identities: readonly SeedIdentity[]): Promise<void>;
  find(realm: string, username: string): Identity | null;
}

export interface UsersLimits {
  readonly passwordsPerUser: Rate;
  readonly passwordsPerAddress: Rate;
  readonly codesPerUser: Rate;
  readonly codesPerAddress: Rate;
}

const defaultLimits: UsersLimits = {
  passwordsPerUser: { points: 10, seconds: 300 },
  passwordsPerAddress: { points: 100, seconds: 300 },
  codesPerUser: { points: 10, seconds: 300 },
  codesPerAddress: { points: 100, seconds: 300 },
};

export interface UsersOptions {
  readonly store: UserStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly hashing?: Partial<HashingOptions>;
  readonly limits?: Partial<UsersLimits>;
}

export function createUsers({ store, clock, random, log, hashing, limits }: UsersOptions): Users {
  const rates = { ...defaultLimits, ...limits };
  const passwords = createPasswords({ ...defaultHashing, ...hashing }, random);
  const passwordAttempts = createAttempts({
    kind: "password",
    perUser: rates.passwordsPerUser,
    perAddress: rates.passwordsPerAddress,
    clock,
    log,
  });
  const codeAttempts = createAttempts({
    kind: "code",
    perUser: rates.codesPerUser,
    perAddress: rates.codesPerAddress,
    clock,
    log,
  });

  const find = (realm: string, username: string): UserRecord | null =>
    isUsername(username) ? store.find(realm, username) : null;

  const checkPassword = async (realm: string, username: string, password: Secret): Promise<PasswordResult> => {
    const stored = find(realm, username)?.passwordHash ?? null;
    const matches = await passwords.verify(stored, password);
    // Read again: hashing takes its time, and the user may have been changed or switched off meanwhile.
    const user = find(realm, username);
    if (user === null) return refused("unknown-user");
    if (user.passwordHash === null) return refused("no-password");
    if (!matches || user.passwordHash !== stored) return refused("wrong-password");
    if (!user.active) return refused("inactive");
    if (!passwords.isCurrent(stored)) await hashAgain(realm, username, stored, password);
    return { ok: true, user: withoutHash(user), universalId: universalId(realm, user.username) };
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

  const findDevice = (realm: string, username: string): OathDevice | null =>
    isUsername(username) ? store.oathDevice(realm, username) : null;

  const checkCode = (realm: string, username: string, code: string, window: CodeWindow): CodeResult => {
    const device = findDevice(realm, username);
    if (device === null) return { ok: false, reason: "not-registered" };
    if (device.period !== window.period || device.algorithm !== window.hash) {
      const { period, algorithm } = device;
      log.warn(
        { realm, period, algorithm, node: window },
        "a one-time-code device differs from what the node is set to",
      );
    }
    const step = matchingStep(device, code, window.steps, clock.now());
    if (step === null) return { ok: false, reason: "wrong-code" };
    return store.acceptOathStep(realm, username, step) ? { ok: true } : { ok: false, reason: "code-used" };
  };

  return {
    async authenticate(realm, username, password, from) {
      const attempt = passwordAttempts.begin(realm, username, from.clientIp);
      const result = await checkPassword(realm, username, password).catch((thrown: unknown) => {
        attempt.forgive();
        throw thrown;
      });
      if (result.ok) attempt.forgive();
      return result;
    },
    hasOathDevice: (realm, username) => findDevice(realm, username) !== null,
    verifyTotp(realm, username, code, window, from) {
      const attempt = codeAttempts.begin(realm, username, from.clientIp);
      const result = checkCode(realm, username, code, window);
      if (result.ok) attempt.forgive();
      return result;
    },
    seed: (realm, identities) => seedIdentities({ store, passwords }, realm, identities),
    find(realm, username) {
      const user = find(realm, username);
      return user === null ? null : withoutHash(user);
    },
  };
}

function refused(reason: PasswordRefusal): PasswordResult {
  return { ok: false, reason };
}

function withoutHash({ passwordHash: _hash, ...identity }: UserRecord): Identity {
  return identity;
}
