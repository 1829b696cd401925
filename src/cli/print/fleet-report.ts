import { nodeLabel } from "../../app/index.ts";
import { since } from "./age.ts";
import { outcomePaint, statePaint } from "./device-report.ts";
import {
  beyondState,
  canSucceed,
  type Example,
  type FleetTally,
  type Kind,
  type NodeTally,
  type SyncAge,
  syncAges,
} from "./fleet-tally.ts";
import { count } from "./progress.ts";
import type { Paint, Style } from "./style.ts";
import { type Cell, table } from "./table.ts";
import { oneLine } from "./text.ts";
import type { Page } from "./verification.ts";

/** What `sallyport fleet` shows a person. */

export function fleetText(
  tally: FleetTally,
  page: Page,
  facts: { tenantId: string; now: number; elapsed: number },
): string {
  const { style } = page;
  const seconds = (facts.elapsed / 1000).toFixed(1);
  const title = `${style.strong(`${count(tally.devices)} devices`)} of tenant ${facts.tenantId}, read in ${seconds} s`;
  return [
    title,
    statesTable(tally, style),
    syncsTable(tally, style),
    ...tally.nodes.map((node) => nodeText(node, tally.devices, page, facts.now)),
  ].join("\n\n");
}

const shares = [{ heading: "Devices", align: "right" }, { heading: "Share", align: "right" }, { heading: "" }] as const;

function statesTable({ states, devices }: FleetTally, style: Style): string {
  const rows = [...states]
    .sort(([, one], [, other]) => other - one)
    .map(([state, number]) => shareRow(state || "(none)", number, devices, statePaint(state, style)));
  return table([{ heading: "Compliance state" }, ...shares], rows, { style, indent: "  " });
}

const syncNames: Readonly<Record<SyncAge, string>> = {
  day: "less than a day ago",
  week: "1 to 7 days ago",
  month: "7 to 30 days ago",
  older: "over 30 days ago",
  never: "never",
};

function syncsTable({ syncs, devices }: FleetTally, style: Style): string {
  const paints: Readonly<Record<SyncAge, Paint>> = {
    day: style.good,
    week: style.good,
    month: style.warn,
    older: style.bad,
    never: style.bad,
  };
  const rows = syncAges.map((age) => shareRow(syncNames[age], syncs[age], devices, paints[age]));
  return table([{ heading: "Last sync" }, ...shares], rows, { style, indent: "  " });
}

function shareRow(name: string, number: number, all: number, paint: Paint): Cell[] {
  const share = all === 0 ? 0 : number / all;
  const bar = "█".repeat(Math.round(share * 20)) || (number === 0 ? "" : "▏");
  return [name, count(number), `${(share * 100).toFixed(1)} %`, { text: bar, paint }];
}

function nodeText(tally: NodeTally, devices: number, page: Page, now: number): string {
  const { node, outcomes, lockedOut, restricted, reported } = tally;
  const { style } = page;
  const rows = [...outcomes]
    .sort(([, one], [, other]) => other - one)
    .map(([outcome, number]): Cell[] => {
      const then = oneLine(node.leadsTo.get(outcome)?.name ?? "nowhere");
      const end: Cell = canSucceed(node, outcome) ? then : { text: `${then} (no way in)`, paint: style.bad };
      return [{ text: outcome, paint: outcomePaint(outcome, style) }, count(number), percent(number, devices), end];
    });
  const columns = [{ heading: "Outcome" }, shares[0], shares[1], { heading: "Then" }];
  return [
    `${style.strong(oneLine(nodeLabel(node)))}\n${table(columns, rows, { style, indent: "  " })}`,
    ...kindText(`${style.bad("Locked out")}: the journey has no way in for these`, lockedOut, page, now),
    ...kindText("Not COMPLIANT, but the journey goes on", restricted, page, now),
    ...kindText("Report only: these would leave otherwise", reported, page, now),
  ].join("\n\n");
}

function kindText(title: string, { count: number, examples }: Kind, { style, width }: Page, now: number): string[] {
  if (number === 0) return [];
  const columns = [
    { heading: "Device", shrinkTo: 8 },
    { heading: "User", shrinkTo: 8 },
    { heading: "State" },
    { heading: "Last sync" },
    { heading: "Outcome" },
    ...(examples.some(({ reason }) => beyondState(reason) !== "")
      ? [{ heading: "Why", shrinkTo: Math.max(12, width - 72) }]
      : []),
  ];
  const rows = examples.map((example) => exampleRow(example, style, now));
  const rest = number - examples.length;
  const more = rest === 0 ? [] : [style.dim(`  and ${count(rest)} more: see --csv or --json`)];
  return [[`  ${title} (${count(number)})`, table(columns, rows, { width, style, indent: "  " }), ...more].join("\n")];
}

function exampleRow({ row, outcome, reason }: Example, style: Style, now: number): Cell[] {
  const { deviceId, complianceState, lastSync, record } = row.device;
  const { deviceName, userPrincipalName } = record;
  return [
    typeof deviceName === "string" && deviceName !== "" ? deviceName : deviceId,
    typeof userPrincipalName === "string" ? userPrincipalName : "",
    { text: complianceState, paint: statePaint(complianceState, style) },
    since(lastSync, now),
    { text: outcome, paint: outcomePaint(outcome, style) },
    { text: beyondState(reason), paint: style.dim },
  ];
}

function percent(number: number, all: number): string {
  return `${((number / Math.max(1, all)) * 100).toFixed(1)} %`;
}
