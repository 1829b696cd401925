import type { FailureResult, IdentifiedUser, SuccessResult } from "../../journey/index.ts";
import type { Identity } from "../../users/index.ts";
import type { AmOptions } from "../options.ts";

/**
 * Who logged in: the user that a node identified, else the one whose name stands in the shared state. A user who is not
 * an active one of the realm, or not any more, is nobody.
 */
export function identityOf(result: SuccessResult, realm: string, users: AmOptions["users"]): IdentifiedUser | null {
  const user = claimedUser(result, realm, users);
  return user?.active ? { username: user.username, universalId: user.universalId } : null;
}

/** The user that a journey is about, proved or not. */
export function claimedUser(
  { gathered, shared }: Pick<SuccessResult | FailureResult, "gathered" | "shared">,
  realm: string,
  users: AmOptions["users"],
): Identity | null {
  const username = gathered.identifiedUser?.username ?? shared.get("username");
  return typeof username === "string" && username !== "" ? users.find(realm, username) : null;
}
