import { type ConfiguredNode, type FleetRow, nodeLabel } from "../../app/index.ts";
import { csvRecord } from "./csv.ts";
import { canSucceed, type FleetTally } from "./fleet-tally.ts";
import { beyondState } from "./reason.ts";

/** A fleet device by device, for spreadsheets and scripts. */

const members = ["deviceName", "userPrincipalName", "operatingSystem", "osVersion", "managedDeviceOwnerType"] as const;

/** The first line of the CSV: three columns for each node. */
export function csvHeading(nodes: readonly ConfiguredNode[]): string {
  const ofNodes = nodes.flatMap((node) =>
    ["outcome", "reason", "locked out"].map((name) => `${nodeLabel(node)}: ${name}`),
  );
  return csvRecord(["id", ...members, "complianceState", "lastSyncDateTime", ...ofNodes]);
}

export function csvRow({ device, decisions }: FleetRow, nodes: readonly ConfiguredNode[]): string {
  const ofNodes = nodes.flatMap((node, index) => {
    const { outcome = "", reason = null } = decisions[index] ?? {};
    return [outcome, beyondState(reason), canSucceed(node, outcome) ? "no" : "yes"];
  });
  const texts = members.map((name) => text(device.record[name]));
  return csvRecord([device.deviceId, ...texts, device.complianceState, device.lastSync ?? "", ...ofNodes]);
}

export function jsonRow({ device, decisions }: FleetRow, nodes: readonly ConfiguredNode[]): object {
  const ofNodes = nodes.map(({ realm, journey, id, ...node }, index) => {
    const { outcome = "", reason = null } = decisions[index] ?? {};
    return { realm, journey, node: id, outcome, reason, lockedOut: node.leadsTo.get(outcome)?.canSucceed !== true };
  });
  const { deviceId, complianceState, lastSync, record } = device;
  const known = Object.fromEntries(members.map((name) => [name, record[name] ?? null]));
  return { id: deviceId, ...known, complianceState, lastSyncDateTime: lastSync, decisions: ofNodes };
}

export function jsonSummary({ devices, states, syncs, nodes }: FleetTally): object {
  return {
    devices,
    states: Object.fromEntries(states),
    lastSync: syncs,
    nodes: nodes.map(({ node, outcomes, lockedOut, reported }) => ({
      realm: node.realm,
      journey: node.journey,
      node: node.id,
      outcomes: Object.fromEntries(outcomes),
      lockedOut: lockedOut.count,
      reportedOnly: reported.count,
    })),
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
