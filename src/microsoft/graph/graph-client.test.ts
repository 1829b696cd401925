import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type FakeMicrosoft, type FakeReply, type Mischief, startFakeMicrosoft } from "../testing/fake-microsoft.ts";
import { device, deviceId, type SetUp, setUp } from "../testing/set-up.ts";

let fake: FakeMicrosoft;
let setting: SetUp;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
});
afterEach(() => setting.client.close());
afterAll(() => fake.close());

const ask = (id = deviceId) => setting.client.verdict(setting.connection, id);
const good: FakeReply = { status: 200, body: device() };
const waitFor = (value: string, status = 429): FakeReply => ({ status, headers: { "Retry-After": value } });

async function timed<Value>(work: Promise<Value>): Promise<{ value: Value; milliseconds: number }> {
  const started = performance.now();
  const value = await work;
  return { value, milliseconds: performance.now() - started };
}

describe("what may pass is tried again, and a good answer counts", () => {
  const rows: [string, (FakeReply | Mischief)[]][] = [
    ["500", [{ status: 500 }]],
    ["502 with HTML", [{ status: 502, body: "<html>" }]],
    ["503 three times", [{ status: 503 }, { status: 503 }, { status: 503 }]],
    ["504", [{ status: 504 }]],
    ["a reset connection twice", ["reset", "reset"]],
    ["an answer cut off", ["truncate"]],
    ["an answer that is not JSON", [{ status: 200, body: "<html>" }]],
    ["another device's record", [{ status: 200, body: device({ id: "other" }) }]],
    ["429 without Retry-After", [{ status: 429 }]],
    ["429 with Retry-After 0", [waitFor("0")]],
    ["429 with a decimal Retry-After", [waitFor("0.049")]],
    ["429 with a date that has passed", [waitFor("Fri, 20 Nov 2026 07:00:00 GMT")]],
    ["429 with nonsense", [waitFor("soon")]],
    ["503 with Retry-After", [waitFor("0.05", 503)]],
    ["an outage, then an unreadable answer", [{ status: 503 }, { status: 200, body: "" }]],
  ];
  it.each(rows)("%s", async (_name, bad) => {
    setting = setUp(fake);
    fake.play({ graph: (_request, call) => bad[call - 1] ?? good });
    const { value, milliseconds } = await timed(ask());
    expect(value).toMatchObject({ outcome: "device", source: "live" });
    expect(fake.graphRequests).toHaveLength(bad.length + 1);
    expect(milliseconds).toBeLessThan(8_000);
    expect(setting.client.counters().retries).toBe(bad.length);
  });
});

it("Graph is not asked before Retry-After has passed", async () => {
  setting = setUp(fake);
  fake.play({ graph: (_request, call) => (call === 1 ? waitFor("0.3") : good) });
  const { milliseconds } = await timed(ask());
  expect(milliseconds).toBeGreaterThan(290);
});

it.each([
  ["a long Retry-After", waitFor("3600")],
  ["a far date", waitFor("Sat, 21 Nov 2026 08:00:00 GMT")],
  ["a huge number", waitFor("999999999")],
  ["a long Retry-After of an outage", waitFor("3600", 503)],
])("%s fails at once instead of waiting beyond the deadline", async (_name, reply) => {
  setting = setUp(fake);
  fake.play({ graph: () => reply });
  const { value, milliseconds } = await timed(ask());
  expect(value).toMatchObject({ outcome: "failure", status: reply.status });
  expect(milliseconds).toBeLessThan(5_000);
  expect(fake.graphRequests).toHaveLength(1);
});

it("while Graph asked for silence nothing is sent for that app, because it would prolong the wait", async () => {
  setting = setUp(fake);
  fake.play({ graph: (_request, call) => (call === 1 ? waitFor("60") : good) });
  await ask();
  expect(await ask("another-device")).toMatchObject({ reason: "throttled", status: 429 });
  expect(fake.graphRequests).toHaveLength(1);
  setting.clock.advance(60_000);
  expect(await ask()).toMatchObject({ outcome: "device" });
  expect(setting.client.counters().throttled).toBe(1);
});

