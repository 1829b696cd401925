import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  clientId,
  clientSecret,
  exampleFleet,
  otherApps,
  sampleId,
  tenantId,
  userName,
  userPassword,
} from "../testing/example-fleet.ts";
import { startTestEmulator, type TestEmulator } from "../testing/harness.ts";
import sample from "../testing/sample-device.json" with { type: "json" };

let emulator: TestEmulator;
let token: string;
beforeAll(async () => {
  emulator = await startTestEmulator(await exampleFleet());
  token = await tokenFor({});
});
afterAll(() => emulator.close());

async function tokenFor(form: Record<string, string>): Promise<string> {
  const scope = "https://graph.microsoft.com/.default";
  const app = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
  const response = await emulator.token(tenantId, { ...app, ...form });
  const body = (await response.json()) as { access_token: string };
  return body.access_token;
}

const get = (path: string, headers: Record<string, string> = {}) =>
  emulator.fetch(path, { headers: { authorization: `Bearer ${token}`, ...headers } });

const devices = "/v1.0/deviceManagement/managedDevices";

async function json(path: string): Promise<Record<string, unknown>> {
  return (await (await get(path)).json()) as Record<string, unknown>;
}

interface Problem {
  error: { code: string; message: string; innerError: Record<string, string> };
}

async function problem(path: string, headers?: Record<string, string>): Promise<{ status: number } & Problem["error"]> {
  const response = await get(path, headers);
  return { status: response.status, ...((await response.json()) as Problem).error };
}

describe("a managed device", () => {
  it("is the page's sample device, member for member and in the page's order", async () => {
    const text = await (await get(`${devices}/${sampleId}`)).text();
    expect(JSON.parse(text)).toEqual(sample);
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(sample));
    expect(Object.keys(sample)).toHaveLength(56);
  });

  it.each([
    [`${devices}('${sampleId}')`],
    [`/v1.0/deviceManagement/manageddevices/${sampleId}`],
    [`/v1.0/devicemanagement/MANAGEDDEVICES('${sampleId.toUpperCase()}')`],
  ])("is also found at %s", async (path) => {
    expect(await json(path)).toEqual(sample);
  });

  it("has the beta context at beta", async () => {
    const beta = await json(`/beta/deviceManagement/managedDevices/${sampleId}`);
    expect(beta["@odata.context"]).toBe(
      "https://graph.microsoft.com/beta/$metadata#deviceManagement/managedDevices/$entity",
    );
  });

  it("comes with Graph's headers, chunked", async () => {
    const response = await get(`${devices}/${sampleId}`, { "client-request-id": "mine-1" });
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      "content-type":
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
      "odata-version": "4.0",
      "client-request-id": "mine-1",
      "transfer-encoding": "chunked",
      vary: "Accept-Encoding",
    });
    expect(JSON.parse(headers["x-ms-ags-diagnostic"] ?? "")).toHaveProperty("ServerInfo.DataCenter");
    expect(headers).not.toHaveProperty("strict-transport-security");
  });

  it.each(["noncompliant", "inGracePeriod", "configManager", "conflict", "unknown", "error", "compliant"])(
    "exists in state %s, with 55 members in wire order",
    async (state) => {
      const { value } = (await json(devices)) as unknown as { value: { id: string; complianceState: string }[] };
      const found = value.filter((device) => device.complianceState === state);
      expect(found).toHaveLength(1);
      const device = await json(`${devices}/${found[0]?.id}`);
      expect(Object.keys(device)).toEqual(Object.keys(sample));
    },
  );
});

