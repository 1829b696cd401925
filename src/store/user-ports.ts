import type { JsonObject } from "../core/json.ts";
import type { Secret } from "../core/secret.ts";

/** One identity of one realm. */
export interface UserRecord {
  readonly realm: string;
  readonly username: string;
  /** argon2id in PHC form; `null`: this identity cannot log in with a password. */
  readonly passwordHash: string | null;
  readonly active: boolean;
  readonly roles: readonly string[];
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** An identity as it is kept, with what the program itself knows about it. */
export interface StoredUser extends UserRecord {
  readonly lockedUntil: number | null;
  /** The user opted out of second factors. */
  readonly skipMfa: boolean;
}

export type ChangeableUser = Pick<StoredUser, "active" | "roles" | "attributes" | "skipMfa">;

/**
 * User names are compared as {@link usernameKey} spells them, and kept as they were given. What belongs to a user goes with
 * the user; writing it for nobody throws `store.unknown-user`.
 */
export interface UserStore {
  find(realm: string, username: string): StoredUser | null;
  /** Whether it was written: `false` when the name is taken. */
  insert(user: UserRecord): boolean;
  upsert(user: UserRecord): void;
  /**
   * Changes a user by what `change` makes of it; nobody else changes it meanwhile. A user who is not active afterwards has no
   * sessions. `null`: there is no such user.
   */
  change(realm: string, username: string, change: (user: StoredUser) => Partial<ChangeableUser>): StoredUser | null;
  /** Whether there was one; sessions go too. */
  remove(realm: string, username: string): boolean;
  /** By name, after the user of this name. */
  list(realm: string, page: { readonly after: string | null; readonly limit: number }): readonly StoredUser[];
  /** The users with this value of an attribute, compared as {@link usernameKey} spells it, by name. */
  search(realm: string, attribute: string, value: string, limit: number): readonly StoredUser[];
  count(realm: string): number;

  /** Sets a password and remembers the one before, of which the `keep` latest stay in the history. Ends a lockout. */
  setPassword(realm: string, username: string, hash: string, keep: number): void;
  /** `null`: there is no such user, or none with a password. */
  passwordHash(realm: string, username: string): string | null;
  /** Hashes of earlier passwords, the latest first. */
  passwordHistory(realm: string, username: string): readonly string[];
  /** Replaces a password hash if it still is `expected`, so that a slow hashing never undoes a change made meanwhile. */
  replacePasswordHash(realm: string, username: string, expected: string, next: string): boolean;

  readonly failures: FailureStore;
  readonly oath: OathStore;
  readonly webauthn: WebAuthnStore;
  readonly recoveryCodes: RecoveryCodeStore;
  readonly profiles: DeviceProfileStore;
  readonly answers: SecurityAnswerStore;
}

/** Codes of a generator, or codes that are e-mailed or texted. Each kind is counted on its own. */
export type CodeKind = "generated" | "sent";

/** How many wrong codes a user may give in a window, which begins with the first. */
export interface CodeLimit {
  readonly points: number;
  readonly milliseconds: number;
}

/** Failed attempts that must survive a restart. Nothing is kept of names that nobody has. */
export interface FailureStore {
  /**
   * Counts a wrong password. The `failures`-th without a right one between locks the user out for `milliseconds`; a failure
   * that is older than that does not count any more. Answers until when the user is locked out.
   */
  passwordFailed(
    realm: string,
    username: string,
    rule: { readonly failures: number; readonly milliseconds: number },
  ): number | null;
  /** Forgets failures and lockout. */
  clearPasswords(realm: string, username: string): void;
  /** When the window ends in which `points` wrong codes were counted; `null`: fewer were. */
  codesFullUntil(realm: string, username: string, kind: CodeKind, limit: CodeLimit): number | null;
  /** Counts a wrong code, unless `points` were counted in this window; then it answers when the window ends. */
  takeCode(realm: string, username: string, kind: CodeKind, limit: CodeLimit): number | null;
}

export type OathAlgorithm = "HMAC_SHA1" | "HMAC_SHA256" | "HMAC_SHA512";

/** A registered one-time-code generator: TOTP (RFC 6238) or HOTP (RFC 4226). */
export interface StoredOathDevice {
  readonly id: string;
  readonly name: string;
  readonly kind: "TOTP" | "HOTP";
  /** The shared secret in base32. Encrypted at rest. */
  readonly secret: Secret;
  readonly algorithm: OathAlgorithm;
  readonly digits: 6 | 8;
  /** Seconds per time step. */
  readonly period: number;
  /** The highest time step or counter whose code was accepted; -1 for none. */
  readonly lastStep: number;
  /** A counter far ahead whose code was given: the next one proves that it was no guess. */
  readonly resync: { readonly step: number; readonly until: number } | null;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

export interface OathStore {
  /** In the order of registration. @throws {core.seal-broken} when a secret was not sealed for this user with this key */
  list(realm: string, username: string): readonly StoredOathDevice[];
  /** Whether the user has a device of this kind. */
  has(realm: string, username: string, kind: StoredOathDevice["kind"]): boolean;
  /** Adds or replaces the device of this id, unless the user would then have more than `most`: `false`. */
  put(realm: string, username: string, device: StoredOathDevice, most: number): boolean;
  remove(realm: string, username: string, id: string): boolean;
  /** `true` only if `step` is later than every step accepted before; it is then remembered. Atomic. */
  acceptStep(realm: string, username: string, id: string, step: number): boolean;
  setResync(realm: string, username: string, id: string, resync: NonNullable<StoredOathDevice["resync"]>): void;
}

export interface StoredWebAuthnDevice {
  readonly id: string;
  readonly name: string;
  readonly credentialId: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly aaguid: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

export interface WebAuthnStore {
  list(realm: string, username: string): readonly StoredWebAuthnDevice[];
  add(realm: string, username: string, device: StoredWebAuthnDevice, most: number): "added" | "too-many" | "exists";
  /** The name of the user whose credential it is. */
  owner(realm: string, credentialId: string): string | null;
  /** `false` when the counter did not grow although it is in use. Atomic. */
  use(realm: string, username: string, credentialId: string, counter: number): boolean;
  rename(realm: string, username: string, id: string, name: string): boolean;
  remove(realm: string, username: string, id: string): boolean;
}

export interface RecoveryCodeStore {
  replace(realm: string, username: string, kind: string, hashes: readonly Buffer[]): void;
  /** `true` exactly once for each code. */
  consume(realm: string, username: string, kind: string, hash: Buffer): boolean;
  count(realm: string, username: string, kind: string): number;
}

export interface StoredDeviceProfile {
  readonly id: string;
  readonly name: string;
  readonly profile: JsonObject;
  readonly createdAt: number;
  readonly savedAt: number;
}

export interface DeviceProfileStore {
  /** Latest first. */
  list(realm: string, username: string): readonly StoredDeviceProfile[];
  /** Adds or replaces; the ones saved longest ago beyond `most` go. */
  save(
    realm: string,
    username: string,
    profile: Pick<StoredDeviceProfile, "id" | "name" | "profile">,
    most: number,
  ): void;
  remove(realm: string, username: string, id: string): boolean;
}

export interface SecurityAnswerStore {
  list(realm: string, username: string): readonly { readonly question: string; readonly hash: string }[];
  replace(realm: string, username: string, answers: ReadonlyMap<string, string>): void;
}
