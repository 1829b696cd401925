import type { z } from "zod";
import { choice, flag } from "../optional.ts";
import { refusals } from "../outcomes.ts";
import { encryptionRule, encryptionSettings } from "./encryption.ts";
import { maxSyncAgeRule, maxSyncAgeSettings } from "./max-sync-age.ts";
import { minimumOsVersionRule, minimumOsVersionSettings } from "./minimum-os-version.ts";
import { noPendingWipeRule, noPendingWipeSettings } from "./no-pending-wipe.ts";
import { notJailbrokenRule, notJailbrokenSettings } from "./not-jailbroken.ts";
import { ownershipRule, ownershipSettings } from "./ownership.ts";
import type { Rule, RuleFacts } from "./rule.ts";
import { userMatchRule, userMatchSettings } from "./user-match.ts";

/** The rules beside Intune's own verdict. Each stands in its own file; all of them are off until they are set. */
export const ruleSettings = {
  ...maxSyncAgeSettings,
  ...userMatchSettings,
  ...encryptionSettings,
  ...notJailbrokenSettings,
  ...minimumOsVersionSettings,
  ...ownershipSettings,
  ...noPendingWipeSettings,
  ruleOutcome: choice(refusals).meta({
    title: "Outcome when a rule is not met",
    description: "Where a device leads that breaks a rule, unless Intune's own answer is harsher. Unset: NONCOMPLIANT.",
  }),
  reportOnly: flag.meta({
    title: "Report only",
    description:
      "Record in the trace what the optional settings would have done, and leave as the nine documented ones alone decide.",
  }),
};

export type RuleSettings = z.output<z.ZodObject<typeof ruleSettings>>;

const rules: readonly (readonly [string, Rule<RuleSettings>])[] = [
  ["maxSyncAge", maxSyncAgeRule],
  ["requireUserMatch", userMatchRule],
  ["requireEncryption", encryptionRule],
  ["requireNotJailbroken", notJailbrokenRule],
  ["minimumOsVersions", minimumOsVersionRule],
  ["requireOwnership", ownershipRule],
  ["requireNoPendingWipe", noPendingWipeRule],
];

export interface BrokenRule {
  /** Its setting. */
  readonly rule: string;
  /** What is wrong, in a sentence that the owner of the device may read. */
  readonly text: string;
}

/** The rules that a device breaks, in the order of the settings. */
export function brokenRules(settings: RuleSettings, facts: RuleFacts): BrokenRule[] {
  return rules.flatMap(([rule, check]) => {
    const text = check(settings, facts);
    return text === null ? [] : [{ rule, text }];
  });
}
