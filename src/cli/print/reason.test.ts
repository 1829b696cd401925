import { expect, it } from "vitest";
import { beyondState, briefly } from "./reason.ts";

const reading = "complianceState compliant (live, last sync 2026-11-04T06:23:15.6040000Z)";
const old = "maxSyncAge: The device last checked in with Intune 456 hours ago; it must do so every 168 hours.";
const bare = "requireEncryption: The device's storage is not reported as encrypted.";

it.each([
  ["nothing beyond the state", reading, "", ""],
  ["no reason at all", null, "", ""],
  ["one rule", `${reading}; ${old}`, old, "maxSyncAge"],
  ["two rules", `${reading}; ${old} ${bare}`, `${old} ${bare}`, "maxSyncAge, requireEncryption"],
  [
    "a rule that is only reported",
    `${reading}; would have been NONCOMPLIANT: ${reading}; ${old}`,
    `would have been NONCOMPLIANT: ${old}`,
    "NONCOMPLIANT: maxSyncAge",
  ],
  ["trouble", "device-not-found", "device-not-found", "device-not-found"],
])("a reason with %s", (_title, reason, beyond, brief) => {
  expect([beyondState(reason), briefly(reason)]).toEqual([beyond, brief]);
});
