import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type FakeMicrosoft, startFakeMicrosoft } from "../testing/fake-microsoft.ts";
import { device, deviceId, type SetUp, setUp } from "../testing/set-up.ts";
import type { VerdictOptions } from "../verdicts/options.ts";

let fake: FakeMicrosoft;
let setting: SetUp;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
});
afterEach(() => setting.client.close());
afterAll(() => fake.close());

const entraId = "3ae5b1c2-6f0d-4d5e-8a51-94e4c9a5f0bb";
const ask = (id: string, options: VerdictOptions) => setting.client.verdict(setting.connection, id, options);
const entra = (members = {}) => device({ azureADDeviceId: entraId, ...members });
const play = (value: unknown[], extra = {}) => fake.play({ graph: () => ({ status: 200, body: { value, ...extra } }) });

it("a device is found by its Entra id, in any case", async () => {
  setting = setUp(fake);
  play([entra({ azureADDeviceId: entraId.toUpperCase() })]);
  expect(await ask(entraId, { idKind: "entra" })).toMatchObject({ outcome: "device", deviceId, source: "live" });
  const url = new URL(fake.graphRequests[0]?.path ?? "", fake.origin);
  expect(url.pathname).toBe("/v1.0/deviceManagement/managedDevices");
  expect(Object.fromEntries(url.searchParams)).toEqual({ $filter: `azureADDeviceId eq '${entraId}'`, $top: "10" });
});

it.each(["", " ", "''", "x' or 'a' eq 'a", "00000000-0000-0000-0000-000000000000", "device123", `{${entraId}}`])(
  "nothing is asked for the Entra id %j",
  async (id) => {
    setting = setUp(fake);
    play([]);
    expect(await ask(id, { idKind: "entra" })).toMatchObject({ reason: "malformed-device-id" });
    expect([...fake.graphRequests, ...fake.tokenRequests]).toEqual([]);
  },
);

const other = { id: "other", azureADDeviceId: "6d2f5c3f-5a0e-4b52-9c0b-0d6c6d208a11" };

describe("what a search finds decides", () => {
  const rows: [string, unknown[], object, string][] = [
    ["no record", [], {}, "device-not-found"],
    ["another device", [device(other)], {}, "filter-not-honoured"],
    ["the device and another", [entra(), device(other)], {}, "filter-not-honoured"],
    ["a record without Entra id", [entra(), device({ azureADDeviceId: null })], {}, "filter-not-honoured"],
    ["many records", Array.from({ length: 10 }, () => entra()), {}, "filter-not-honoured"],
    ["a next page", [entra()], { "@odata.nextLink": "https://graph.example/next" }, "filter-not-honoured"],
    ["two matching records", [entra(), entra({ id: "second" })], {}, "ambiguous-device"],
    ["a record without state", [entra({ complianceState: null })], {}, "bad-response"],
  ];
  it.each(rows)("%s", async (_name, value, extra, reason) => {
    setting = setUp(fake);
    play(value, extra);
    expect(await ask(entraId, { idKind: "entra" })).toMatchObject({ outcome: "failure", reason, status: 200 });
    expect(fake.graphRequests).toHaveLength(1);
  });
});

describe("of several matching records the newest sync wins, when that is wanted", () => {
  const synced = (id: string, lastSyncDateTime: unknown) => entra({ id, lastSyncDateTime });
  const rows: [string, unknown[], object][] = [
    ["one is newer", [synced("a", "2026-01-01T00:00:00Z"), synced("b", "2026-01-01T00:00:00.1Z")], { deviceId: "b" }],
    ["one never synced", [synced("a", "9999-12-31T23:59:59Z"), synced("b", "2026-01-01T00:00:00Z")], { deviceId: "b" }],
    [
      "both alike",
      [synced("a", "2026-01-01T00:00:00Z"), synced("b", "2026-01-01T00:00:00Z")],
      { reason: "ambiguous-device" },
    ],
    ["none synced", [synced("a", null), synced("b", "0001-01-01T00:00:00Z")], { reason: "ambiguous-device" }],
  ];
  it.each(rows)("%s", async (_name, value, expected) => {
    setting = setUp(fake);
    play(value);
    expect(await ask(entraId, { idKind: "entra", severalMatches: "newest-sync" })).toMatchObject(expected);
  });
});

describe("either kind of id", () => {
  it("is asked as Intune's first, and as Entra's when that is unknown", async () => {
    setting = setUp(fake);
    fake.play({
      graph: (_request, call) => (call === 1 ? { status: 404 } : { status: 200, body: { value: [entra()] } }),
    });
    expect(await ask(entraId, { idKind: "either" })).toMatchObject({ outcome: "device", deviceId });
    expect(fake.graphRequests).toHaveLength(2);
  });

  it("is not asked twice when Intune knows it, when it is no GUID, or when Graph refuses", async () => {
    for (const [id, reply] of [
      [deviceId, { status: 200, body: device() }],
      ["device123", { status: 404 }],
      [entraId, { status: 403 }],
    ] as const) {
      setting = setUp(fake);
      fake.play({ graph: () => reply });
      await ask(id, { idKind: "either" });
      expect(fake.graphRequests).toHaveLength(1);
      await setting.client.close();
    }
  });
});
