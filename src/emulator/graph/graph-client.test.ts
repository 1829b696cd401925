import {
  BatchRequestContent,
  type BatchRequestStep,
  BatchResponseContent,
  Client,
  GraphError,
  PageIterator,
} from "@microsoft/microsoft-graph-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientId, clientSecret, exampleFleet, sampleId, tenantId } from "../testing/example-fleet.ts";
import { startTestEmulator, type TestEmulator } from "../testing/harness.ts";

/** Microsoft's own client, unmodified, configured by base URL, custom host and CA. */

let emulator: TestEmulator;
let v1: Client;
let beta: Client;
beforeAll(async () => {
  emulator = await startTestEmulator(await exampleFleet());
  const scope = "https://graph.microsoft.com/.default";
  const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
  const { access_token } = (await (await emulator.token(tenantId, form)).json()) as { access_token: string };
  const options = {
    baseUrl: `${emulator.origin}/`,
    customHosts: new Set(["localhost"]),
    // The dispatcher stands for NODE_EXTRA_CA_CERTS, which a running process cannot change.
    fetchOptions: { dispatcher: emulator.dispatcher } as object,
    authProvider: (done: (error: unknown, token: string | null) => void) => done(null, access_token),
  };
  v1 = Client.init(options);
  beta = Client.init({ ...options, defaultVersion: "beta" });
});
beforeEach(() => emulator.control("POST", "/reset"));
afterAll(() => emulator.close());

const devices = "/deviceManagement/managedDevices";

describe("the Graph client", () => {
  it("reads a device, whole and selected", async () => {
    expect(await v1.api(`${devices}/${sampleId}`).get()).toMatchObject({ id: sampleId, deviceName: "WINDEV2404EVAL" });
    const selected = await v1.api(`${devices}/${sampleId}`).select(["id", "complianceState"]).get();
    expect(selected).toMatchObject({ id: sampleId, complianceState: "compliant" });
  });

  it("filters, counts and limits", async () => {
    const found = await v1.api(devices).filter("complianceState eq 'noncompliant'").top(5).count(true).get();
    expect(found).toMatchObject({ "@odata.count": 1, value: [{ complianceState: "noncompliant" }] });
  });

  it("follows the pages with its own iterator", async () => {
    const first = await v1.api(devices).top(2).get();
    const seen: string[] = [];
    const iterator = new PageIterator(v1, first, (device: { id: string }) => seen.push(device.id) > 0);
    await iterator.iterate();
    expect(new Set(seen).size).toBe(7);
  });

  it("reads detected apps, users, policy states and setting states", async () => {
    const apps = await beta.api(`${devices}/${sampleId}/detectedApps`).get();
    expect(apps.value).toHaveLength(4);
    expect(await v1.api(`${devices}/${sampleId}/users`).get()).toHaveProperty("value");
    const policies = await v1.api(`${devices}/${sampleId}/deviceCompliancePolicyStates`).get();
    const [{ id }] = policies.value;
    const settings = await v1.api(`${devices}/${sampleId}/deviceCompliancePolicyStates/${id}/settingStates`).get();
    expect(settings.value[0]).toMatchObject({ state: "compliant" });
  });

  it("sends a batch and reads its answers", async () => {
    const step = (id: string, path: string, dependsOn?: string[]): BatchRequestStep => ({
      id,
      request: new Request(`https://graph.microsoft.com${path}`),
      ...(dependsOn === undefined ? {} : { dependsOn }),
    });
    const content = new BatchRequestContent([
      step("1", `${devices}/${sampleId}`),
      step("2", `${devices}/11111111-2222-4333-8444-555555555555`, ["1"]),
      step("3", `${devices}?$top=1`, ["2"]),
    ]);
    const answers = new BatchResponseContent(await v1.api("/$batch").post(await content.getContent()));
    expect(["1", "2", "3"].map((id) => answers.getResponseById(id).status)).toEqual([200, 404, 424]);
    expect(await answers.getResponseById("1").json()).toMatchObject({ id: sampleId });
  });

  it("gives Graph's errors as its own", async () => {
    const failure: unknown = await v1
      .api(`${devices}/11111111-2222-4333-8444-555555555555`)
      .get()
      .catch((error) => error);
    expect(failure).toBeInstanceOf(GraphError);
    expect(failure).toMatchObject({ statusCode: 404, code: "ResourceNotFound" });
    await expect(v1.api("/deviceManagement").select("settings").get()).rejects.toMatchObject({ statusCode: 403 });
    await expect(v1.api("/me").get()).rejects.toMatchObject({ statusCode: 501 });
  });

  it("waits as Retry-After says and goes on", async () => {
    await emulator.control("PUT", "/faults", [{ status: 429, retryAfter: 1, times: 1 }]);
    const begun = performance.now();
    expect(await v1.api(`${devices}/${sampleId}`).get()).toMatchObject({ id: sampleId });
    expect(performance.now() - begun).toBeGreaterThan(900);
  });
});
