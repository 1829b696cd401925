export { type Attempts, createAttempts } from "./attempts.ts";
export { attributeProblem, attributeValues, meansUsername } from "./attributes.ts";
export { type CodeAttempts, dailyCodes, withDailyBudget } from "./code-attempts.ts";
export { createUsers, type UsersOptions } from "./create-users.ts";
export type { Identity } from "./identity.ts";
export type { Lockout } from "./lockout.ts";
export { isUsername, universalId } from "./names.ts";
export { matchingCounter, matchingStep } from "./oath-code.ts";
export { partialUsers } from "./partial-users.ts";
export type { FailedPolicy, PasswordCandidate, PasswordPolicy } from "./password-policy.ts";
export type { HashingOptions } from "./passwords.ts";
export type { Origin, PasswordRefusal, PasswordResult } from "./proofs.ts";
export type {
  CodeRefusal,
  CodeResult,
  CodeWindow,
  DeviceProfile,
  DeviceProfiles,
  NewOathDevice,
  NewWebAuthnDevice,
  OathDevice,
  OathDevices,
  RecoveryCodeKind,
  RecoveryCodes,
  SecurityQuestions,
  WebAuthnDevice,
  WebAuthnDevices,
} from "./second-factors.ts";
export { type SeedIdentity, seedFileSchema } from "./seed-file.ts";
export { lockoutSchema, passwordPolicySchema } from "./settings.ts";
export type { NewUser, UserChanges, UserPage } from "./user-changes.ts";
export type { Users } from "./users.ts";
