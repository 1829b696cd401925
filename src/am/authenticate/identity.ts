import type { IdentifiedUser, SuccessResult } from "../../journey/index.ts";
import { universalId } from "../../users/index.ts";
import type { AmOptions } from "../options.ts";

/**
 * Who logged in: the user that a node identified, else the one whose name stands in the shared state. A user who is not
 * an active one of the realm, or not any more, is nobody.
 */
export function identityOf(result: SuccessResult, realm: string, users: AmOptions["users"]): IdentifiedUser | null {
  const username = result.gathered.identifiedUser?.username ?? result.shared.username;
  if (typeof username !== "string" || username === "") return null;
  const user = users.find(realm, username);
  return user?.active ? { username: user.username, universalId: universalId(realm, user.username) } : null;
}
