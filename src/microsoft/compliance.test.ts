import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../core/secret.ts";
import {
  type FakeMicrosoft,
  type FakeReply,
  issued,
  type Mischief,
  startFakeMicrosoft,
} from "./testing/fake-microsoft.ts";
import { clientSecret, device, deviceId, impatient, type SetUp, setUp } from "./testing/set-up.ts";
import type { Timeouts } from "./timeouts.ts";

let fake: FakeMicrosoft;
let setting: SetUp;

beforeAll(async () => {
  fake = await startFakeMicrosoft();
});
afterEach(() => setting.client.close());
afterAll(() => fake.close());

const requestId = "11111111-2222-4333-8444-555555555555";
const activityId = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
const internalUrl = "https://proxy.msua05.manage.microsoft.com/DeviceFE/StatelessDeviceFEService/deviceManagement";

/** Intune's error text: JSON in a string, `levels` deep, with numbers that look like statuses. */
function nested(text: string, levels = 1): string {
  const full = `${text} - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: ${activityId} - Url: ${internalUrl}/403/429`;
  let message = JSON.stringify(
    { _version: 3, Message: full, CustomApiErrorPhrase: "", RetryAfter: null },
    null,
    "\r\n  ",
  );
  for (let level = 1; level < levels; level += 1) {
    message = JSON.stringify({ ErrorCode: "Forbidden", Message: message, Target: null });
  }
  return message;
}

function refusal(status: number, code: string, message = nested("An error has occurred"), headers = {}): FakeReply {
  const innerError = { date: "2026-01-07T04:43:04", "request-id": requestId, "client-request-id": requestId };
  return { status, headers: { "request-id": requestId, ...headers }, body: { error: { code, message, innerError } } };
}

