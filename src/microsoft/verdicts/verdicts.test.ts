import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ComplianceClientOptions } from "../compliance.ts";
import { Secret } from "../index.ts";
import { type FakeMicrosoft, type FakeReply, type Mischief, startFakeMicrosoft } from "../testing/fake-microsoft.ts";
import { device, deviceId, impatient, type SetUp, setUp } from "../testing/set-up.ts";
import type { Timeouts } from "../timeouts.ts";
import type { VerdictOptions } from "./options.ts";

let fake: FakeMicrosoft;
let setting: SetUp;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
});
afterEach(() => setting.client.close());
afterAll(() => fake.close());

const ask = (options?: VerdictOptions, id = deviceId) => setting.client.verdict(setting.connection, id, options);
const record = (members = {}): FakeReply => ({ status: 200, body: device(members) });
const cache = { compliant: 60_000, otherwise: 5_000, states: { inGracePeriod: 20_000, unknown: 999_999_999 } };

function start(options: Partial<ComplianceClientOptions>, timeouts: Partial<Timeouts> = {}): void {
  setting = setUp(fake, timeouts, { timeouts: { retryPause: 1, rejectedTokenPause: 1, ...timeouts }, ...options });
}

describe("the cache", () => {
  it("is off by default", async () => {
    start({});
    fake.play({ graph: () => record() });
    expect(await ask()).toMatchObject({ source: "live" });
    expect(await ask()).toMatchObject({ source: "live" });
    expect(fake.graphRequests).toHaveLength(2);
    expect(setting.client.counters()).toMatchObject({ hits: 0, misses: 0, graphRequests: 2, tokenRequests: 1 });
  });

  it("answers with the original reading, labelled, and with its age", async () => {
    start({ cache });
    fake.play({ graph: () => record() });
    const live = await ask();
    setting.clock.advance(1_234);
    expect(await ask()).toEqual({ ...live, source: "cache", age: 1_234 });
    expect(fake.graphRequests).toHaveLength(1);
    expect(setting.client.counters()).toMatchObject({ hits: 1, misses: 1 });
  });

  it.each([
    ["compliant", 60_000],
    ["noncompliant", 5_000],
    ["inGracePeriod", 20_000],
    ["brandNew", 5_000],
    ["unknown", 60_000],
  ])("keeps %s for its own time: %d ms", async (complianceState, milliseconds) => {
    start({ cache });
    fake.play({ graph: () => record({ complianceState }) });
    await ask();
    setting.clock.advance(milliseconds - 1);
    expect(await ask()).toMatchObject({ source: "cache" });
    setting.clock.advance(1);
    expect(await ask()).toMatchObject({ source: "live" });
  });

  it("keeps a device that is being wiped no longer than one that is not compliant", async () => {
    start({ cache });
    fake.play({ graph: () => record({ deviceActionResults: [{ actionName: "wipe", actionState: "pending" }] }) });
    await ask();
    setting.clock.advance(5_000);
    expect(await ask()).toMatchObject({ source: "live" });
  });

  it("is passed over by a caller who wants a live reading, which the next caller finds", async () => {
    start({ cache });
    fake.play({ graph: (_request, call) => record({ complianceState: call === 1 ? "noncompliant" : "compliant" }) });
    await ask();
    expect(await ask({ live: true })).toMatchObject({ source: "live", complianceState: "compliant" });
    expect(await ask()).toMatchObject({ source: "cache", complianceState: "compliant" });
  });

  it("keeps no failure", async () => {
    start({ cache });
    fake.play({ graph: (_request, call) => (call === 1 ? { status: 404 } : record()) });
    expect(await ask()).toMatchObject({ reason: "device-not-found" });
    expect(await ask()).toMatchObject({ source: "live" });
  });

  it("keeps tenants, apps and kinds of id apart, and credentials of one app together", async () => {
    start({ cache });
    fake.play({
      graph: ({ path }) =>
        path.includes("$filter") || path.includes("%24filter")
          ? { status: 200, body: { value: [device({ azureADDeviceId: deviceId })] } }
          : record(),
    });
    const { client, connection } = setting;
    const kinds: VerdictOptions[] = [{}, { idKind: "entra" }, { idKind: "either" }, { severalMatches: "newest-sync" }];
    for (const options of kinds) expect(await ask(options)).toMatchObject({ source: "live" });
    expect(await client.verdict({ ...connection, tenantId: "contoso.example" }, deviceId)).toMatchObject({
      source: "live",
    });
    expect(await client.verdict({ ...connection, clientId: "other" }, deviceId)).toMatchObject({ source: "live" });
    const credential = { kind: "client-secret", secret: new Secret("rotated") } as const;
    expect(await client.verdict({ ...connection, credential }, deviceId.toUpperCase())).toMatchObject({
      source: "cache",
    });
  });
});

describe("10,000 decisions at once over 100 devices", () => {
  it("make exactly 100 device reads and 1 token request", async () => {
    start({ cache });
    fake.play({ graph: ({ path }) => record({ id: path.split("/").pop() }) });
    const decide = (_: unknown, index: number) => ask({}, `device-${index % 100}`);
    const verdicts = await Promise.all(Array.from({ length: 10_000 }, decide));
    expect(verdicts.every(({ outcome }) => outcome === "device")).toBe(true);
    expect([fake.graphRequests.length, fake.tokenRequests.length]).toEqual([100, 1]);
    expect(setting.client.counters()).toMatchObject({ misses: 10_000, joined: 9_900, graphRequests: 100 });
  });
});

