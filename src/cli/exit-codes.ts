import type { DiagnosisStepName, ReasonCode, VerdictFailure } from "../microsoft/index.ts";

/** What the commands end with, for scripts and monitors (docs/commands.md). */
export const exitCodes = {
  fine: 0,
  unforeseen: 1,
  notConfigured: 2,
  missing: 3,
  refused: 4,
  dns: 10,
  tls: 11,
  token: 12,
  permissions: 13,
  licence: 14,
  permission: 15,
  device: 16,
  busy: 20,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Trouble that passes by itself: trying again later may help, changing the set-up does not. */
const passing: ReadonlySet<ReasonCode> = new Set(["throttled", "overloaded", "graph-unavailable", "entra-unavailable"]);

/** The exit code for a step of a diagnosis that failed. */
export function exitCodeOf(step: DiagnosisStepName, reason: ReasonCode | null): ExitCode {
  if (reason !== null && passing.has(reason)) return exitCodes.busy;
  return step === "configuration" ? exitCodes.notConfigured : exitCodes[step];
}

const ofReasons: ReadonlyMap<ReasonCode, ExitCode> = new Map<ReasonCode, ExitCode>([
  ["not-configured", exitCodes.notConfigured],
  ["certificate-expired", exitCodes.notConfigured],
  ["name-not-resolved", exitCodes.dns],
  ["connection-failed", exitCodes.tls],
  ["certificate-untrusted", exitCodes.tls],
  ["intune-not-available-for-tenant", exitCodes.licence],
  ["permission-missing", exitCodes.permission],
  ["device-not-found", exitCodes.device],
  ["malformed-device-id", exitCodes.device],
  ["ambiguous-device", exitCodes.device],
  ["filter-not-honoured", exitCodes.device],
  ["request-rejected", exitCodes.device],
  ["bad-response", exitCodes.device],
]);

/** The exit code for a question that Microsoft did not answer. What is not listed is Entra's: there is no token. */
export function exitCodeOfFailure({ reason }: VerdictFailure): ExitCode {
  return passing.has(reason) ? exitCodes.busy : (ofReasons.get(reason) ?? exitCodes.token);
}
