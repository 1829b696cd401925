import { nodeLabel } from "../../app/index.ts";
import { since } from "./age.ts";
import { outcomePaint, statePaint } from "./device-report.ts";
import {
  canSucceed,
  type Example,
  type FleetTally,
  type Kind,
  type NodeTally,
  type SyncAge,
  syncAges,
} from "./fleet-tally.ts";
import { count } from "./progress.ts";
import { briefly } from "./reason.ts";
import { type Paint, plainly, type Style } from "./style.ts";
import { type Cell, type Column, table } from "./table.ts";
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
  const title = `${style.strong(`${count(tally.devices)} ${tally.devices === 1 ? "device" : "devices"}`)} of tenant ${facts.tenantId}, read in ${seconds} s`;
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
  const shown = exampleColumns(style, now).filter(
    ({ heading, text }) =>
      (width >= widePage || heading !== "Last sync") &&
      (heading !== "Why" || examples.some((example) => text(example) !== "")),
  );
  const rows = examples.map((example) =>
    shown.map(({ text, paint }) => ({ text: text(example), paint: paint(example) })),
  );
  const rest = number - examples.length;
  const more = rest === 0 ? [] : [style.dim(`  and ${count(rest)} more: see --csv or --json`)];
  return [[`  ${title} (${count(number)})`, table(shown, rows, { width, style, indent: "  " }), ...more].join("\n")];
}

/** Below this, the least telling column makes room for the others. */
const widePage = 100;

interface ExampleColumn extends Column {
  text(example: Example): string;
  paint(example: Example): Paint;
}

function exampleColumns(style: Style, now: number): ExampleColumn[] {
  const member = ({ row }: Example, name: string): string => {
    const value = row.device.record[name];
    return typeof value === "string" ? value : "";
  };
  const plain = (): Paint => plainly;
  return [
    {
      heading: "Device",
      shrinkTo: 8,
      text: (example) => member(example, "deviceName") || example.row.device.deviceId,
      paint: plain,
    },
    { heading: "User", shrinkTo: 8, text: (example) => member(example, "userPrincipalName"), paint: plain },
    {
      heading: "State",
      text: ({ row }) => row.device.complianceState,
      paint: ({ row }) => statePaint(row.device.complianceState, style),
    },
    { heading: "Last sync", text: ({ row }) => since(row.device.lastSync, now), paint: plain },
    { heading: "Outcome", text: ({ outcome }) => outcome, paint: ({ outcome }) => outcomePaint(outcome, style) },
    { heading: "Why", shrinkTo: 24, text: ({ reason }) => briefly(reason), paint: () => style.dim },
  ];
}

function percent(number: number, all: number): string {
  return `${((number / Math.max(1, all)) * 100).toFixed(1)} %`;
}
