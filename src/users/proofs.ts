import type { Identity } from "./identity.ts";

/** Where an attempt comes from: the real client address. */
export interface Origin {
  readonly clientIp: string;
}

/** Why a password was not accepted. For traces: a client must not learn more than that it failed. */
export type PasswordRefusal = "unknown-user" | "wrong-password" | "inactive" | "locked" | "no-password";

export type PasswordResult =
  | { readonly ok: true; readonly user: Identity; readonly universalId: string }
  | { readonly ok: false; readonly reason: PasswordRefusal };
