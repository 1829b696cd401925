import type { ConfiguredNode, FleetRow } from "../../app/index.ts";

/** Counts of a fleet, and the first few devices of a kind: as large after a million devices as after ten. */
export interface FleetTally {
  readonly devices: number;
  /** Compliance states as on the wire. */
  readonly states: ReadonlyMap<string, number>;
  readonly syncs: Readonly<Record<SyncAge, number>>;
  /** By node, in the order of the nodes. */
  readonly nodes: readonly NodeTally[];
}

export interface NodeTally {
  readonly node: ConfiguredNode;
  readonly outcomes: ReadonlyMap<string, number>;
  /** Devices whose outcome leads to no success. */
  readonly lockedOut: Kind;
  /** Other devices that do not leave by COMPLIANT. */
  readonly restricted: Kind;
  /** Devices that leave otherwise only because the node reports and does not enforce. */
  readonly reported: Kind;
}

export interface Kind {
  readonly count: number;
  /** The first of them. */
  readonly examples: readonly Example[];
}

export interface Example {
  readonly row: FleetRow;
  readonly outcome: string;
  readonly reason: string | null;
}

export const syncAges = ["day", "week", "month", "older", "never"] as const;
export type SyncAge = (typeof syncAges)[number];

const day = 24 * 3_600_000;
const mostExamples = 20;

export function createTally(
  nodes: readonly ConfiguredNode[],
  now: number,
): { add(row: FleetRow): void; result(): FleetTally } {
  let devices = 0;
  const states = new Map<string, number>();
  const syncs: Record<SyncAge, number> = { day: 0, week: 0, month: 0, older: 0, never: 0 };
  const tallies = nodes.map((node) => ({
    node,
    outcomes: new Map<string, number>(),
    lockedOut: createKind(),
    restricted: createKind(),
    reported: createKind(),
  }));
  return {
    add(row) {
      devices += 1;
      increment(states, row.device.complianceState);
      syncs[syncAge(row.device.lastSync, now)] += 1;
      for (const [index, tally] of tallies.entries()) {
        const { outcome = "ERROR", reason = null } = row.decisions[index] ?? {};
        increment(tally.outcomes, outcome);
        const kind = canSucceed(tally.node, outcome) ? tally.restricted : tally.lockedOut;
        const example = { row, outcome, reason };
        if (isReported(reason)) note(tally.reported, example);
        if (outcome !== "COMPLIANT" || kind === tally.lockedOut) note(kind, example);
      }
    },
    result: () => ({ devices, states, syncs, nodes: tallies }),
  };
}

/** Whether a login that leaves the node by an outcome can still succeed. */
export function canSucceed(node: ConfiguredNode, outcome: string): boolean {
  return node.leadsTo.get(outcome)?.canSucceed === true;
}

/** Whether a node in report-only mode would have chosen another outcome; its reason then says which. */
function isReported(reason: string | null): boolean {
  return reason?.includes("would have been ") === true;
}

function syncAge(lastSync: string | null, now: number): SyncAge {
  const age = now - Date.parse(lastSync ?? "");
  if (Number.isNaN(age)) return "never";
  if (age < day) return "day";
  if (age < 7 * day) return "week";
  return age < 30 * day ? "month" : "older";
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

interface OpenKind {
  count: number;
  readonly examples: Example[];
}

function note(kind: OpenKind, example: Example): void {
  kind.count += 1;
  if (kind.examples.length < mostExamples) kind.examples.push(example);
}

function createKind(): OpenKind {
  return { count: 0, examples: [] };
}
