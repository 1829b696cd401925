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
  /**
   * `live`: Microsoft was asked now. `cache`: an earlier reading within its time to live. `stale`: an older reading that
   * stands in while Microsoft fails, only where an administrator allowed it.
   */
  readonly source: "live" | "cache" | "stale";
  /** When Microsoft was asked for this reading, in milliseconds since the epoch. */
  readonly checkedAt: number;
  /** Milliseconds since the reading; absent when it is live. */
  readonly age?: number;
  /** Why Microsoft could not be asked; only when the reading is stale. */
  readonly staleBecause?: ReasonCode;
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
    lastSync: realDate(lastSyncDateTime),
    reason: documentedStates.has(complianceState) ? null : "unrecognised-state",
  };
}

/** A reading that answers again. Member by member: a spread takes longer than all the rest of a cached verdict. */
export function again(
  { outcome, deviceId, complianceState, device, checkedAt, lastSync, reason }: Verdict,
  source: "cache" | "stale",
  age: number,
): Verdict {
  return { outcome, deviceId, complianceState, device, source, checkedAt, age, lastSync, reason };
}

/** A date of Intune's, which writes year 1 for "no value" and year 9999 for "never"; `null` when it is none. */
export function realDate(value: unknown): string | null {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}T/.test(value)) return null;
  return value.startsWith("0001-") || value.startsWith("9999-") ? null : value;
}
