import type { StoredUser } from "../store/index.ts";
import { universalId } from "./names.ts";

/** A user as journeys, scripts and administrators see one: without anything that proves who somebody is. */
export interface Identity {
  readonly realm: string;
  /** As it was given; compared without case. */
  readonly username: string;
  readonly universalId: string;
  /** Whether an administrator, or an Account Lockout node, lets this user in. */
  readonly active: boolean;
  /** Whether too many wrong passwords have locked this user out; it passes by itself. */
  readonly locked: boolean;
  readonly roles: readonly string[];
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** A record of the store as an identity, at `now`. */
export function identityOf(
  { realm, username, active, roles, attributes, lockedUntil }: StoredUser,
  now: number,
): Identity {
  const locked = lockedUntil !== null && lockedUntil > now;
  return { realm, username, universalId: universalId(realm, username), active, locked, roles, attributes };
}
