import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Behaviour, behaviourSchema } from "../../behaviour/behaviour.ts";
import { completeDevice } from "../../fleet/complete-device.ts";
import { GraphRefusal } from "../refusal.ts";
import { deviceFilter } from "./device-filter.ts";

const now = Date.parse("2026-01-07T04:43:04Z");
const ids = [
  "3a7d1e52-0b64-4c1f-9d2e-7c5b8f10a6d1",
  "8c24b9f0-5e1a-4d73-b6a8-2f9e0c7d4b35",
  "1f0a6c83-94d2-4b5e-8a17-d3c6e5b92f48",
];
const devices = [
  {
    complianceState: "compliant",
    operatingSystem: "iOS",
    serialNumber: "O'Neill",
    lastSyncDateTime: "2026-01-01T00:00:00.1234567Z",
  },
  {
    complianceState: "noncompliant",
    operatingSystem: "Windows",
    deviceName: "PC-2",
    lastSyncDateTime: "2026-01-01T00:00:00.1234568Z",
  },
  {
    complianceState: "inGracePeriod",
    operatingSystem: "Windows",
    deviceName: "PC-3",
    lastSyncDateTime: "2026-01-02T00:00:00Z",
  },
].map((given, index) => {
  const id = ids[index] ?? "";
  return completeDevice({ id, azureADDeviceId: id.replace(/^./, "e"), ...given }, now);
});
const entraIds = devices.map((device) => device.azureADDeviceId);

const standard = behaviourSchema.parse(undefined);
const everybody = [1, 2, 3];

/** The numbers of the devices that a filter selects. */
function selected(filter: string, changes: Partial<Behaviour> = {}): number[] {
  const { matches } = deviceFilter(filter, { ...standard, ...changes });
  return devices.flatMap((device, index) => (matches === undefined || matches(device) ? [index + 1] : []));
}

function statusOf(filter: string, changes: Partial<Behaviour> = {}): number {
  try {
    deviceFilter(filter, { ...standard, ...changes });
  } catch (thrown) {
    if (thrown instanceof GraphRefusal) return thrown.problem.status;
    throw thrown;
  }
  return 200;
}

describe("a filter selects", () => {
  it.each([
    ["complianceState eq 'noncompliant'", [2]],
    ["complianceState eq 'compliant' or complianceState eq 'inGracePeriod'", [1, 3]],
    ["(complianceState eq 'compliant' or complianceState eq 'noncompliant') and operatingSystem eq 'Windows'", [2]],
    [`azureADDeviceId eq '${entraIds[1]?.toUpperCase()}'`, [2]],
    ["serialNumber eq 'O''Neill'", [1]],
    ["lastSyncDateTime lt 2026-01-01T00:00:00.1234568Z", [1]],
    ["lastSyncDateTime gt 2026-01-01T00:00:00.1234567Z", [2, 3]],
    ["lastSyncDateTime gt 2026-01-01T00:00:00Z and deviceName eq 'pc-3'", [3]],
    ["deviceName eq 'nothing'", []],
  ])("%s", (filter, expected) => expect(selected(filter)).toEqual(expected));
});

describe("a dangerous filter selects every device", () => {
  it.each(["", "   ", "azureADDeviceId eq ''", "userId eq 'x'", "complianceState eq '' and deviceName eq 'PC-2'"])(
    "'%s', unless it is to be rejected",
    (filter) => {
      expect(selected(filter)).toEqual(everybody);
      expect(statusOf(filter, { emptyFilter: "reject", unsupportedFilter: "reject" })).toBe(400);
    },
  );

  it("except where the rest of it still counts", () => {
    expect(selected("userId eq 'x' and deviceName eq 'PC-2'")).toEqual([2]);
  });
});

it("only the first of several Entra ids counts, unless all shall", () => {
  const filter = `azureADDeviceId eq '${entraIds[0]}' or azureADDeviceId eq '${entraIds[2]}'`;
  expect(selected(filter)).toEqual([1]);
  expect(selected(filter, { entraIdAlternatives: "all" })).toEqual([1, 3]);
});

describe("a filter is refused", () => {
  it.each([
    ["an unknown property", "deviceNome eq 'x'", 400],
    ["a value without quotes", "deviceName eq x", 400],
    ["a date in quotes", "lastSyncDateTime lt '2026-01-01T00:00:00Z'", 400],
    ["no date", "lastSyncDateTime lt yesterday", 400],
    ["half a comparison", "deviceName eq", 400],
    ["an open parenthesis", "(deviceName eq 'x'", 400],
    ["an open quote", "deviceName eq 'x", 400],
    ["more behind it", "deviceName eq 'x' 'y'", 400],
    ["a function", "contains(deviceName,'x')", 501],
    ["a negation", "not (deviceName eq 'x')", 501],
    ["an operator that Intune does not document", "deviceName ne 'x'", 501],
    ["alternatives of different properties", "deviceName eq 'x' or serialNumber eq 'y'", 501],
  ])("with %s", (_title, filter, status) => expect(statusOf(filter)).toBe(status));

  it("and never breaks, whatever it is", () => {
    const word = fc.constantFrom(
      "deviceName",
      "eq",
      "or",
      "and",
      "(",
      ")",
      "'x'",
      "''",
      "lt",
      "lastSyncDateTime",
      "not",
      ",",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 30 }).map((words) => words.join(" ")),
    );
    fc.assert(fc.property(text, (filter) => [200, 400, 501].includes(statusOf(filter))));
  });

  it("when it nests without end", () => expect(statusOf("(".repeat(4000))).toBe(400));
});
