import type { DiagnosisStepName, ReasonCode } from "../microsoft/index.ts";

/** What the commands end with, for scripts and monitors (docs/commands.md). */
export const exitCodes = {
  fine: 0,
  unforeseen: 1,
  notConfigured: 2,
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
