import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientId, clientSecret, exampleFleet, sampleId, tenantId } from "../testing/example-fleet.ts";
import { startTestEmulator, type TestEmulator } from "../testing/harness.ts";

let emulator: TestEmulator;
let token: string;
beforeAll(async () => {
  emulator = await startTestEmulator(await exampleFleet());
  token = ((await (await emulator.token(tenantId, form)).json()) as { access_token: string }).access_token;
});
beforeEach(() => emulator.control("POST", "/reset"));
afterAll(() => emulator.close());

const scope = "https://graph.microsoft.com/.default";
const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
const devices = "/v1.0/deviceManagement/managedDevices";
const inject = async (...rules: unknown[]) =>
  expect((await emulator.control("PUT", "/faults", rules)).status).toBe(200);
const get = (path: string) => emulator.fetch(path, { headers: { authorization: `Bearer ${token}` } });
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
const json = async (path: string): Promise<any> => (await get(path)).json();

describe("a rule fits", () => {
  it.each([
    ["a prefix", { path: devices }, [`${devices}/${sampleId}`, devices], ["/beta/deviceManagement/managedDevices"]],
    [
      "a pattern",
      { path: "/*/devicemanagement/manageddevices/*/users" },
      [`${devices}/${sampleId}/users`],
      [devices, `${devices}/${sampleId}`],
    ],
    ["an open pattern", { path: "/*/deviceManagement/**" }, [devices, `${devices}/${sampleId}/users`], ["/v1.0/me"]],
    ["another method only", { method: "POST" }, [], [devices]],
    ["the service", { service: "graph" }, [devices], []],
    ["another service only", { service: "entra" }, [], [devices]],
  ])("by %s", async (_title, match, hit, missed) => {
    await inject({ match, status: 418, body: "" });
    for (const path of hit) expect((await get(path)).status).toBe(418);
    for (const path of missed) expect((await get(path)).status).not.toBe(418);
  });

  it("once when it is told so, and then the next one does", async () => {
    await inject({ status: 500, times: 1 }, { status: 503 });
    expect([(await get(devices)).status, (await get(devices)).status, (await get(devices)).status]).toEqual([
      500, 503, 503,
    ]);
  });

  it("in the given share of cases", async () => {
    await inject({ status: 500, rate: 50 });
    const statuses: number[] = [];
    for (let request = 0; request < 60; request += 1) statuses.push((await get(`${devices}/${sampleId}`)).status);
    const hit = statuses.filter((status) => status === 500).length;
    expect(hit).toBeGreaterThan(10);
    expect(hit).toBeLessThan(50);
  });
});

describe("a fault", () => {
  it("may only be slow", async () => {
    await inject({ latencyMs: 150 });
    const begun = performance.now();
    const response = await get(`${devices}/${sampleId}`);
    expect(performance.now() - begun).toBeGreaterThan(140);
    expect(response.status).toBe(200);
    expect(response.headers.get("sallyport-emulator-fault")).toBe("graph");
  });

  it("may be any error of Entra's, with its own status", async () => {
    await inject({ match: { service: "entra" }, aadsts: 53003 });
    const response = await emulator.token(tenantId, form);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: "interaction_required",
      suberror: "message_only",
      error_codes: [53003],
    });
  });

  it("may cut an answer in the middle", async () => {
    await inject({ alter: "truncate" });
    const text = await (await get(`${devices}/${sampleId}`)).text();
    expect(text).toContain("odata.context");
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  it("may lead to another origin", async () => {
    await inject({ alter: "foreignNextLink" });
    expect((await json(devices))["@odata.nextLink"]).toMatch(/^https:\/\/graph\.invalid\//);
  });

  it("may list a device twice, under two ids", async () => {
    const [before] = (await json(devices)).value;
    await inject({ alter: "duplicateDevices" });
    const { value } = await json(devices);
    expect(value).toHaveLength(8);
    expect(value[1]).toEqual({ ...before, id: value[1].id });
    expect(value[1].id).not.toBe(before.id);
  });

  it("may answer with another device's record", async () => {
    await inject({ alter: "wrongRecord" });
    expect((await json(`${devices}/${sampleId}`)).id).not.toBe(sampleId);
  });

  it("leaves errors as they are when it alters", async () => {
    await inject({ alter: "wrongRecord" });
    expect((await get(`${devices}/11111111-2222-4333-8444-555555555555`)).status).toBe(404);
  });
});

describe("a list of rules is refused", () => {
  it.each([
    ["with a rule that does nothing", [{ match: { path: "/" } }]],
    ["with an unknown alteration", [{ alter: "explode" }]],
    ["with an AADSTS code that it does not know", [{ aadsts: 1 }]],
    ["with a path that is none", [{ match: { path: "v1.0" }, status: 500 }]],
    ["with two actions at once", [{ status: 500, hang: true }]],
    ["that is too long", Array.from({ length: 101 }, () => ({ status: 500 }))],
  ])("%s", async (_title, rules) => {
    expect((await emulator.control("PUT", "/faults", rules)).status).toBe(400);
  });
});
