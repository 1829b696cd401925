import type { JsonObject } from "../../core/json.ts";

/**
 * By what name the user of a device may sign in, for the commands that take each device for its own user's. Intune
 * leaves all of them empty on shared devices.
 */
export function userOf({ userPrincipalName, userId, emailAddress }: JsonObject): string {
  for (const name of [userPrincipalName, userId, emailAddress]) {
    if (typeof name === "string" && name.trim() !== "") return name;
  }
  return "nobody";
}