describe("an earlier compliant reading stands in", () => {
  const outages: [string, FakeReply | Mischief][] = [
    ["a reset connection", "reset"],
    ["a time-out", "hang"],
    ["429", { status: 429 }],
    ["500", { status: 500 }],
    ["502", { status: 502, body: "<html>" }],
    ["503", { status: 503 }],
    ["504", { status: 504 }],
  ];
  it.each(outages)("for %s", async (_name, reply) => {
    start({ staleIfError: 60_000 }, reply === "hang" ? impatient : {});
    fake.play({ graph: (_request, call) => (call === 1 ? record() : reply) });
    const live = await ask();
    setting.clock.advance(59_999);
    const stale = await ask();
    expect(stale).toEqual({ ...live, source: "stale", age: 59_999, staleBecause: expect.any(String) });
    expect(setting.client.counters().stale).toBe(1);
    expect(setting.logged.join()).toContain("an earlier reading stands in");
  });

  const refusals: [string, FakeReply][] = [
    ["400", { status: 400 }],
    ["401", { status: 401, body: { error: { code: "InvalidAuthenticationToken" } } }],
    ["401 of a tenant without Intune", { status: 401, body: { error: { code: "UnknownError" } } }],
    ["403", { status: 403 }],
    ["404", { status: 404 }],
    ["an answer that is not JSON", { status: 200, body: "<html>" }],
    ["another device", record({ id: "other" })],
    ["a redirect", { status: 302 }],
  ];
  it.each(refusals)("never for %s", async (_name, reply) => {
    start({ staleIfError: 60_000 });
    fake.play({ graph: (_request, call) => (call === 1 ? record() : reply) });
    await ask();
    expect(await ask()).toMatchObject({ outcome: "failure" });
  });

  it("while Entra is out, but not when Entra refuses", async () => {
    for (const [reply, outcome] of [
      [{ status: 503, body: "out" }, "device"],
      [{ status: 401, body: { error: "invalid_client", error_codes: [7000222] } }, "failure"],
      [{ status: 200, body: "<html>" }, "failure"],
    ] as const) {
      start({ staleIfError: 60_000 });
      fake.play({
        graph: () => record(),
        token: (_request, call) =>
          call === 1 ? { status: 200, body: { token_type: "Bearer", access_token: "t", expires_in: 1 } } : reply,
      });
      await ask();
      setting.clock.advance(2_000);
      expect(await ask()).toMatchObject({ outcome });
      await setting.client.close();
    }
  });

  it("is off by default", async () => {
    start({ cache });
    fake.play({ graph: (_request, call) => (call === 1 ? record() : { status: 503 }) });
    await ask();
    setting.clock.advance(60_000);
    expect(await ask()).toMatchObject({ outcome: "failure", reason: "graph-unavailable" });
  });

  it("for 15 minutes at most, whatever is configured", async () => {
    start({ staleIfError: 86_400_000 });
    fake.play({ graph: (_request, call) => (call === 1 ? record() : { status: 503 }) });
    await ask();
    setting.clock.advance(15 * 60_000 - 1);
    expect(await ask()).toMatchObject({ source: "stale" });
    setting.clock.advance(1);
    expect(await ask()).toMatchObject({ outcome: "failure" });
  });

  it.each<[string, VerdictOptions]>([
    ["refuses it", { refuseStale: true }],
    ["wants a live one", { live: true }],
  ])("unless the caller %s", async (_name, options) => {
    start({ staleIfError: 60_000 });
    fake.play({ graph: (_request, call) => (call === 1 ? record() : { status: 503 }) });
    await ask();
    expect(await ask(options)).toMatchObject({ outcome: "failure" });
    expect(await ask()).toMatchObject({ source: "stale" });
  });

  it.each<[string, FakeReply]>([
    ["a newer reading that is not compliant", record({ complianceState: "noncompliant" })],
    ["a grace period", record({ complianceState: "inGracePeriod" })],
    ["a 404", { status: 404 }],
    ["a pending wipe", record({ managementState: "wipePending" })],
  ])("no more after %s", async (_name, reply) => {
    start({ staleIfError: 60_000 });
    fake.play({ graph: (_request, call) => [record(), reply][call - 1] ?? { status: 503 } });
    await ask();
    await ask();
    expect(await ask()).toMatchObject({ outcome: "failure", reason: "graph-unavailable" });
  });

  it("no more after a fleet showed the device not compliant", async () => {
    start({ staleIfError: 60_000 });
    fake.play({
      graph: ({ path }, call) => {
        if (!path.includes(deviceId)) return { status: 200, body: { value: [device({ complianceState: "unknown" })] } };
        return call === 1 ? record() : { status: 503 };
      },
    });
    await ask();
    expect(await ask()).toMatchObject({ source: "stale" });
    for await (const page of setting.client.fleet(setting.connection)) expect(page.outcome).toBe("page");
    expect(await ask()).toMatchObject({ outcome: "failure" });
  });
});
