import type { Secret } from "../core/secret.ts";
import type { Identity } from "./identity.ts";

export interface NewUser {
  readonly username: string;
  /** Absent: this user cannot log in with a password. */
  readonly password?: Secret;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  readonly roles?: readonly string[];
  readonly active?: boolean;
}

/** What to change of a user. Attributes that are set to no value at all are removed. */
export interface UserChanges {
  readonly set?: Readonly<Record<string, readonly string[]>>;
  readonly remove?: readonly string[];
  readonly roles?: readonly string[];
}

export interface UserPage {
  readonly users: readonly Identity[];
  /** What to give to get the next page; `null` on the last one. */
  readonly next: string | null;
}