it("throttled apps do not silence the devices", async () => {
  setting = setUp(fake);
  fake.play({ graph: ({ path }) => (path.endsWith("detectedApps") ? waitFor("60") : good) });
  expect(await setting.client.detectedApps(setting.connection, deviceId)).toMatchObject({ reason: "throttled" });
  expect(await ask()).toMatchObject({ outcome: "device" });
});

describe("a Graph that fails on and on", () => {
  it("is left alone, then probed once, then used again", async () => {
    setting = setUp(fake, { breakerOpen: 5_000 });
    let isOut = true;
    fake.play({ graph: () => (isOut ? { status: 503 } : good) });
    for (let round = 0; round < 3; round += 1) await ask();
    expect(fake.graphRequests).toHaveLength(10);
    expect(await ask()).toMatchObject({
      reason: "graph-unavailable",
      status: null,
      chain: [expect.any(String), "CircuitBreaker: open"],
    });
    setting.clock.advance(5_000);
    expect(await ask()).toMatchObject({ reason: "graph-unavailable", status: 503 });
    expect(fake.graphRequests).toHaveLength(11);
    isOut = false;
    expect(await ask()).toMatchObject({ reason: "graph-unavailable", status: null });
    setting.clock.advance(5_000);
    expect(await ask()).toMatchObject({ outcome: "device" });
    expect(await ask()).toMatchObject({ outcome: "device" });
    expect(setting.client.counters().breakerOpened).toBe(2);
  });

  it("of one tenant says nothing about another's", async () => {
    setting = setUp(fake);
    fake.play({ graph: () => ({ status: 503 }) });
    for (let round = 0; round < 3; round += 1) await ask();
    fake.play({ graph: () => good });
    const other = { ...setting.connection, tenantId: "contoso.example" };
    expect(await setting.client.verdict(other, deviceId)).toMatchObject({ outcome: "device" });
  });

  it("is not what refusals are: they keep the way open", async () => {
    setting = setUp(fake);
    fake.play({ graph: () => ({ status: 403 }) });
    for (let round = 0; round < 20; round += 1) await ask();
    expect(fake.graphRequests).toHaveLength(20);
  });
});

it("a Conditional Access policy on Graph is told apart from a missing permission", async () => {
  setting = setUp(fake);
  const headers = { "www-authenticate": 'Bearer realm="", error="insufficient_claims", claims="e30="' };
  fake.play({ graph: () => ({ status: 403, headers, body: { error: { code: "Forbidden", message: "" } } }) });
  expect(await ask()).toMatchObject({ outcome: "failure", reason: "blocked-by-policy", status: 403 });
  expect(fake.graphRequests).toHaveLength(1);
});

describe("every kind of refusal that Intune is known for is final", () => {
  const rows: [number, string, string][] = [
    [403, "Authorization_RequestDenied", "permission-missing"],
    [404, "Request_ResourceNotFound", "device-not-found"],
    [400, "ResourceNotFound", "request-rejected"],
    [400, "BadRequest", "request-rejected"],
    [400, "InternalError", "request-rejected"],
    [400, "No method match route template", "request-rejected"],
    [424, "FailedDependency", "request-rejected"],
    [401, "UnknownError", "intune-not-available-for-tenant"],
    [401, "SomethingElse", "token-rejected"],
  ];
  it.each(rows)("%i %s", async (status, code, reason) => {
    setting = setUp(fake);
    fake.play({ graph: () => ({ status, body: { error: { code, message: "403 429 UnknownError" } } }) });
    expect(await ask()).toMatchObject({ outcome: "failure", reason, status });
    expect([fake.graphRequests.length, fake.tokenRequests.length]).toEqual([1, 1]);
  });
});
