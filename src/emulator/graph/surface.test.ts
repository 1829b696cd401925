import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientId, clientSecret, exampleFleet, sampleId, tenantId } from "../testing/example-fleet.ts";
import { startTestEmulator, type TestEmulator } from "../testing/harness.ts";

const withoutIntune = "5b5b5b5b-5b5b-4b5b-8b5b-5b5b5b5b5b5b";
const big = "4d4d4d4d-4d4d-4d4d-8d4d-4d4d4d4d4d4d";
const medium = "3c3c3c3c-3c3c-4c3c-8c3c-3c3c3c3c3c3c";
const reader = {
  clientId,
  name: "Reader",
  secret: clientSecret,
  permissions: {
    application: [
      "DeviceManagementManagedDevices.Read.All",
      "DeviceManagementConfiguration.Read.All",
      "Device.Read.All",
    ],
  },
};

let emulator: TestEmulator;
const tokens = new Map<string, string>();
beforeAll(async () => {
  const fleet = await exampleFleet();
  emulator = await startTestEmulator({
    ...fleet,
    tenants: [
      ...fleet.tenants,
      { id: withoutIntune, name: "No Intune", apps: [reader], intune: false },
      { id: medium, name: "Medium", apps: [reader], generate: { count: 10_000 } },
      { id: big, name: "Big", apps: [reader], generate: { count: 100_000 }, settings: { secureByDefault: true } },
    ],
  });
  const scope = "https://graph.microsoft.com/.default";
  const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
  for (const tenant of [tenantId, withoutIntune, medium, big]) {
    const answer = (await (await emulator.token(tenant, form)).json()) as { access_token: string };
    tokens.set(tenant, answer.access_token);
  }
});
beforeEach(() => emulator.control("POST", "/reset"));
afterAll(() => emulator.close());

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
async function get(path: string, tenant = tenantId): Promise<{ status: number; headers: Headers; body: any }> {
  const response = await emulator.fetch(path, { headers: { authorization: `Bearer ${tokens.get(tenant)}` } });
  return { status: response.status, headers: new Headers([...response.headers]), body: await response.json() };
}

const devices = "/v1.0/deviceManagement/managedDevices";
const noncompliant = "3a7d1e52-0b64-4c1f-9d2e-7c5b8f10a6d1";

