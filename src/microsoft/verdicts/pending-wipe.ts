import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";

/** Members of `managementState` (beta) that end the trust in a device: it is leaving, lost or stolen. */
const leaving = new Set([
  "retirePending",
  "retireIssued",
  "retireFailed",
  "wipePending",
  "wipeIssued",
  "wipeFailed",
  "deletePending",
]);

const endings = new Set(["wipe", "factoryreset", "retire", "delete", "removecompanydata"]);
const withdrawn = new Set(["canceled", "notsupported", "none"]);

/**
 * Whether somebody has told Intune to wipe, retire or delete the device. v1.0 says so in `deviceActionResults` only; beta
 * in `managementState` too.
 */
export function hasPendingWipe({ managementState, deviceActionResults }: JsonObject): boolean {
  if (typeof managementState === "string" && leaving.has(managementState)) return true;
  return Array.isArray(deviceActionResults) && deviceActionResults.some(isEnding);
}

function isEnding(result: Json): boolean {
  if (!isJsonObject(result)) return false;
  const { actionName, actionState } = result;
  if (typeof actionName !== "string" || !endings.has(actionName.toLowerCase())) return false;
  return typeof actionState !== "string" || !withdrawn.has(actionState.toLowerCase());
}
