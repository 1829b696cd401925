import type { JsonObject } from "../../core/json.ts";

/**
 * By what name the user of a device may sign in, for the commands that take each device for its own user's. Intune
 * leaves both empty on shared devices.
 */
export function userOf({ userPrincipalName, userId }: JsonObject): string {
  for (const name of [userPrincipalName, userId]) {
    if (typeof name === "string" && name.trim() !== "") return name;
  }
  return "nobody";
}
