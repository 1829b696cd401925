import type { ReasonCode } from "./reasons.ts";

/** A check that ended without a verdict. Never to be read as a compliance state. */
export interface VerdictFailure {
  readonly outcome: "failure";
  readonly reason: ReasonCode;
  /** The HTTP status of the answer that decided, `null` when there was none. */
  readonly status: number | null;
  /** Ids under which Microsoft's support finds the call: GUIDs only. */
  readonly requestIds: readonly string[];
  /** Class, reason and status from the outside in. Holds no URL, path, token, secret or text of an upstream message. */
  readonly chain: readonly string[];
}

interface FailureDetails {
  readonly status?: number | null;
  readonly requestIds?: readonly string[];
  readonly causes?: readonly string[];
}

/** Makes a failure; `causes` are the links of the chain below the reason and must be free of upstream text. */
export function failure(reason: ReasonCode, details: FailureDetails = {}): VerdictFailure {
  return {
    outcome: "failure",
    reason,
    status: details.status ?? null,
    requestIds: details.requestIds ?? [],
    chain: [`ComplianceCheck: ${reason}`, ...(details.causes ?? [])],
  };
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Keeps the GUIDs among values from outside, each once: what else stands in such a field must not reach a log. */
export function requestIdsAmong(values: readonly unknown[]): string[] {
  const ids = values.filter((value): value is string => typeof value === "string" && guid.test(value));
  return [...new Set(ids)];
}

/** An upstream code, if it looks like one: letters, digits and little else. Anything else is left out. */
export function plainCode(value: unknown): string {
  return typeof value === "string" && /^[A-Za-z0-9_. ]{1,64}$/.test(value) ? value : "";
}
