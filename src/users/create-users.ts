import { createHash } from "node:crypto";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Random } from "../core/random.ts";
import type { Rate } from "../core/rate-limit.ts";
import type { StoredUser, UserStore } from "../store/index.ts";
import { createAttempts } from "./attempts.ts";
import { dailyCodes, withDailyBudget } from "./code-attempts.ts";
import { createCredentials } from "./credentials.ts";
import { deviceProfilesOf } from "./device-profiles.ts";
import { createDirectory } from "./directory.ts";
import { usersErrors } from "./errors.ts";
import type { Lockout } from "./lockout.ts";
import { isUsername } from "./names.ts";
import { type FactorOptions, oathDevicesOf } from "./oath-devices.ts";
import type { PasswordPolicy } from "./password-policy.ts";
import { createPasswords, defaultHashing, type HashingOptions } from "./passwords.ts";
import { recoveryCodesOf } from "./recovery-codes.ts";
import { securityQuestionsOf } from "./security-questions.ts";
import { seedIdentities } from "./seed.ts";
import type { Users } from "./users.ts";
import { webAuthnDevicesOf } from "./webauthn-devices.ts";

/**
 * Failed attempts that are allowed. One-time codes, recovery codes and answers to security questions are counted each on their
 * own: whoever guesses at the one keeps nobody from the other.
 */
export interface UsersLimits {
  readonly passwordsPerUser: Rate;
  readonly passwordsPerAddress: Rate;
  readonly codesPerUser: Rate;
  readonly codesPerAddress: Rate;
  /** Of one-time codes only; kept across restarts. */
  readonly codesPerUserForLong: Rate;
}

const defaultLimits: UsersLimits = {
  passwordsPerUser: { points: 10, seconds: 300 },
  passwordsPerAddress: { points: 100, seconds: 300 },
  codesPerUser: { points: 10, seconds: 300 },
  codesPerAddress: { points: 100, seconds: 300 },
  codesPerUserForLong: dailyCodes,
};

export interface UsersOptions {
  readonly store: UserStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly hashing?: Partial<HashingOptions>;
  readonly limits?: Partial<UsersLimits>;
  /** By realm path; what is absent is the default: 8 characters, 5 earlier passwords. */
  readonly passwordPolicy?: (realm: string) => Partial<PasswordPolicy>;
  /** By realm path; `null`, the default: wrong passwords lock nobody out beyond the limits. */
  readonly lockout?: (realm: string) => Lockout | null;
}

export function createUsers(options: UsersOptions): Users {
  const { store, clock, random, log, hashing, passwordPolicy = () => ({}), lockout = () => null } = options;
  const rates = { ...defaultLimits, ...options.limits };
  const passwords = createPasswords({ ...defaultHashing, ...hashing }, random);
  const passwordAttempts = createAttempts({
    kind: "password",
    perUser: rates.passwordsPerUser,
    perAddress: rates.passwordsPerAddress,
    clock,
    log,
  });
  const codesForShort = () =>
    createAttempts({ kind: "code", perUser: rates.codesPerUser, perAddress: rates.codesPerAddress, clock, log });
  const budget = rates.codesPerUserForLong;
  const codes = withDailyBudget(codesForShort(), { store, kind: "generated", budget, clock, log });
  const factors: FactorOptions = { store, codes, clock, random, log };
  const recovery = { store, random, attempts: codesForShort() };
  const questions = { store, passwords, attempts: codesForShort() };
  const credentials = createCredentials({
    store,
    passwords,
    attempts: passwordAttempts,
    policy: passwordPolicy,
    lockout,
    clock,
    log,
  });
  const directory = createDirectory(store, credentials, clock);
  const { authenticate, failedPolicies, setPassword } = credentials;

  return {
    ...directory,
    ...{ authenticate, failedPolicies, setPassword, passwordPolicy: credentials.passwordPolicy },
    passwordMark: (realm, username) => (isUsername(username) ? passwordMarkOf(store.find(realm, username)) : null),
    oath: (realm, username) => oathDevicesOf(factors, realm, username),
    webauthn: (realm, username) => webAuthnDevicesOf(factors, realm, username),
    webauthnOwner(realm, credentialId) {
      const owner = store.webauthn.owner(realm, credentialId);
      return owner === null ? null : directory.find(realm, owner);
    },
    recoveryCodes: (realm, username) => recoveryCodesOf(recovery, realm, username),
    deviceProfiles: (realm, username) => deviceProfilesOf(factors, realm, username),
    securityQuestions: (realm, username) => securityQuestionsOf(questions, realm, username),
    hasPassword: (realm, username) => isUsername(username) && store.find(realm, username)?.passwordHash != null,
    skipMfa: (realm, username) => isUsername(username) && store.find(realm, username)?.skipMfa === true,
    setSkipMfa(realm, username, skipMfa) {
      const after = isUsername(username) ? store.change(realm, username, () => ({ skipMfa })) : null;
      if (after === null) throw usersErrors.error("users.unknown");
    },
    hasOathDevice: (realm, username) => isUsername(username) && store.oath.has(realm, username, "TOTP"),
    verifyTotp: (realm, username, code, window, from) =>
      oathDevicesOf(factors, realm, username).verifyTotp(code, window, from),
    seed: (realm, identities) => seedIdentities({ store, passwords, clock }, realm, identities),
  };
}

/** 96 bits of a hash of the salted hash: enough to see a change, useless for finding the password. */
function passwordMarkOf(user: StoredUser | null): string | null {
  const hash = user?.passwordHash ?? null;
  return hash === null ? null : createHash("sha256").update(`password mark ${hash}`).digest("base64url").slice(0, 16);
}
