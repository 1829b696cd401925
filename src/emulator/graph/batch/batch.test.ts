import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientId, clientSecret, exampleFleet, sampleId, tenantId } from "../../testing/example-fleet.ts";
import { startTestEmulator, type TestEmulator } from "../../testing/harness.ts";

let emulator: TestEmulator;
let token: string;
beforeAll(async () => {
  emulator = await startTestEmulator(await exampleFleet());
  const scope = "https://graph.microsoft.com/.default";
  const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
  token = ((await (await emulator.token(tenantId, form)).json()) as { access_token: string }).access_token;
});
beforeEach(() => emulator.control("POST", "/reset"));
afterAll(() => emulator.close());

interface Answer {
  id: string;
  status: number;
  headers: Record<string, string>;
  body: { id?: string; error?: { code: string } };
}

const send = (body: unknown, version = "v1.0") =>
  emulator.fetch(`/${version}/$batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

async function answers(requests: object[], version?: string): Promise<Map<string, Answer>> {
  const response = await send({ requests }, version);
  expect(response.status).toBe(200);
  const { responses } = (await response.json()) as { responses: Answer[] };
  return new Map(responses.map((answer) => [answer.id, answer]));
}

const device = `/deviceManagement/managedDevices/${sampleId}`;
const unknown = "/deviceManagement/managedDevices/11111111-2222-4333-8444-555555555555";
const read = (id: string, url = device, more: object = {}) => ({ id, method: "GET", url, ...more });

describe("a batch", () => {
  it("answers every member with status, headers and body, whatever becomes of the others", async () => {
    const found = await answers([read("a"), read("b", unknown), read("c", device.slice(1))]);
    expect(found.get("a")).toMatchObject({ status: 200, body: { id: sampleId }, headers: { "OData-Version": "4.0" } });
    expect(found.get("b")).toMatchObject({ status: 404, body: { error: { code: "ResourceNotFound" } } });
    expect(found.get("c")).toMatchObject({ status: 200, body: { id: sampleId } });
  });

  it("answers in another order than it was asked", async () => {
    const response = await send({ requests: [read("1"), read("2")] });
    const { responses } = (await response.json()) as { responses: Answer[] };
    expect(responses.map(({ id }) => id)).toEqual(["2", "1"]);
  });

  it("reads beta when it is sent to beta", async () => {
    const apps = await answers([read("a", `${device}/detectedApps`)], "beta");
    expect(apps.get("a")).toMatchObject({ status: 200 });
    expect((await answers([read("a", `${device}/detectedApps`)])).get("a")).toMatchObject({ status: 400 });
  });

  it("does not run what depends on a failed member, nor what depends on that", async () => {
    const found = await answers([
      read("last", device, { dependsOn: ["MIDDLE"] }),
      read("middle", device, { dependsOn: ["first"] }),
      read("first", unknown),
      read("free"),
    ]);
    expect([...found.values()].map(({ id, status }) => `${id} ${status}`).sort()).toEqual([
      "first 404",
      "free 200",
      "last 424",
      "middle 424",
    ]);
  });

  it("is throttled member by member, with Retry-After in the member's headers", async () => {
    await emulator.control("PUT", "/behaviour", { throttle: { perApp: 2 } });
    const found = await answers([read("a"), read("b"), read("c")]);
    expect([...found.values()].map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    expect(found.get("c")?.headers).toMatchObject({ "Retry-After": "20" });
  });

  it("meets faults member by member", async () => {
    const match = { path: "/v1.0/deviceManagement/managedDevices" };
    await emulator.control("PUT", "/faults", [{ match, status: 503, retryAfter: 7, body: { busy: true }, times: 1 }]);
    const found = await answers([read("a"), read("b")]);
    expect(found.get("a")).toMatchObject({ status: 503, body: { busy: true }, headers: { "Retry-After": "7" } });
    expect(found.get("b")).toMatchObject({ status: 200 });
  });

  it("says 501 of a member that the emulator does not have", async () => {
    expect((await answers([read("a", "/me")])).get("a")).toMatchObject({ status: 501 });
  });
});

describe("a batch is refused as a whole", () => {
  it.each<[string, unknown]>([
    ["with more than 20 members", { requests: Array.from({ length: 21 }, (_, index) => read(String(index))) }],
    ["with ids that differ in case only", { requests: [read("a"), read("A")] }],
    ["without members", { requests: [] }],
    ["with an absolute address", { requests: [read("a", "https://evil.example/v1.0/x")] }],
    ["with an address of another host", { requests: [read("a", "//evil.example/v1.0/x")] }],
    ["with a dependency that it does not have", { requests: [read("a", device, { dependsOn: ["b"] })] }],
    ["with a circle", { requests: [read("a", device, { dependsOn: ["b"] }), read("b", device, { dependsOn: ["a"] })] }],
    ["when it is no batch", { request: [] }],
    ["when it is not JSON", "{"],
  ])("%s", async (_title, body) => {
    const response = await send(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "BadRequest" } });
  });

  it("without a token", async () => {
    const response = await emulator.fetch("/v1.0/$batch", { method: "POST", body: "{}" });
    expect(response.status).toBe(401);
  });
});
