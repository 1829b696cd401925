import type { JsonObject } from "../core/json.ts";
import type { Secret } from "../core/secret.ts";
import type { OathAlgorithm } from "../store/index.ts";
import type { Origin } from "./proofs.ts";

/** What a user has besides a password. Each belongs to one user; what it tells holds no secret. */

/** Why a one-time code was not accepted. For traces: a client must not learn more than that it failed. */
export type CodeRefusal = "not-registered" | "wrong-code" | "code-used" | "resynchronise";

export type CodeResult = { readonly ok: true } | { readonly ok: false; readonly reason: CodeRefusal };

/** What an OATH Token Verifier of kind TOTP is set to. */
export interface CodeWindow {
  /** Time steps accepted on each side of now (`totpTimeSteps`); at most 100 count. */
  readonly steps: number;
  /** Seconds per step (`totpTimeInterval`). */
  readonly period: number;
  /** `totpHashAlgorithm`. */
  readonly hash: OathAlgorithm;
}

/** A registered generator of one-time codes: TOTP (RFC 6238) counts time, HOTP (RFC 4226) counts presses. */
export interface OathDevice {
  readonly id: string;
  readonly name: string;
  readonly kind: "TOTP" | "HOTP";
  readonly algorithm: OathAlgorithm;
  readonly digits: 6 | 8;
  /** Seconds per time step; TOTP only. */
  readonly period: number;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

export interface NewOathDevice {
  readonly name: string;
  readonly kind: "TOTP" | "HOTP";
  /** The shared secret in base32: 128 bits or more. */
  readonly secret: Secret;
  readonly algorithm: OathAlgorithm;
  readonly digits: 6 | 8;
  /** Seconds per time step, 5 to 300; TOTP only. */
  readonly period: number;
  /** Time step or counter of a code by which it has proved itself already: it and earlier ones are never accepted. */
  readonly lastStep?: number;
}

export interface OathDevices {
  list(): readonly OathDevice[];
  /**
   * Registers a device, and returns its id.
   *
   * @throws {users.unknown}, {users.device-invalid}, {users.too-many-devices}
   */
  register(device: NewOathDevice): string;
  /** Whether there was one. The recovery codes go with the last one. */
  remove(id: string): boolean;
  /**
   * Checks a time-based code against every TOTP device, and accepts each code once, also across restarts and processes;
   * after it, no code of an earlier time is accepted. The device's own period and algorithm decide: they made the code.
   *
   * @throws {users.too-many-attempts} 429 with `retryAfter`
   */
  verifyTotp(code: string, window: CodeWindow, from: Origin): CodeResult;
  /**
   * Checks a counter-based code against every HOTP device, once each. Up to 10 presses ahead one code will do; from there
   * to `window` (`hotpWindowSize`, at most 200) the answer is `resynchronise`, and the very next code of the device, given
   * within five minutes, is accepted (RFC 4226, 7.4).
   *
   * @throws {users.too-many-attempts} 429 with `retryAfter`
   */
  verifyHotp(code: string, window: number, from: Origin): CodeResult;
}

/** A WebAuthn credential. Binary values are base64url, as in WebAuthn's JSON. */
export interface WebAuthnDevice {
  readonly id: string;
  readonly name: string;
  readonly credentialId: string;
  /** COSE key. */
  readonly publicKey: string;
  /** The signature counter that was seen last. */
  readonly counter: number;
  readonly transports: readonly string[];
  readonly aaguid: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

export type NewWebAuthnDevice = Omit<WebAuthnDevice, "id" | "createdAt" | "lastUsedAt">;

export interface WebAuthnDevices {
  list(): readonly WebAuthnDevice[];
  /**
   * Adds a credential, and returns its id. `most` is how many a user may have (`maxSavedDevices`; 0: as many as the house
   * allows, 32).
   *
   * @throws {users.unknown}, {users.device-invalid}, {users.too-many-devices}, {users.device-exists} when anybody of the realm
   *   has this credential
   */
  add(device: NewWebAuthnDevice, most?: number): string;
  /**
   * Remembers a use. `false`, and the counter stays, when the counter did not grow although the authenticator counts: the
   * credential may have been cloned (WebAuthn level 2, 7.2 step 21).
   */
  updateCounter(credentialId: string, counter: number): boolean;
  rename(id: string, name: string): boolean;
  /** Whether there was one. The recovery codes go with the last one. */
  remove(id: string): boolean;
}

export type RecoveryCodeKind = "OATH" | "PUSH" | "WEB_AUTHN";

export interface RecoveryCodes {
  /** Makes new codes and voids the earlier ones of this kind. They are kept hashed: this is the only time they are seen. */
  generate(kind: RecoveryCodeKind, count?: number): readonly string[];
  /**
   * Whether it is one of the codes; it is then used up. Spaces, hyphens and case do not matter.
   *
   * @throws {users.too-many-attempts} 429 with `retryAfter`
   */
  consume(kind: RecoveryCodeKind, code: string, from: Origin): boolean;
  count(kind: RecoveryCodeKind): number;
}

/** What a client told about the device it runs on; facts, no proof. */
export interface DeviceProfile {
  readonly id: string;
  readonly name: string;
  readonly profile: JsonObject;
  readonly createdAt: number;
  /** When it was saved last. */
  readonly savedAt: number;
}

export interface DeviceProfiles {
  /** The one that was saved last comes first. */
  list(): readonly DeviceProfile[];
  /**
   * Saves a profile under the client's own id (`identifier`). Beyond `most` (at most 32, the default 5) the ones that were
   * saved longest ago go.
   *
   * @throws {users.unknown}, {users.device-invalid} when id, name or profile are too large (16 KiB as JSON)
   */
  save(profile: Pick<DeviceProfile, "id" | "name" | "profile">, most?: number): void;
  remove(id: string): boolean;
}

/** Questions that only the user should be able to answer (KBA). Answers are hashed like passwords. */
export interface SecurityQuestions {
  /** The questions that have an answer: texts, or ids of predefined questions, as they were given. */
  list(): readonly string[];
  /** Replaces all questions. @throws {users.unknown}, {users.answers-invalid}, {core.queue-full} */
  set(answers: ReadonlyMap<string, Secret>): Promise<void>;
  /**
   * Whether this is the answer; case and spacing do not matter.
   *
   * @throws {users.too-many-attempts} 429 with `retryAfter`; {core.queue-full}
   */
  verify(question: string, answer: Secret, from: Origin): Promise<boolean>;
}
