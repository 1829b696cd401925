import type { VerdictFailure } from "../failure.ts";
import type { ReasonCode } from "../reasons.ts";

const outages: ReadonlySet<ReasonCode> = new Set(["graph-unavailable", "throttled", "entra-unavailable"]);

/**
 * Whether Microsoft did not decide anything: a network error, a time-out, 429 or 5xx. A refusal, an unknown device and an
 * answer that cannot be read are no outages.
 */
export function isOutage({ reason, status }: VerdictFailure): boolean {
  return outages.has(reason) && (status === null || status === 408 || status === 429 || status >= 500);
}
