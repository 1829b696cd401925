import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientId, clientSecret, exampleFleet, tenantId } from "../testing/example-fleet.ts";
import { startTestEmulator, type TestEmulator } from "../testing/harness.ts";

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startTestEmulator(await exampleFleet());
});
beforeEach(() => emulator.control("POST", "/reset"));
afterAll(() => emulator.close());

const devices = "/v1.0/deviceManagement/managedDevices";
const scope = "https://graph.microsoft.com/.default";
const app = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
const inject = (faults: unknown) => emulator.control("PUT", "/faults", faults);

describe("an injected answer", () => {
  it.each([
    [401, "application/json", "InvalidAuthenticationToken"],
    [403, "application/json", "Forbidden"],
    [404, "application/json", "ResourceNotFound"],
    [429, "application/json", "TooManyRequests"],
    [500, "application/json", "InternalServerError"],
    [503, "text/html", "Service Unavailable"],
  ])("of Graph with status %i looks like Graph's and is marked", async (status, type, content) => {
    expect((await inject({ graph: { status } })).status).toBe(200);
    const response = await emulator.fetch(devices);
    expect(response.status).toBe(status);
    expect(response.headers.get("sallyport-emulator-fault")).toBe("graph");
    expect(response.headers.get("content-type")).toContain(type);
    expect(await response.text()).toContain(content);
    expect((await emulator.token(tenantId, app)).status).toBe(200);
  });

  it.each([
    [401, "invalid_client"],
    [400, "temporarily_unavailable"],
    [503, "Service Unavailable"],
  ])("of Entra with status %i hits the token endpoint, not discovery", async (status, content) => {
    await inject({ entra: { status } });
    const response = await emulator.token(tenantId, app);
    expect(response.status).toBe(status);
    expect(response.headers.get("sallyport-emulator-fault")).toBe("entra");
    expect(await response.text()).toContain(content);
    expect((await emulator.fetch(`/${tenantId}/v2.0/.well-known/openid-configuration`)).status).toBe(200);
  });

  it("may be garbage under any content type", async () => {
    await inject({ graph: { status: 200, body: '{"id": "f61d', contentType: "application/json" } });
    const response = await emulator.fetch(devices);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.text()).toBe('{"id": "f61d');
  });

  it("may be a JSON document", async () => {
    await inject({ graph: { status: 200, body: { id: "another-device" } } });
    expect(await (await emulator.fetch(devices)).json()).toEqual({ id: "another-device" });
  });

  it.each([
    [0.249, "0.249"],
    [7, "7"],
    ["Wed, 07 Jan 2026 05:00:00 GMT", "Wed, 07 Jan 2026 05:00:00 GMT"],
    [undefined, null],
  ])("carries Retry-After %s", async (retryAfter, header) => {
    await inject({ graph: { status: 429, retryAfter } });
    expect((await emulator.fetch(devices)).headers.get("retry-after")).toBe(header);
  });

  it("ends after the given number of times", async () => {
    await inject({ graph: { status: 500, times: 2 } });
    const statuses = [];
    for (let request = 0; request < 3; request += 1) statuses.push((await emulator.fetch(devices)).status);
    expect(statuses).toEqual([500, 500, 401]);
  });

  it("ends when the faults are deleted", async () => {
    await inject({ graph: { status: 500 } });
    expect((await emulator.control("DELETE", "/faults")).status).toBe(204);
    expect((await emulator.fetch(devices)).status).toBe(401);
  });
});

describe("a fault without an answer", () => {
  it("resets the connection", async () => {
    await inject({ graph: { reset: true, times: 1 } });
    await expect(emulator.fetch(devices)).rejects.toThrow("fetch failed");
    expect((await emulator.fetch(devices)).status).toBe(401);
  });

  it("hangs until the client gives up, and is recorded meanwhile", async () => {
    await inject({ graph: { hang: true } });
    const client = new AbortController();
    const answer = expect(emulator.fetch(devices, { signal: client.signal })).rejects.toThrow("gave up");
    const recorded = async () => (await emulator.control("GET", "/requests")).json();
    await expect.poll(recorded).toMatchObject({ requests: [{ path: devices, status: null, fault: "graph" }] });
    client.abort(new Error("gave up"));
    await answer;
  });

  it("does not keep the emulator from closing", async () => {
    const other = await startTestEmulator(await exampleFleet());
    await other.control("PUT", "/faults", { graph: { hang: true } });
    const answer = expect(other.fetch(devices)).rejects.toThrow("fetch failed");
    await new Promise((resolve) => setTimeout(resolve, 100));
    const begun = performance.now();
    await other.close();
    expect(performance.now() - begun).toBeLessThan(10_000);
    await answer;
  });
});

describe("a fault is refused", () => {
  it.each([
    ["without what it should do", { graph: {} }],
    ["with an unknown service", { intune: { status: 500 } }],
    ["with an impossible status", { graph: { status: 99 } }],
    ["with a header that breaks out", { graph: { status: 429, retryAfter: "1\r\nx: y" } }],
    ["with two kinds at once", { graph: { hang: true, reset: true } }],
  ])("%s", async (_title, faults) => {
    expect((await inject(faults)).status).toBe(400);
    expect((await emulator.fetch(devices)).status).toBe(401);
  });
});
