import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientId, clientSecret, exampleFleet, sampleId, tenantId } from "../testing/example-fleet.ts";
import { controlToken, startTestEmulator, type TestEmulator } from "../testing/harness.ts";

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startTestEmulator(await exampleFleet());
});
beforeEach(() => emulator.control("POST", "/reset"));
afterAll(() => emulator.close());

const scope = "https://graph.microsoft.com/.default";
const app = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };

async function read(id: string): Promise<Record<string, unknown>> {
  const { access_token } = (await (await emulator.token(tenantId, app)).json()) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}` };
  const response = await emulator.fetch(`/v1.0/deviceManagement/managedDevices/${id}`, { headers });
  return (await response.json()) as Record<string, unknown>;
}

async function json(method: string, path: string, body?: unknown): Promise<unknown> {
  return (await emulator.control(method, path, body)).json();
}

describe("the control API", () => {
  it.each([
    ["no token", {}],
    ["a wrong token", { authorization: "Bearer wrong" }],
    ["the token under another scheme", { authorization: `Basic ${controlToken}` }],
    ["the token with more behind it", { authorization: `Bearer ${controlToken}x` }],
  ])("refuses %s, at every path", async (_title, headers) => {
    for (const path of ["/devices", `/devices/${sampleId}`, "/requests", "/no-such-path"]) {
      const response = await emulator.fetch(`/_emulator${path}`, { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { code: "emulator.unauthorized" } });
    }
  });

  it("offers itself to no other origin", async () => {
    const headers = { origin: "https://evil.example", "access-control-request-method": "PATCH" };
    const response = await emulator.fetch("/_emulator/devices", { method: "OPTIONS", headers });
    expect(response.status).toBe(401);
    expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("lists the devices of every tenant", async () => {
    const { devices } = (await json("GET", "/devices")) as { devices: { tenantId: string; device: { id: string } }[] };
    expect(devices).toHaveLength(8);
    expect(devices[0]).toMatchObject({ tenantId, device: { id: sampleId, deviceName: "WINDEV2404EVAL" } });
  });

  it("finds devices by what a person knows of them, a page at a time", async () => {
    type Found = { total: number; devices: { device: { deviceName: string; complianceState: string } }[] };
    const find = async (query: string) => (await json("GET", `/devices?${query}`)) as Found;
    expect(await find("search=windev")).toMatchObject({ total: 1, devices: [{ device: { id: sampleId } }] });
    expect(await find("state=noncompliant")).toMatchObject({ total: 1 });
    const page = await find("top=3&skip=6");
    expect([page.total, page.devices.length]).toEqual([8, 2]);
    expect((await emulator.control("GET", "/devices?top=0")).status).toBe(400);
    expect((await emulator.control("GET", "/devices?colour=red")).status).toBe(400);
  });

  it("changes how the services behave, until the reset", async () => {
    expect(await json("PUT", "/behaviour", { pageSize: 5 })).toMatchObject({ pageSize: 5, emptyFilter: "all" });
    expect(await json("GET", "/behaviour")).toMatchObject({ pageSize: 5, throttle: { perApp: 2000 } });
    await emulator.control("POST", "/reset");
    expect(await json("GET", "/behaviour")).toMatchObject({ pageSize: 1000 });
    expect((await emulator.control("PUT", "/behaviour", { pageSise: 5 })).status).toBe(400);
  });

  it("shows one device", async () => {
    expect(await json("GET", `/devices/${sampleId}`)).toMatchObject({ device: { complianceState: "compliant" } });
    expect((await emulator.control("GET", "/devices/unknown")).status).toBe(404);
  });

  it("says 501 for a path that it does not have", async () => {
    expect((await emulator.control("GET", "/nothing")).status).toBe(501);
  });
});

describe("a changed device", () => {
  it("is what Graph answers from then on, other members and their order untouched", async () => {
    const before = await read(sampleId);
    const response = await emulator.control("PATCH", `/devices/${sampleId.toUpperCase()}`, {
      complianceState: "noncompliant",
    });
    expect(response.status).toBe(200);
    const after = await read(sampleId);
    expect(after).toEqual({ ...before, complianceState: "noncompliant" });
    expect(Object.keys(after)).toEqual(Object.keys(before));
  });

  it("may have a state that no document lists", async () => {
    await emulator.control("PATCH", `/devices/${sampleId}`, { complianceState: "NonCompliant" });
    expect(await read(sampleId)).toHaveProperty("complianceState", "NonCompliant");
  });

  it("may get other apps", async () => {
    const changed = await json("PATCH", `/devices/${sampleId}`, { detectedApps: [{ displayName: "Solitaire" }] });
    expect(changed).toMatchObject({ detectedApps: [{ displayName: "Solitaire", version: null, platform: "windows" }] });
  });

  it.each([
    [
      "an unknown member",
      { complianceStatus: "x" },
      '/complianceStatus: unknown member; did you mean "complianceState"?',
    ],
    ["a wrong type", { isEncrypted: "yes" }, "/isEncrypted: "],
    ["a null that Graph never sends", { complianceState: null }, "/complianceState: "],
    ["a date that is none", { lastSyncDateTime: "yesterday" }, "/lastSyncDateTime: "],
    ["the id", { id: sampleId }, "/id: unknown member"],
    [
      "an unknown member of an app",
      { detectedApps: [{ displayName: "x", size: 1 }] },
      "/detectedApps/0/size: unknown member",
    ],
    ["no object", ["x"], "the body must be a JSON object"],
  ])("is refused with %s, which is named", async (_title, change, message) => {
    const response = await emulator.control("PATCH", `/devices/${sampleId}`, change);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect(error.code).toBe("emulator.control-request-invalid");
    expect(error.message).toContain(message);
    expect(await read(sampleId)).toHaveProperty("complianceState", "compliant");
  });

  it("is not made by a body that is not JSON", async () => {
    const headers = { authorization: `Bearer ${controlToken}`, "content-type": "application/json" };
    const response = await emulator.fetch(`/_emulator/devices/${sampleId}`, { method: "PATCH", headers, body: "{" });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "emulator.request-unreadable" } });
  });

  it("is forgotten by a reset", async () => {
    await emulator.control("PATCH", `/devices/${sampleId}`, { complianceState: "error" });
    expect((await emulator.control("POST", "/reset")).status).toBe(204);
    expect(await read(sampleId)).toHaveProperty("complianceState", "compliant");
  });
});

describe("the request recorder", () => {
  it("keeps method, path and status, and no secret or token", async () => {
    await read(sampleId);
    await emulator.fetch(`/v1.0/deviceManagement/managedDevices?access_token=${clientSecret}`);
    const text = await (await emulator.control("GET", "/requests")).text();
    expect(JSON.parse(text)).toEqual({
      requests: [
        {
          at: "2026-01-07T04:43:04.000Z",
          method: "POST",
          path: `/${tenantId}/oauth2/v2.0/token`,
          status: 200,
          fault: null,
        },
        {
          at: "2026-01-07T04:43:04.000Z",
          method: "GET",
          path: `/v1.0/deviceManagement/managedDevices/${sampleId}`,
          status: 200,
          fault: null,
        },
        {
          at: "2026-01-07T04:43:04.000Z",
          method: "GET",
          path: "/v1.0/deviceManagement/managedDevices",
          status: 401,
          fault: null,
        },
      ],
    });
    for (const secret of [clientSecret, encodeURIComponent(clientSecret), controlToken, "eyJ"])
      expect(text).not.toContain(secret);
  });
});