describe("the list", () => {
  it("hides the members that only a read by id computes", async () => {
    const list = (await json(devices)) as unknown as { value: Record<string, unknown>[] };
    expect(list).toMatchObject({
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#deviceManagement/managedDevices",
      "@odata.count": 7,
    });
    const hidden = { iccid: null, udid: null, notes: null, ethernetMacAddress: null, remoteAssistanceSessionUrl: null };
    const { "@odata.context": _, ...members } = sample;
    expect(list.value[0]).toEqual({ ...members, ...hidden });
  });

  it("is cut into pages, each linked on the emulator's own origin", async () => {
    const names: unknown[] = [];
    let next: string | undefined = `${emulator.origin}${devices}?$top=3`;
    let pages = 0;
    while (next !== undefined) {
      expect(new URL(next).origin).toBe(emulator.origin);
      const page = await json(next.slice(emulator.origin.length));
      names.push(...(page.value as { id: string }[]).map(({ id }) => id));
      next = page["@odata.nextLink"] as string | undefined;
      pages += 1;
    }
    expect(pages).toBe(3);
    expect(new Set(names).size).toBe(7);
  });

  it("is what a path with an empty id answers, as at Graph", async () => {
    expect(await json(`${devices}/`)).toHaveProperty("@odata.count", 7);
  });

  it("holds the devices of the token's tenant only", async () => {
    const foreign = "9e9e9e9e-9e9e-4e9e-9e9e-9e9e9e9e9e9e";
    expect((await get(`${devices}/${foreign}`)).status).toBe(404);
    expect(JSON.stringify(await json(devices))).not.toContain(foreign);
  });

  it.each(["$top=0", "$top=1001", "$top=x", "$skiptoken=!!", "$count=x", "$top=1&$top=2"])(
    "refuses %s",
    async (query) => {
      expect(await problem(`${devices}?${query}`)).toMatchObject({ status: 400, code: "BadRequest" });
    },
  );

  it.each(["$expand=users", "$orderby=id", "$search=x", "$skip=1", "x=1"])(
    "says that it does not implement %s",
    async (query) => {
      expect(await problem(`${devices}?${query}`)).toMatchObject({ status: 501, code: "NotImplemented" });
    },
  );
});

describe("detected apps", () => {
  it("of a device are listed at beta, with a comma in a name and without a name", async () => {
    const path = `/beta/deviceManagement/managedDevices/${sampleId}/detectedApps`;
    const { value, ...rest } = (await json(path)) as unknown as { value: { id: string; displayName: string | null }[] };
    expect(rest).toEqual({
      "@odata.context": `https://graph.microsoft.com/beta/$metadata#deviceManagement/managedDevices('${sampleId}')/detectedApps`,
      "@odata.count": 4,
    });
    expect(value.map((app) => app.displayName)).toEqual([
      "Microsoft Edge",
      "Notepad++ (64-bit, x64)",
      "Microsoft.WindowsTerminal",
      null,
    ]);
    for (const { id } of value) expect(id).toMatch(/^[0-9a-f]{64}$/);
  });

  it("do not exist in v1.0", async () => {
    expect(await problem(`${devices}/${sampleId}/detectedApps`)).toMatchObject({
      status: 400,
      code: "BadRequest",
      message: "Resource not found for the segment 'detectedApps'.",
    });
  });
});

