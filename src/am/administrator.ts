import type { SessionRecord } from "../store/index.ts";
import type { Users } from "../users/index.ts";
import type { Caller } from "./caller.ts";

/** Who may do what only administrators may (design: "Administration"). */
export interface AdministrationRules {
  /** Path of the realm that administrators belong to; another realm's role `administrator` counts for nothing. */
  readonly realm: string;
  /** The least auth level of an administrator's session. */
  readonly minimumAuthLevel: number;
}

export const defaultAdministration: AdministrationRules = { realm: "/", minimumAuthLevel: 0 };

/** The role that makes an active user of the administrators' realm an administrator. */
const administratorRole = "administrator";

/**
 * Whether a session is an administrator's. The user is looked up anew, so that a role that was taken away counts at
 * once, and the session must come with the very certificate of its login.
 */
export function isAdministrator(
  session: SessionRecord,
  caller: Caller,
  { users, rules }: { readonly users: Pick<Users, "find">; readonly rules: AdministrationRules },
): boolean {
  if (session.realm !== rules.realm || session.certificate !== caller.certificate) return false;
  if (Number(session.properties.AuthLevel ?? Number.NaN) >= rules.minimumAuthLevel) {
    const user = users.find(session.realm, session.username);
    return user?.active === true && user.roles.includes(administratorRole);
  }
  return false;
}
