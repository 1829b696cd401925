import type { ResultCodeError } from "ldapts";
import { nodeErrors } from "../errors.ts";
import type { ChangeRefusal, ChangeRefused, PasswordCheck } from "./directories.ts";
import type { PasswordPolicyControl, PolicyError } from "./password-policy-control.ts";

/** What the answers of a directory mean that refuses a password. */

const invalidCredentials = 49;
/** Others that mean a wrong password: no such object, inappropriate authentication, unwilling to perform. */
const refusing: readonly number[] = [32, 48, 53];

/** Active Directory says why in its text: `… comment: AcceptSecurityContext error, data 775, v4563`. */
const activeDirectory: ReadonlyMap<string, "locked" | "expired"> = new Map([
  ["533", "locked"],
  ["775", "locked"],
  ["532", "expired"],
  ["701", "expired"],
  ["773", "expired"],
]);

/** @throws {nodes.directory-unavailable} when the refusal is not about the user */
export function refusedBind(cause: ResultCodeError, { error }: PasswordPolicyControl): PasswordCheck {
  if (error === "account-locked") return { kind: "locked", reason: error };
  if (error === "password-expired") return { kind: "expired", reason: error };
  if (cause.code === invalidCredentials) {
    const [, data = ""] = /AcceptSecurityContext error, data ([0-9a-f]{1,8})/i.exec(cause.message) ?? [];
    const kind = activeDirectory.get(data);
    return kind === undefined ? { kind: "refused", reason: "wrong-password" } : { kind, reason: `data ${data}` };
  }
  if (refusing.includes(cause.code)) return { kind: "refused", reason: "wrong-password" };
  throw nodeErrors.error("nodes.directory-unavailable", { detail: `LDAP result ${cause.code}`, cause });
}

const changeRefusals: Readonly<Partial<Record<PolicyError, ChangeRefusal>>> = {
  "insufficient-quality": "too-weak",
  "too-short": "too-short",
  "too-young": "too-young",
  "in-history": "used-before",
};

export function refusedChange({ error }: PasswordPolicyControl): ChangeRefused {
  return { kind: "change-refused", reason: (error === null ? undefined : changeRefusals[error]) ?? "not-allowed" };
}
