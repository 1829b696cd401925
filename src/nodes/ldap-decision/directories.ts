import type { Secret } from "../../core/secret.ts";
import type { LdapConfig } from "./config.ts";

/** What the directories of LDAP Decision nodes are asked. */
export interface Directories {
  /**
   * Looks a user up and tries a password.
   *
   * @throws {nodes.directory-unavailable}, {nodes.directory-misconfigured}, {core.queue-full}
   */
  check(config: LdapConfig, username: string, password: Secret): Promise<PasswordCheck>;
  /** Changes a password as its owner, who must know the old one. Throws as {@link Directories.check} does. */
  change(config: LdapConfig, username: string, passwords: PasswordChange): Promise<PasswordCheck | ChangeRefused>;
}

export interface PasswordChange {
  readonly old: Secret;
  readonly wanted: Secret;
}

/** Somebody of the directory. */
export interface DirectoryEntry {
  readonly dn: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

export type PasswordCheck =
  | {
      readonly kind: "accepted";
      readonly entry: DirectoryEntry;
      /** Why the directory wants another password, if it does. */
      readonly mustChange: "reset" | "expired" | null;
      /** For the trace. */
      readonly remark?: string;
    }
  | { readonly kind: "refused"; readonly reason: "unknown-user" | "ambiguous-user" | "wrong-password" }
  | { readonly kind: "locked"; readonly reason: string }
  | { readonly kind: "expired"; readonly reason: string };

/** The old password is right, and the directory does not want the new one. */
export interface ChangeRefused {
  readonly kind: "change-refused";
  readonly reason: ChangeRefusal;
}

export type ChangeRefusal = "too-short" | "too-weak" | "too-young" | "used-before" | "not-allowed";