const html = "<html><body>Service Unavailable</body></html>";
const expired = refusal(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.");

describe("a verdict", () => {
  it("carries the state, the whole record in wire order, and when it was asked and synced", async () => {
    setting = setUp(fake);
    fake.play({ graph: () => ({ status: 200, body: device() }) });
    const verdict = await setting.client.verdict(setting.connection, deviceId);
    expect(verdict).toEqual({
      outcome: "device",
      deviceId,
      complianceState: "compliant",
      device: device(),
      source: "live",
      checkedAt: setting.clock.now(),
      lastSync: "2026-11-20T07:31:02.1234567Z",
      reason: null,
    });
    expect(verdict.outcome === "device" && Object.keys(verdict.device)).toEqual(Object.keys(device()));
  });

  it("is read with the token, a request id and the id as one path segment", async () => {
    setting = setUp(fake);
    const id = "device 'zzz' ü";
    fake.play({ graph: () => ({ status: 200, body: device({ id }) }) });
    expect(await setting.client.verdict(setting.connection, id)).toMatchObject({ outcome: "device", deviceId: id });
    const [call] = fake.graphRequests;
    expect(call?.path).toBe("/v1.0/deviceManagement/managedDevices/device%20%27zzz%27%20%C3%BC");
    expect(call?.headers.authorization).toBe("Bearer token-1");
    expect(call?.headers["client-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(["unknown", "compliant", "noncompliant", "conflict", "error", "inGracePeriod", "configManager"])(
    "takes the documented state %s without remark",
    async (complianceState) => {
      setting = setUp(fake);
      fake.play({ graph: () => ({ status: 200, body: device({ complianceState }) }) });
      expect(await setting.client.verdict(setting.connection, deviceId)).toMatchObject({
        complianceState,
        reason: null,
      });
    },
  );

  it.each(["NonCompliant", "Compliant", "brandNew", ""])(
    "remarks on the unrecognised state %j",
    async (complianceState) => {
      setting = setUp(fake);
      fake.play({ graph: () => ({ status: 200, body: device({ complianceState }) }) });
      expect(await setting.client.verdict(setting.connection, deviceId)).toMatchObject({
        outcome: "device",
        complianceState,
        reason: "unrecognised-state",
      });
    },
  );

  it.each(["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", null, 7, "yesterday"])(
    "has no last sync when Intune says %j",
    async (lastSyncDateTime) => {
      setting = setUp(fake);
      fake.play({ graph: () => ({ status: 200, body: device({ lastSyncDateTime }) }) });
      expect(await setting.client.verdict(setting.connection, deviceId)).toMatchObject({
        outcome: "device",
        lastSync: null,
      });
    },
  );

  it("accepts the record's id in another case", async () => {
    setting = setUp(fake);
    fake.play({ graph: () => ({ status: 200, body: device({ id: deviceId.toUpperCase() }) }) });
    expect(await setting.client.verdict(setting.connection, deviceId)).toMatchObject({
      deviceId: deviceId.toUpperCase(),
    });
  });
});

describe("what Graph answers decides the reason and the number of calls", () => {
  const rows: [string, FakeReply | Mischief, string, { graph: number; token: number }][] = [
    ["200 that is not JSON", { status: 200, body: html }, "bad-response", { graph: 2, token: 1 }],
    ["200 with a list", { status: 200, body: [device()] }, "bad-response", { graph: 2, token: 1 }],
    ["200 wrapped in value", { status: 200, body: { value: device() } }, "bad-response", { graph: 2, token: 1 }],
    [
      "200 about another device",
      { status: 200, body: device({ id: "other" }) },
      "bad-response",
      { graph: 2, token: 1 },
    ],
    ["200 without id", { status: 200, body: device({ id: undefined }) }, "bad-response", { graph: 2, token: 1 }],
    ["state null", { status: 200, body: device({ complianceState: null }) }, "bad-response", { graph: 2, token: 1 }],
    [
      "state absent",
      { status: 200, body: device({ complianceState: undefined }) },
      "bad-response",
      { graph: 2, token: 1 },
    ],
    ["state a number", { status: 200, body: device({ complianceState: 1 }) }, "bad-response", { graph: 2, token: 1 }],
    ["200 cut off", "truncate", "bad-response", { graph: 2, token: 1 }],
    [
      "200 above the size cap",
      { status: 200, body: `"${"x".repeat(1_100_000)}"` },
      "bad-response",
      { graph: 1, token: 1 },
    ],
    ["204", { status: 204 }, "bad-response", { graph: 1, token: 1 }],
    ["a redirect", { status: 302, headers: { location: "/elsewhere" } }, "bad-response", { graph: 1, token: 1 }],
    ["401 InvalidAuthenticationToken twice", expired, "token-rejected", { graph: 2, token: 2 }],
    [
      "401 UnknownError",
      refusal(401, "UnknownError", nested("Forbidden", 2)),
      "intune-not-available-for-tenant",
      { graph: 1, token: 1 },
    ],
    ["401 with HTML", { status: 401, body: html }, "token-rejected", { graph: 1, token: 1 }],
    ["403", refusal(403, "Forbidden"), "permission-missing", { graph: 1, token: 1 }],
    ["403 with HTML", { status: 403, body: html }, "permission-missing", { graph: 1, token: 1 }],
    ["404", refusal(404, "ResourceNotFound"), "device-not-found", { graph: 1, token: 1 }],
    ["400", refusal(400, "BadRequest"), "request-rejected", { graph: 1, token: 1 }],
    [
      "429",
      refusal(429, "TooManyRequests", undefined, { "retry-after": "0.249" }),
      "throttled",
      { graph: 4, token: 1 },
    ],
    ["500", refusal(500, "InternalServerError"), "graph-unavailable", { graph: 4, token: 1 }],
    ["502", { status: 502, body: html }, "graph-unavailable", { graph: 4, token: 1 }],
    ["503", { status: 503, body: html }, "graph-unavailable", { graph: 4, token: 1 }],
    ["504", { status: 504 }, "graph-unavailable", { graph: 4, token: 1 }],
    ["a reset connection", "reset", "graph-unavailable", { graph: 4, token: 1 }],
    ["silence", "hang", "graph-unavailable", { graph: 1, token: 1 }],
    ["silence within the body", "hang-in-body", "graph-unavailable", { graph: 1, token: 1 }],
    ["a body that never ends", "drip", "graph-unavailable", { graph: 1, token: 1 }],
  ];

  it.each(rows)("%s", async (_name, reply, reason, calls) => {
    setting = setUp(fake, typeof reply === "string" ? impatient : {});
    fake.play({ graph: () => reply, token: (_request, call) => issued(`token-${call}`) });
    const result = await setting.client.verdict(setting.connection, deviceId);
    expect(result).toMatchObject({ outcome: "failure", reason });
    expect({ graph: fake.graphRequests.length, token: fake.tokenRequests.length }).toEqual(calls);
    const shown = JSON.stringify(result) + setting.logged.join("\n");
    for (const hidden of [
      clientSecret,
      "token-1",
      "token-2",
      internalUrl,
      fake.origin,
      "https:",
      "managedDevices",
      deviceId,
    ]) {
      expect(shown).not.toContain(hidden);
    }
  });

  it.each<[Mischief, Partial<Timeouts>, string]>([
    ["hang", { headers: 200 }, "UND_ERR_HEADERS_TIMEOUT"],
    ["hang-in-body", { body: 200 }, "UND_ERR_BODY_TIMEOUT"],
    ["drip", { total: 300 }, "Deadline: 300 ms"],
    ["hang", { total: 300 }, "Deadline: 300 ms"],
  ])("a server in the mood to %s is left by the limits %j", async (mischief, limits, fault) => {
    setting = setUp(fake, limits);
    fake.play({ graph: () => mischief });
    const started = performance.now();
    const result = await setting.client.verdict(setting.connection, deviceId);
    expect(result.outcome === "failure" && result.chain.join()).toContain(fault);
    expect(performance.now() - started).toBeLessThan(9_000);
  });

  it("a refused token is replaced once, and the new one counts from then on", async () => {
    setting = setUp(fake);
    fake.play({
      token: (_request, call) => issued(`token-${call}`),
      graph: ({ headers }) => (headers.authorization === "Bearer token-1" ? expired : { status: 200, body: device() }),
    });
    expect(await setting.client.verdict(setting.connection, deviceId)).toMatchObject({ outcome: "device" });
    expect(await setting.client.verdict(setting.connection, deviceId)).toMatchObject({ outcome: "device" });
    expect([fake.tokenRequests.length, fake.graphRequests.length]).toEqual([2, 3]);
  });

  it("one broken connection is no failure", async () => {
    setting = setUp(fake);
    fake.play({ graph: (_request, call) => (call === 1 ? "reset" : { status: 200, body: device() }) });
    expect(await setting.client.verdict(setting.connection, deviceId)).toMatchObject({ outcome: "device" });
  });

  it("a refused connection ends as unavailable, with the code of the error and nothing of the address", async () => {
    setting = setUp(fake);
    fake.play({});
    const cloud = { login: fake.origin, graph: "https://127.0.0.1:1" };
    const result = await setting.client.verdict({ ...setting.connection, cloud }, deviceId);
    expect(result).toMatchObject({
      reason: "graph-unavailable",
      status: null,
      chain: ["ComplianceCheck: graph-unavailable", "GraphAnswer: ECONNREFUSED"],
    });
  });

  it("a failure tells the administrator status, code, request ids and the missing permission", async () => {
    setting = setUp(fake);
    const scope = "DeviceManagementManagedDevices.Read.All";
    const text = `Application is not authorized to perform this operation. Application must have one of the following scopes: ${scope}`;
    fake.play({ graph: () => refusal(403, "Forbidden", nested(text, 2)) });
    const result = await setting.client.verdict(setting.connection, deviceId);
    const sent = fake.graphRequests[0]?.headers["client-request-id"];
    expect(result).toEqual({
      outcome: "failure",
      reason: "permission-missing",
      status: 403,
      requestIds: [requestId, sent, activityId],
      chain: [
        "ComplianceCheck: permission-missing",
        "GraphAnswer: 403 Forbidden",
        `RequiredPermission: one of ${scope}`,
      ],
    });
  });

  it("text from Graph that is no code and no id reaches neither failure nor log", async () => {
    setting = setUp(fake);
    const error = { code: "<b>evil</b>\r\nlog line", message: { not: "text" }, innerError: { "request-id": "x\ny" } };
    fake.play({ graph: () => ({ status: 400, body: { error }, headers: { "request-id": "../../etc" } }) });
    const result = await setting.client.verdict(setting.connection, deviceId);
    expect(JSON.stringify(result) + setting.logged.join()).not.toMatch(/evil|etc|x\\ny/);
  });
});

describe("many logins at once", () => {
  it("100 checks of one device make one token request and one read", async () => {
    setting = setUp(fake);
    fake.play({ graph: () => ({ status: 200, body: device() }) });
    const ask = () => setting.client.verdict(setting.connection, deviceId);
    const verdicts = await Promise.all(Array.from({ length: 100 }, ask));
    expect(verdicts.every((verdict) => verdict.outcome === "device")).toBe(true);
    expect([fake.tokenRequests.length, fake.graphRequests.length]).toEqual([1, 1]);
    await ask();
    expect([fake.tokenRequests.length, fake.graphRequests.length]).toEqual([1, 2]);
  });

  it("100 devices whose token is refused make one new token", async () => {
    setting = setUp(fake);
    fake.play({
      token: (_request, call) => issued(`token-${call}`),
      graph: ({ headers, path }) =>
        headers.authorization === "Bearer token-1"
          ? expired
          : { status: 200, body: device({ id: path.split("/").pop() }) },
    });
    const ask = (_: unknown, index: number) => setting.client.verdict(setting.connection, `device-${index}`);
    const verdicts = await Promise.all(Array.from({ length: 100 }, ask));
    expect(verdicts.filter(({ outcome }) => outcome === "device")).toHaveLength(100);
    expect(fake.tokenRequests).toHaveLength(2);
  });

  it("beyond the queue's limit is refused at once", async () => {
    setting = setUp(fake, impatient);
    fake.play({ graph: () => "hang" });
    const ask = (_: unknown, index: number) => setting.client.verdict(setting.connection, `device-${index}`);
    const results = await Promise.all(Array.from({ length: 1_100 }, ask));
    const reasons = results.map((result) => (result.outcome === "failure" ? result.reason : "device"));
    expect(reasons.filter((reason) => reason === "overloaded")).toHaveLength(1_100 - 32 - 1_024);
    expect(new Set(reasons)).toEqual(new Set(["graph-unavailable", "overloaded"]));
  });
});

describe("nothing is sent", () => {
  it.each([
    "",
    "  ",
    "a/b",
    "a\\b",
    "a?b",
    "a#b",
    "a%2fb",
    "..",
    "a..b",
    ".",
    "a\nb",
    "a\u0000b",
    "a\ud800b",
    "x".repeat(129),
  ])("for the malformed device id %j", async (id) => {
    setting = setUp(fake);
    fake.play({});
    expect(await setting.client.verdict(setting.connection, id)).toMatchObject({
      reason: "malformed-device-id",
      status: null,
    });
    expect(await setting.client.detectedApps(setting.connection, id)).toMatchObject({ reason: "malformed-device-id" });
    expect([...fake.tokenRequests, ...fake.graphRequests]).toEqual([]);
  });

  it("without a client secret", async () => {
    setting = setUp(fake);
    fake.play({});
    const credential = { kind: "client-secret", secret: new Secret("") } as const;
    expect(await setting.client.verdict({ ...setting.connection, credential }, deviceId)).toMatchObject({
      reason: "not-configured",
      chain: ["ComplianceCheck: not-configured", "MicrosoftConnection: secret is missing"],
    });
    expect(fake.tokenRequests).toEqual([]);
  });

  it("after the client was closed", async () => {
    setting = setUp(fake);
    await setting.client.close();
    await expect(setting.client.verdict(setting.connection, deviceId)).rejects.toMatchObject({
      code: "microsoft.client-closed",
    });
  });
});
