import type { Secret } from "../core/secret.ts";
import type { Identity } from "./identity.ts";
import type { FailedPolicy, PasswordCandidate, PasswordPolicy } from "./password-policy.ts";
import type { Origin, PasswordResult } from "./proofs.ts";
import type {
  CodeResult,
  CodeWindow,
  DeviceProfiles,
  OathDevices,
  RecoveryCodes,
  SecurityQuestions,
  WebAuthnDevices,
} from "./second-factors.ts";
import type { SeedIdentity } from "./seed-file.ts";
import type { NewUser, UserChanges, UserPage } from "./user-changes.ts";

/**
 * The identities of all realms, and the proofs they give. User names are compared without case. Writes are atomic, and
 * on the disk when a call returns.
 */
export interface Users {
  find(realm: string, username: string): Identity | null;
  /**
   * The identities that have this value (compared without case), at most 20, by name. `userName`, `_username`, `username`
   * and `uid` mean the user name. Who acts on the answer must make sure that it is the only one.
   */
  search(realm: string, query: { readonly attribute: string; readonly value: string }): readonly Identity[];
  /** By name. `after` is the `next` of the page before; `limit` at most 1000, default 100. */
  list(realm: string, page?: { readonly after?: string; readonly limit?: number }): UserPage;
  /**
   * @throws {users.name-invalid}, {users.exists}, {users.attribute-invalid}, {users.password-refused} when the policy of the
   *   realm does not hold; {core.queue-full}
   */
  create(realm: string, user: NewUser): Promise<Identity>;
  /**
   * Changes attributes and roles; a function is given the attributes as they are, and nobody changes them meanwhile.
   *
   * @throws {users.unknown}, {users.attribute-invalid}
   */
  update(
    realm: string,
    username: string,
    changes: UserChanges | ((attributes: Identity["attributes"]) => UserChanges),
  ): Identity;
  /** Whether there was one. Everything of the user goes, sessions and second factors too. */
  remove(realm: string, username: string): boolean;
  /** Lets a user in or not. A user who is switched off loses all sessions; one who is switched on is not locked any more. */
  setActive(realm: string, username: string, active: boolean): void;
  /** When too many wrong passwords stop counting; `null`: not locked. */
  lockedUntil(realm: string, username: string): number | null;

  /**
   * Checks a password. Only failures count against the limits.
   *
   * @throws {users.too-many-attempts} 429 with `retryAfter`, by user or by address, before anything is checked
   * @throws {core.queue-full} 503 with `retryAfter`, when too many passwords are being checked
   */
  authenticate(realm: string, username: string, password: Secret, from: Origin): Promise<PasswordResult>;
  passwordPolicy(realm: string): PasswordPolicy;
  /** What is wrong with a password that is to become somebody's; empty when nothing is. @throws {core.queue-full} */
  failedPolicies(realm: string, candidate: PasswordCandidate): Promise<readonly FailedPolicy[]>;
  /** @throws {users.unknown}, {users.password-refused} when the policy of the realm does not hold; {core.queue-full} */
  setPassword(realm: string, username: string, password: Secret): Promise<void>;

  /** A short digest that changes whenever the password does; `null`: no such user, or none with a password. */
  passwordMark(realm: string, username: string): string | null;

  oath(realm: string, username: string): OathDevices;
  webauthn(realm: string, username: string): WebAuthnDevices;
  /** Whose WebAuthn credential it is; `null`: nobody's. */
  webauthnOwner(realm: string, credentialId: string): Identity | null;
  recoveryCodes(realm: string, username: string): RecoveryCodes;
  deviceProfiles(realm: string, username: string): DeviceProfiles;
  securityQuestions(realm: string, username: string): SecurityQuestions;
  /** Whether the user can log in with a password. */
  hasPassword(realm: string, username: string): boolean;
  /** Whether the user opted out of second factors. */
  skipMfa(realm: string, username: string): boolean;
  /** @throws {users.unknown} */
  setSkipMfa(realm: string, username: string, skip: boolean): void;

  /** Whether {@link Users.verifyTotp} has a device to check codes of. */
  hasOathDevice(realm: string, username: string): boolean;
  /** {@link OathDevices.verifyTotp} of this user. */
  verifyTotp(realm: string, username: string, code: string, window: CodeWindow, from: Origin): CodeResult;

  /**
   * Creates or updates identities; only for development deployments.
   *
   * @throws {users.seed-invalid} when a user name, attribute or password is not acceptable; nothing is written then
   */
  seed(realm: string, identities: readonly SeedIdentity[]): Promise<void>;
}
