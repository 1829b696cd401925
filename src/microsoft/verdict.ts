import type { JsonObject } from "../core/json.ts";
import type { ManagedDevice } from "./graph/managed-device.ts";
import type { ReasonCode } from "./reasons.ts";

/** What Microsoft said about one device. */
export interface Verdict {
  readonly outcome: "device";
  /** The record's own id, equal to the asked one except for case. */
  readonly deviceId: string;
  /** Exactly as on the wire; case matters. */
  readonly complianceState: string;
  /** The whole record, members in wire order. May hold `activationLockBypassCode`, which is a secret. */
  readonly device: JsonObject;
  readonly source: "live";
  /** When Microsoft was asked, in milliseconds since the epoch. */
  readonly checkedAt: number;
  /** The last completed check-in as on the wire (up to 7 fractional digits), `null` when there was none. */
  readonly lastSync: string | null;
  /** `unrecognised-state` when the state is none of the documented seven. */
  readonly reason: ReasonCode | null;
}

const documentedStates = new Set([
  "unknown",
  "compliant",
  "noncompliant",
  "conflict",
  "error",
  "inGracePeriod",
  "configManager",
]);

export function verdictOf(
  { id, complianceState, lastSyncDateTime, record }: ManagedDevice,
  checkedAt: number,
): Verdict {
  return {
    outcome: "device",
    deviceId: id,
    complianceState,
    device: record,
    source: "live",
    checkedAt,
    lastSync: lastSyncDateTime !== null && isRealDate(lastSyncDateTime) ? lastSyncDateTime : null,
    reason: documentedStates.has(complianceState) ? null : "unrecognised-state",
  };
}

/** Intune writes year 1 for "no value" and year 9999 for "never". */
function isRealDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T/.test(text) && !text.startsWith("0001-") && !text.startsWith("9999-");
}
