import type { Json, JsonObject } from "../../core/json.ts";
import type { VerdictFailure } from "../failure.ts";
import { deviceIdSegment, isDeviceId } from "./device-id.ts";
import { isEntraDeviceId } from "./entra-id.ts";
import type { GraphClient, GraphOperation } from "./graph-client.ts";
import { type Page, readPage } from "./page.ts";
import { withQuery } from "./query.ts";
import { settingText } from "./setting-text.ts";

/** A setting of a compliance policy that a device fails. */
export interface FailingSetting {
  /** The display name of the policy. */
  readonly policy: string;
  /** As on the wire: `Windows10CompliancePolicy.bitLockerEnabled`. */
  readonly setting: string;
  /** What the setting demands, in words. */
  readonly text: string;
  /** `nonCompliant`, `error` or `conflict`, as on the wire. */
  readonly state: string;
  readonly currentValue: string | null;
}

/** Which settings a device fails; empty when Intune names none. */
export interface FailingSettings {
  readonly outcome: "settings";
  readonly settings: readonly FailingSetting[];
}

/** Intune did not say which settings fail. This never changes a verdict. */
export interface UnknownSettings {
  readonly outcome: "unknown";
  readonly failure: VerdictFailure;
}

const largestPage = 4 * 1024 * 1024;
/** More policies than a tenant should give one device; each costs a call. */
const mostPolicies = 20;
const mostSettings = 200;
const longestText = 256;
const failing: ReadonlySet<Json | undefined> = new Set(["nonCompliant", "error", "conflict"]);

/**
 * `GET …/managedDevices/{id}/deviceCompliancePolicyStates`, and for each failing policy its `settingStates`. Microsoft
 * documents neither their permission nor their page, so whatever goes wrong here is no more than "unknown".
 */
export async function readFailingSettings(
  graph: GraphClient,
  operation: GraphOperation,
  { deviceId, userId }: { readonly deviceId: string; readonly userId: string | null },
): Promise<FailingSettings | VerdictFailure> {
  const root = `/v1.0/deviceManagement/managedDevices/${deviceIdSegment(deviceId)}/deviceCompliancePolicyStates`;
  const read = (path: string, filter: string | null): ReturnType<typeof graph.get<Page>> => {
    const url = withQuery(new URL(path, operation.connection.graph), filter === null ? {} : { filter });
    return graph.get(operation, { url, maxBytes: largestPage, read: readPage });
  };
  const policies = await read(root, null);
  if (policies.outcome === "failure") return policies;
  const settings: FailingSetting[] = [];
  for (const { id, displayName } of policies.value.records.filter(isFailing).slice(0, mostPolicies)) {
    if (typeof id !== "string" || !isDeviceId(id)) continue;
    // Without a user there is nothing to filter by, and an empty filter is one that Graph ignores.
    const filter = userId === null || !isEntraDeviceId(userId) ? null : `(userId eq '${userId}')`;
    const states = await read(`${root}/${deviceIdSegment(id)}/settingStates`, filter);
    if (states.outcome === "failure") return states;
    const policy = shown(displayName) ?? "";
    for (const state of states.value.records.filter(isFailing)) settings.push(settingOf(policy, state));
  }
  return { outcome: "settings", settings: settings.slice(0, mostSettings) };
}

function isFailing({ state }: JsonObject): boolean {
  return failing.has(state);
}

function settingOf(policy: string, { setting, state, currentValue }: JsonObject): FailingSetting {
  const name = shown(setting) ?? "";
  return {
    policy,
    setting: name,
    text: settingText(name),
    state: shown(state) ?? "",
    currentValue: shown(currentValue),
  };
}

/** A text of Intune's as it may be shown: no control characters, and no longer than anybody reads. */
function shown(value: Json | undefined): string | null {
  if (typeof value !== "string" || value.trim() === "") return null;
  return value.replaceAll(/\p{Cc}/gu, " ").slice(0, longestText);
}
