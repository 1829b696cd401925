import type { Json } from "../core/json.ts";
import type { Secret } from "../core/secret.ts";

/**
 * What the program keeps. Times are milliseconds since the epoch, hashes are SHA-256. Everything is synchronous: a call
 * that has returned is committed, and survives the death of the process.
 */
export interface Store {
  readonly executions: ExecutionStore;
  readonly sessions: SessionStore;
  readonly users: UserStore;
  readonly traces: TraceStore;
  close(): void;
}

/** A journey that waits for its next step. */
export interface WaitingExecution {
  readonly id: string;
  /** SHA-256 of the one-time key of the step that it waits for. */
  readonly stepHash: Buffer;
  readonly expiresAt: number;
  /** The execution itself, already encrypted by the caller. */
  readonly sealed: Buffer;
}

export interface ExecutionStore {
  /**
   * Keeps an execution; an earlier step of the same execution is void from now on.
   *
   * @throws {store.executions-full} with `retryAfter`, when the cap of open executions is reached
   * @throws {store.too-large} when `sealed` is longer than the limit
   */
  put(execution: WaitingExecution): void;
  /** `null` when unknown or expired. */
  read(id: string): WaitingExecution | null;
  /** Removes the execution if it waits for this very step: `true` exactly once, whoever asks. */
  take(id: string, stepHash: Buffer): boolean;
  /** How many expired executions were removed. */
  purgeExpired(): number;
}

export interface SessionRecord {
  readonly tokenHash: Buffer;
  readonly handle: string;
  readonly realm: string;
  readonly username: string;
  readonly universalId: string;
  readonly properties: Readonly<Record<string, string>>;
  /** `x5t#S256` of the client certificate of the login. */
  readonly certificate: string | null;
  readonly createdAt: number;
  readonly latestAccessAt: number;
  readonly maxIdleMs: number;
  readonly maxSessionMs: number;
}

export interface SessionStore {
  /** @throws {store.sessions-full} with `retryAfter`, when the cap of open sessions is reached */
  create(session: SessionRecord): void;
  /** `null` when unknown, or when the idle or the maximum time has passed; such a session is removed. */
  find(tokenHash: Buffer): SessionRecord | null;
  /** Restarts the idle time of a session that is still alive. */
  touch(tokenHash: Buffer): void;
  /** Whether there was such a session. */
  remove(tokenHash: Buffer): boolean;
  /** How many expired sessions were removed. */
  purgeExpired(): number;
}

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

export type OathAlgorithm = "HMAC_SHA1" | "HMAC_SHA256" | "HMAC_SHA512";

/** A registered one-time-code generator (TOTP, RFC 6238). */
export interface OathDevice {
  /** The shared secret in base32. Encrypted at rest. */
  readonly secret: Secret;
  readonly algorithm: OathAlgorithm;
  readonly digits: 6 | 8;
  /** Seconds per time step. */
  readonly period: number;
  /** The highest time step whose code was accepted; -1 for none. */
  readonly lastStep: number;
}

/** User names are compared as {@link usernameKey} spells them, and kept as they were given. */
export interface UserStore {
  find(realm: string, username: string): UserRecord | null;
  upsert(user: UserRecord): void;
  /** Replaces a password hash if it still is `expected`, so that a slow hashing never undoes a change made meanwhile. */
  replacePasswordHash(realm: string, username: string, expected: string, next: string): boolean;
  /** @throws {core.seal-broken} when the stored secret was not sealed for this user with this key */
  oathDevice(realm: string, username: string): OathDevice | null;
  /** @throws {store.unknown-user} when there is no such user */
  setOathDevice(realm: string, username: string, device: OathDevice): void;
  /** `true` only if `step` is later than every step accepted before; it is then remembered. Atomic. */
  acceptOathStep(realm: string, username: string, step: number): boolean;
  count(realm: string): number;
}

/** One step of a journey as the console shows it; secrets were redacted by the caller. */
export interface TraceRecord {
  readonly transactionId: string;
  readonly at: number;
  readonly event: Json;
}

export interface TraceStore {
  /** Writes all records or none. */
  append(records: readonly TraceRecord[]): void;
  /** In the order in which they were appended. */
  read(transactionId: string): readonly TraceRecord[];
  /** Removes records that are older than `maxAgeMs`, and the oldest beyond `maxCount`; answers how many. */
  prune(limits: { maxAgeMs: number; maxCount: number }): number;
}
