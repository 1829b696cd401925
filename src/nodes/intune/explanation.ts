import { z } from "zod";
import type { NodeState } from "../../journey/index.ts";
import type { FailingSetting, Verdict } from "../../microsoft/index.ts";
import { flag } from "./optional.ts";
import type { IntuneOutcome } from "./outcomes.ts";

/** What the owner of a device that is not compliant needs to know, for IntuneRemediationNode or a script to show. */
export const explanationSettings = {
  explain: flag.meta({
    title: "Explain",
    description:
      "When the device is not compliant: write what fails, the end of the grace period and where to check in to INTUNE_EXPLANATION.",
  }),
  saveFailingSettings: flag.meta({
    title: "Save failing settings to shared state",
    description: "When the device is not compliant: write the failing settings to INTUNE_FAILING_SETTINGS, as JSON.",
  }),
};

export const explanationKey = "INTUNE_EXPLANATION";
const failingSettingsKey = "INTUNE_FAILING_SETTINGS";

/** Company Portal on the web: opening it makes Intune look at the device again at once. */
const checkInLink = "https://portal.manage.microsoft.com";

export const explanationSchema = z.object({
  outcome: z.string(),
  /** Sentences; empty when Intune did not say what fails. */
  fails: z.array(z.string()),
  /** When access ends, as on the wire; null when Intune names no time. */
  graceEnd: z.string().nullable(),
  checkIn: z.string(),
  /** The Intune node that asked, for whoever wants to ask again. */
  asked: z.object({ tree: z.string(), node: z.string() }),
});

export type Explanation = z.output<typeof explanationSchema>;

const limits = { sentences: 20, length: 300, settings: 100 };

export function explanationOf(
  outcome: IntuneOutcome,
  verdict: Verdict,
  sentences: readonly string[],
  asked: Explanation["asked"],
): Explanation {
  const fails = sentences.slice(0, limits.sentences).map(plainLine);
  return { outcome, fails, graceEnd: graceEndOf(verdict), checkIn: checkInLink, asked };
}

export function saveExplanation(state: NodeState, explanation: Explanation): void {
  state.putShared(explanationKey, explanation);
}

/** A failing setting in words, with the policy that demands it. */
export function sentenceOf({ text, policy }: FailingSetting): string {
  return policy === "" ? text : `${text} (${policy})`;
}

export function saveFailingSettings(state: NodeState, settings: readonly FailingSetting[]): void {
  const short = (text: string): string => text.slice(0, limits.length);
  const saved = settings.slice(0, limits.settings).map(({ policy, setting, text, state: status, currentValue }) => ({
    policy: short(policy),
    setting: short(setting),
    text: short(text),
    state: short(status),
    currentValue: currentValue === null ? null : short(currentValue),
  }));
  state.putShared(failingSettingsKey, JSON.stringify(saved));
}

/** Intune writes year 1 for "no value" and year 9999 for "never". */
function graceEndOf({ device }: Verdict): string | null {
  const end = device.complianceGracePeriodExpirationDateTime;
  const isDate = typeof end === "string" && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(end);
  return isDate && !/^(?:0001|9999)-/.test(end) ? end : null;
}

/** Names of policies come from outside: one line each, and no longer than a person reads. */
function plainLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").slice(0, limits.length);
}
