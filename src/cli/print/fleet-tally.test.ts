import { describe, expect, it } from "vitest";
import type { ConfiguredNode, FleetRow } from "../../app/index.ts";
import { fleetText } from "./fleet-report.ts";
import { csvHeading, csvRow, jsonRow } from "./fleet-rows.ts";
import { createTally } from "./fleet-tally.ts";
import { plainStyle } from "./style.ts";
import { widthOf } from "./text.ts";

const now = Date.parse("2026-01-10T00:00:00Z");

const node: ConfiguredNode = {
  realm: "alpha",
  journey: "intune",
  id: "node-1",
  displayName: "Intune",
  file: "intune.journey.json",
  attributes: {},
  missing: [],
  leadsTo: new Map([
    ["COMPLIANT", { name: "success", canSucceed: true }],
    ["INGRACEPERIOD", { name: "Warn", canSucceed: true }],
    ["NONCOMPLIANT", { name: "failure", canSucceed: false }],
  ]),
};

function row(outcome: string, lastSync: string | null, deviceName = "LAPTOP", reason: string | null = null): FleetRow {
  const device = { deviceId: "id-1", complianceState: "compliant", lastSync, record: { deviceName } };
  return { device, decisions: [{ outcome, reason, cause: null }] };
}

function tallyOf(rows: readonly FleetRow[]) {
  const tally = createTally([node], now);
  for (const one of rows) tally.add(one);
  return tally.result();
}

describe("the counts of a fleet", () => {
  it("tell those without a way in from those that the journey goes on with", () => {
    const [counted] = tallyOf([
      row("COMPLIANT", null),
      row("INGRACEPERIOD", null),
      row("NONCOMPLIANT", null),
      row("ERROR", null),
    ]).nodes;
    // Nothing is connected to ERROR: the journey ends there.
    expect(counted).toMatchObject({ lockedOut: { count: 2 }, restricted: { count: 1 }, reported: { count: 0 } });
  });

  it.each([
    ["2026-01-09T12:00:00Z", "day"],
    ["2026-01-05T00:00:00.0000000Z", "week"],
    ["2025-12-20T00:00:00Z", "month"],
    ["2024-05-16T03:45:42.4309247Z", "older"],
    [null, "never"],
  ])("a sync at %s counts as %s", (lastSync, age) => {
    expect(tallyOf([row("COMPLIANT", lastSync)]).syncs).toMatchObject({ [age]: 1 });
  });

  it("count devices that are only reported", () => {
    const reported = row("COMPLIANT", null, "A", "complianceState compliant (live); would have been NONCOMPLIANT: x");
    expect(tallyOf([reported]).nodes[0]?.reported.count).toBe(1);
  });

  it("keep twenty examples, however large the fleet is", () => {
    const [counted] = tallyOf(Array.from({ length: 5_000 }, () => row("NONCOMPLIANT", null))).nodes;
    expect([counted?.lockedOut.count, counted?.lockedOut.examples.length]).toEqual([5_000, 20]);
  });
});

describe("a fleet on the page", () => {
  const rows = [row("NONCOMPLIANT", null, "a name that is much longer than any terminal is wide ".repeat(3))];

  it.each([80, 120])("keeps to %s columns", (width) => {
    const facts = { tenantId: "6f1b5c0e-3c1d-4b7e-9a53-0d8d1c6a2f10", now, elapsed: 1200 };
    const text = fleetText(tallyOf(rows), { style: plainStyle, width }, facts);
    expect(text.split("\n").filter((line) => widthOf(line) > width)).toEqual([]);
    expect(text).toContain("1 device of tenant");
  });
});

describe("a fleet device by device", () => {
  it("is a CSV line in which no device name is a formula", () => {
    const line = csvRow(row("NONCOMPLIANT", null, '=HYPERLINK("http://evil")'), [node]);
    expect(line).toContain('"\'=HYPERLINK(""http://evil"")"');
    expect(line.trimEnd().split(",")).toHaveLength(csvHeading([node]).trimEnd().split(",").length);
    expect(line).toMatch(/,yes\r\n$/);
  });

  it("is a JSON object with every node's decision", () => {
    expect(jsonRow(row("COMPLIANT", null), [node])).toMatchObject({
      id: "id-1",
      deviceName: "LAPTOP",
      decisions: [{ journey: "intune", outcome: "COMPLIANT", lockedOut: false }],
    });
  });
});