describe("a refused read", () => {
  it("of an unknown id answers 404 with Intune's nested message", async () => {
    const id = "11111111-2222-4333-8444-555555555555";
    const answer = await problem(`${devices}/${id}`);
    expect(answer).toMatchObject({ status: 404, code: "ResourceNotFound" });
    expect(answer.message).toMatch(/^\{\r\n {2}"_version": 3,\r\n/);
    const nested = JSON.parse(answer.message);
    expect(Object.keys(nested)).toEqual([
      "_version",
      "Message",
      "CustomApiErrorPhrase",
      "RetryAfter",
      "ErrorSourceService",
      "HttpHeaders",
    ]);
    expect(nested.Message).toContain("An error has occurred - Operation ID (for customer support): 00000000");
    expect(nested.Message).toContain(`/deviceManagement/managedDevices('${id}')`);
    expect(answer.innerError.date).toBe("2026-01-07T04:43:04");
    expect(answer.innerError["request-id"]).toBe(answer.innerError["client-request-id"]);
  });

  it.each(["not-a-guid", "zzz", "%27", "a'b", `${sampleId}x`, "..%2F..", "x".repeat(3000)])(
    "of the malformed id %s answers 400",
    async (id) => {
      const answer = await problem(`${devices}/${id}`);
      expect(answer).toMatchObject({ status: 400, code: "BadRequest" });
      expect(JSON.parse(answer.message)).toHaveProperty("_version", 3);
    },
  );

  it.each([
    ["without a header", {}, "Access token is empty."],
    ["with an empty token", { authorization: "Bearer" }, "Access token is empty."],
    ["with garbage", { authorization: "Bearer garbage" }, "Access token validation failure. Invalid token."],
    ["with another scheme", { authorization: "Basic eDp5" }, "Access token validation failure. Invalid token."],
  ])("%s answers 401 and a challenge", async (_title, headers, message) => {
    const response = await emulator.fetch(`${devices}/${sampleId}`, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe(
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
    );
    expect(await response.json()).toMatchObject({ error: { code: "InvalidAuthenticationToken", message } });
  });

  it("with an id_token in place of an access token answers 401", async () => {
    const scope = "openid https://graph.microsoft.com/.default";
    const person = { grant_type: "password", username: userName, password: userPassword, scope };
    const response = await emulator.token(tenantId, { client_id: clientId, client_secret: clientSecret, ...person });
    const { id_token } = (await response.json()) as { id_token: string };
    expect(await problem(devices, { authorization: `Bearer ${id_token}` })).toMatchObject({ status: 401 });
  });

  it("without the permission answers 403, naming the permissions that would do", async () => {
    const unprivileged = await tokenFor({ client_id: otherApps.unprivileged });
    const answer = await problem(`${devices}/${sampleId}`, { authorization: `Bearer ${unprivileged}` });
    expect(answer).toMatchObject({ status: 403, code: "Forbidden" });
    expect(JSON.parse(answer.message).Message).toContain(
      "Application is not authorized to perform this operation. Application must have one of the following scopes: " +
        "DeviceManagementManagedDevices.Read.All, DeviceManagementManagedDevices.ReadWrite.All - Operation ID",
    );
  });

  it("works with a delegated permission", async () => {
    const person = { grant_type: "password", username: userName, password: userPassword };
    const delegated = await tokenFor(person);
    const response = await get(`${devices}/${sampleId}`, { authorization: `Bearer ${delegated}` });
    expect(response.status).toBe(200);
  });

  it.each([
    "/v1.0/users",
    "/v1.0/deviceManagement/detectedApps",
    "/beta/$batch",
    `${devices}/${sampleId}/deviceConfigurationStates`,
    "/v1.0/me/%2e%2e/x",
  ])("of %s says that the emulator does not implement it", async (path) => {
    const answer = await problem(path);
    expect(answer).toMatchObject({ status: 501, code: "NotImplemented" });
    expect(answer.message).toContain("Sallyport emulator");
  });

  it("by another method says 501", async () => {
    const response = await emulator.fetch(`${devices}/${sampleId}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(501);
  });

  it.each(["/", "/nothing/here", `/${tenantId}/oauth2/v2.0/authorize`])(
    "outside Graph and Entra, at %s, says 501",
    async (path) => {
      const response = await emulator.fetch(path);
      expect(response.status).toBe(501);
      expect(await response.json()).toMatchObject({ error: { code: "emulator.not-implemented" } });
    },
  );

  it("with an expired token answers 401 to the second", async () => {
    emulator.clock.advance(3598_000);
    expect((await get(`${devices}/${sampleId}`)).status).toBe(200);
    emulator.clock.advance(1000);
    expect(await problem(`${devices}/${sampleId}`)).toMatchObject({
      status: 401,
      code: "InvalidAuthenticationToken",
      message: "Lifetime validation failed, the token is expired.",
    });
  });
});
