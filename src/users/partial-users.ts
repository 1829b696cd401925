import type { Users } from "./users.ts";

/** Users of which only some members may be called; the others `refuse` by name. For commands and tests that need few. */
export function partialUsers(members: Partial<Users>, refuse: (member: string) => never): Users {
  return {
    find: () => refuse("find"),
    search: () => refuse("search"),
    list: () => refuse("list"),
    create: () => refuse("create"),
    update: () => refuse("update"),
    remove: () => refuse("remove"),
    setActive: () => refuse("setActive"),
    lockedUntil: () => refuse("lockedUntil"),
    authenticate: () => refuse("authenticate"),
    passwordPolicy: () => refuse("passwordPolicy"),
    failedPolicies: () => refuse("failedPolicies"),
    setPassword: () => refuse("setPassword"),
    passwordMark: () => refuse("passwordMark"),
    oath: () => refuse("oath"),
    webauthn: () => refuse("webauthn"),
    webauthnOwner: () => refuse("webauthnOwner"),
    recoveryCodes: () => refuse("recoveryCodes"),
    deviceProfiles: () => refuse("deviceProfiles"),
    securityQuestions: () => refuse("securityQuestions"),
    skipMfa: () => refuse("skipMfa"),
    setSkipMfa: () => refuse("setSkipMfa"),
    hasPassword: () => refuse("hasPassword"),
    hasOathDevice: () => refuse("hasOathDevice"),
    verifyTotp: () => refuse("verifyTotp"),
    seed: () => refuse("seed"),
    ...members,
  };
}