describe("query options", () => {
  it("$select leaves only what was asked for, in wire order, and shows in the context", async () => {
    const { body } = await get(`${devices}/${sampleId}?$select=udid,id,deviceName`);
    expect(Object.keys(body)).toEqual(["@odata.context", "id", "deviceName", "udid"]);
    expect(body["@odata.context"]).toMatch(/#deviceManagement\/managedDevices\(udid,id,deviceName\)\/\$entity$/);
    expect((await get(`${devices}?$select=id`)).body.value[0]).toEqual({ id: sampleId });
  });

  it("$select of a property that does not exist answers 400 and names it", async () => {
    const { status, body } = await get(`${devices}?$select=id,colour`);
    expect([status, body.error.message]).toEqual([400, expect.stringContaining("'colour'")]);
  });

  it("$filter and $count work together with paging: the link keeps every option", async () => {
    const filter = encodeURIComponent("operatingSystem eq 'Windows'");
    const seen: string[] = [];
    let next: string | undefined = `${devices}?$filter=${filter}&$select=id,operatingSystem&$top=1&$count=true`;
    let count: number | undefined;
    while (next !== undefined) {
      const { body } = await get(next);
      count ??= body["@odata.count"];
      seen.push(...body.value.map((device: { operatingSystem: string }) => device.operatingSystem));
      next = body["@odata.nextLink"]?.slice(emulator.origin.length);
    }
    expect(new Set(seen)).toEqual(new Set(["Windows"]));
    expect(seen).toHaveLength(count ?? 0);
  });

  it("an empty $filter is the trap that it is at Graph", async () => {
    expect((await get(`${devices}?$filter=`)).body.value).toHaveLength(7);
    await emulator.control("PUT", "/behaviour", { emptyFilter: "reject" });
    expect((await get(`${devices}?$filter=`)).status).toBe(400);
  });

  it("the page size can be changed", async () => {
    await emulator.control("PUT", "/behaviour", { pageSize: 2 });
    expect((await get(devices)).body.value).toHaveLength(2);
  });
});

describe("below a device", () => {
  it("users names the user of the record, another one, or nobody", async () => {
    const path = `${devices}/${sampleId}/users`;
    await emulator.control("PATCH", `/devices/${sampleId}`, { userPrincipalName: "a@contoso.example" });
    expect((await get(path)).body.value).toMatchObject([{ userPrincipalName: "a@contoso.example" }]);
    const primaryUser = { id: noncompliant, userPrincipalName: "b@contoso.example" };
    await emulator.control("PATCH", `/devices/${sampleId}`, { primaryUser });
    expect((await get(path)).body.value).toMatchObject([primaryUser]);
    await emulator.control("PATCH", `/devices/${sampleId}`, { primaryUser: null });
    expect((await get(path)).body.value).toEqual([]);
  });

  it("policy states and their settings explain the state of the device", async () => {
    const path = `${devices}/${noncompliant}/deviceCompliancePolicyStates`;
    const { body } = await get(path);
    expect(body.value).toMatchObject([{ state: "nonCompliant", settingStates: [] }]);
    const userId = (await get(`${devices}/${noncompliant}`)).body.userId;
    const filter = encodeURIComponent(`(userId eq '${userId}')`);
    const settings = (await get(`${path}/${body.value[0].id}/settingStates?$filter=${filter}`)).body.value;
    expect(settings).toHaveLength(body.value[0].settingCount);
    expect(settings[0]).toMatchObject({ state: "nonCompliant", settingName: null, userId });
    const other = encodeURIComponent(`userId eq '${noncompliant}'`);
    expect((await get(`${path}/${body.value[0].id}/settingStates?$filter=${other}`)).body.value).toEqual([]);
    expect((await get(`${path}/${noncompliant}/settingStates`)).status).toBe(404);
  });

  it("policy states follow a flip of the device, or what is given", async () => {
    const path = `${devices}/${noncompliant}/deviceCompliancePolicyStates`;
    await emulator.control("PATCH", `/devices/${noncompliant}`, { complianceState: "compliant" });
    expect((await get(path)).body.value).toMatchObject([{ state: "compliant" }]);
    const given = { displayName: "Own", settings: [{ setting: "A.b" }, { setting: "A.c", state: "compliant" }] };
    await emulator.control("PATCH", `/devices/${noncompliant}`, { compliancePolicies: [given] });
    expect((await get(path)).body.value).toMatchObject([
      { displayName: "Own", state: "nonCompliant", settingCount: 2 },
    ]);
  });

  it("policy states may demand one more permission", async () => {
    await emulator.control("PUT", "/behaviour", { policyStatesNeedConfiguration: true });
    expect((await get(`${devices}/${noncompliant}/deviceCompliancePolicyStates`)).status).toBe(403);
  });

  it("detected apps come in pages", async () => {
    const { body } = await get(`/beta/deviceManagement/managedDevices/${sampleId}/detectedApps?$top=3`);
    expect(body).toMatchObject({ "@odata.count": 4, "@odata.nextLink": expect.stringContaining(emulator.origin) });
  });
});

describe("a device in the directory", () => {
  const path = "/v1.0/devices(deviceId='{}')";
  const at = (id: string) => path.replace("{}", id);

  it("is found by its Entra id, the record that synced last speaking for it", async () => {
    const [, original, leftOver] = (
      await get(`${devices}?$skiptoken=${Buffer.from("offset:47").toString("base64url")}&$top=3`, big)
    ).body.value;
    expect(leftOver.azureADDeviceId).toBe(original.azureADDeviceId);
    await emulator.control("PATCH", `/devices/${original.id}`, { complianceState: "compliant" });
    const { body } = await get(at(original.azureADDeviceId.toUpperCase()), big);
    expect(body).toMatchObject({ deviceId: original.azureADDeviceId, isCompliant: true, isManaged: true });
    expect(body["@odata.context"]).toMatch(/#devices\/\$entity$/);
    expect([original.id, leftOver.id, body.deviceId]).not.toContain(body.id);
    const { body: chosen } = await get(`${at(original.azureADDeviceId)}?$select=isCompliant`, big);
    expect(Object.keys(chosen)).toEqual(["@odata.context", "isCompliant"]);
  });

  it.each([
    ["an id that it does not have", noncompliant, 404, "Request_ResourceNotFound"],
    ["the id of a device without an Entra identity", "00000000-0000-0000-0000-000000000000", 404, undefined],
    ["no GUID", "x", 400, "Request_BadRequest"],
  ])("by %s is refused", async (_title, id, status, code = "Request_ResourceNotFound") => {
    expect(await get(at(id), big)).toMatchObject({ status, body: { error: { code } } });
  });

  it("needs a permission of the directory's, but no Intune", async () => {
    expect(await get(at(noncompliant))).toMatchObject({
      status: 403,
      body: { error: { code: "Authorization_RequestDenied" } },
    });
    expect((await get(at(noncompliant), withoutIntune)).status).toBe(404);
  });

  it("is found by no other key", async () => {
    expect((await get(`/v1.0/devices/${noncompliant}`, big)).status).toBe(501);
    expect((await get(`/v1.0/devices(id='${noncompliant}')`, big)).status).toBe(501);
  });
});

describe("a tenant", () => {
  it("tells its settings to those who may read them", async () => {
    const path = "/v1.0/deviceManagement?$select=settings";
    expect((await get(path, big)).body).toEqual({
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#deviceManagement(settings)/$entity",
      settings: { deviceComplianceCheckinThresholdDays: 30, isScheduledActionEnabled: true, secureByDefault: true },
    });
    expect((await get(path)).status).toBe(403);
  });

  it("without Intune answers 401 UnknownError with a message nested twice, not a bad token", async () => {
    const { status, body } = await get(devices, withoutIntune);
    expect([status, body.error.code]).toEqual([401, "UnknownError"]);
    const outer = JSON.parse(body.error.message);
    expect(outer).toMatchObject({ ErrorCode: "Forbidden" });
    expect(JSON.parse(outer.Message)).toMatchObject({ _version: 3 });
  });

  it("of 100,000 devices answers a page, any device and an Entra id at once", async () => {
    const page = await get(`${devices}?$skiptoken=${Buffer.from("offset:99950").toString("base64url")}`, big);
    expect(page.body["@odata.count"]).toBe(100_000);
    expect(page.body.value).toHaveLength(50);
    expect(page.body["@odata.nextLink"]).toBeUndefined();
    const [device] = page.body.value;
    expect((await get(`${devices}/${device.id}`, big)).body.serialNumber).toBe(device.serialNumber);
    const filter = encodeURIComponent(`azureADDeviceId eq '${device.azureADDeviceId}'`);
    const found = (await get(`${devices}?$filter=${filter}`, big)).body.value;
    expect(found.map(({ id }: { id: string }) => id)).toContain(device.id);
  });

  it("answers others while a filter looks at every device, and finds what was changed meanwhile", async () => {
    const [device] = (await get(`${devices}?$top=1`, medium)).body.value;
    const order: string[] = [];
    const filter = encodeURIComponent("deviceName eq 'one of a kind'");
    const filtered = get(`${devices}?$filter=${filter}&$select=id`, medium).finally(() => order.push("filter"));
    expect((await get(`${devices}/${device.id}`, medium)).status).toBe(200);
    await emulator.control("PATCH", `/devices/${device.id}`, { deviceName: "One of a kind" });
    order.push("read and change");
    expect((await filtered).body.value).toEqual([{ id: device.id }]);
    expect(order).toEqual(["read and change", "filter"]);
  });

  it("throttles, and a reset ends the wait", async () => {
    await emulator.control("PUT", "/behaviour", { throttle: { perApp: 1, retryAfter: "decimal" } });
    expect((await get(`${devices}/${sampleId}`)).status).toBe(200);
    const refused = await get(`${devices}/${sampleId}`);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: "TooManyRequests" } } });
    expect(refused.headers.get("retry-after")).toBe("20.249");
    await emulator.control("POST", "/reset");
    expect((await get(`${devices}/${sampleId}`)).status).toBe(200);
  });
});

describe("a change to a generated device", () => {
  it("shows in the list, by id and by its new Entra id", async () => {
    const id: string = (await get(`${devices}?$top=1`, big)).body.value[0].id;
    const azureADDeviceId = "eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee";
    await emulator.control("PATCH", `/devices/${id}`, { complianceState: "error", azureADDeviceId });
    expect((await get(`${devices}/${id}`, big)).body.complianceState).toBe("error");
    expect((await get(`${devices}?$top=1`, big)).body.value[0].complianceState).toBe("error");
    const filter = encodeURIComponent(`azureADDeviceId eq '${azureADDeviceId}'`);
    expect((await get(`${devices}?$filter=${filter}`, big)).body.value).toMatchObject([{ id }]);
  });
});
