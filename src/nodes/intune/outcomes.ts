/** The eight documented outcomes, in editor order. */
export const outcomes = {
  COMPLIANT: "Compliant",
  NONCOMPLIANT: "Not Compliant",
  INGRACEPERIOD: "In Grace Period",
  CONFIGMANAGER: "Config Manager",
  CONFLICT: "Conflict",
  NOID: "No Id",
  UNKNOWN: "Status Unknown",
  ERROR: "Error",
} as const;

export type IntuneOutcome = keyof typeof outcomes;

/** Exact, case-sensitive: whatever is not listed is UNKNOWN, never COMPLIANT. */
const outcomeByState: ReadonlyMap<string, IntuneOutcome> = new Map([
  ["compliant", "COMPLIANT"],
  ["noncompliant", "NONCOMPLIANT"],
  ["inGracePeriod", "INGRACEPERIOD"],
  ["configManager", "CONFIGMANAGER"],
  ["conflict", "CONFLICT"],
  ["unknown", "UNKNOWN"],
  ["error", "ERROR"],
]);

export function outcomeOf(complianceState: string): IntuneOutcome {
  return outcomeByState.get(complianceState) ?? "UNKNOWN";
}

/** The outcomes in which Intune has settings to name that the device fails. */
export function isFailing(outcome: IntuneOutcome): boolean {
  return outcome === "NONCOMPLIANT" || outcome === "INGRACEPERIOD" || outcome === "CONFLICT";
}

/** What a setting of ours may choose when something is amiss: anything but COMPLIANT. */
export const refusals = ["NONCOMPLIANT", "INGRACEPERIOD", "CONFLICT", "UNKNOWN", "ERROR"] as const;

const mildestFirst: readonly IntuneOutcome[] = [
  "COMPLIANT",
  "CONFIGMANAGER",
  "INGRACEPERIOD",
  "UNKNOWN",
  "CONFLICT",
  "NONCOMPLIANT",
  "ERROR",
];

/** The harsher of two outcomes: a rule of ours never makes Intune's answer milder. */
export function harsher(one: IntuneOutcome, other: IntuneOutcome): IntuneOutcome {
  return mildestFirst.indexOf(other) > mildestFirst.indexOf(one) ? other : one;
}
