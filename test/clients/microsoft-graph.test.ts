import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorAlone, emulatorAlone } from "../harness/emulator-alone.ts";
import { device, deviceCount, microsoftFleet, secretApp } from "./microsoft-fleet.ts";

/**
 * `@microsoft/microsoft-graph-client`, unmodified, in a process of its own against `sallyport emulator` in another:
 * configured by `baseUrl`, `customHosts` and NODE_EXTRA_CA_CERTS.
 */

let emulator: EmulatorAlone;
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
let answers: Record<string, any>;

beforeAll(async () => {
  emulator = await emulatorAlone((await microsoftFleet()).fleet);
  const { msal, graphClient } = emulator.facts;
  const { id: deviceId, azureADDeviceId: entraId, userId } = device;
  answers = await emulator.run("graph.mjs", { msal, graphClient, secretApp, deviceId, entraId, userId });
});
afterAll(() => emulator.remove());

const { id, azureADDeviceId } = device;

describe("the Graph client reads", () => {
  it.each([
    ["a device", { id, deviceName: device.deviceName, complianceState: "noncompliant" }],
    ["a device, other key syntax", { id }],
    ["a device, beta and in lower case", { id }],
    ["a filter by Entra id", { value: [{ id, azureADDeviceId }] }],
    ["a filter by date", { value: [] }],
    ["detected apps", { value: [{ displayName: "7-Zip 24.08 (x64)", version: "24.08" }, { displayName: null }] }],
    ["users", { value: [{ id: device.userId, userPrincipalName: device.userPrincipalName }] }],
    ["policy states", { value: [{ displayName: "Windows baseline", state: "nonCompliant", settingCount: 3 }] }],
    ["tenant settings", { settings: { secureByDefault: false, deviceComplianceCheckinThresholdDays: 30 } }],
    ["an Entra device", { deviceId: azureADDeviceId, isCompliant: false, isManaged: true, trustType: "AzureAd" }],
  ])("%s", (call, answer) => expect(answers[call]).toMatchObject(answer));

  it("of a device only what was selected", () => {
    expect(Object.keys(answers["a device, selected"])).toEqual(["@odata.context", "id", "complianceState"]);
  });

  it("as many devices as asked for, how many there are, and where the next ones are", () => {
    expect(answers["a list"]).toMatchObject({ "@odata.count": deviceCount, value: { length: 3 } });
    expect(answers["a list"]["@odata.nextLink"]).toContain(`${emulator.facts.origin}/v1.0/`);
  });

  it("the devices in a state", () => {
    const states = answers["a filter"].value.map((found: { complianceState: string }) => found.complianceState);
    expect(new Set(states)).toEqual(new Set(["noncompliant"]));
  });

  it("every page, of a list and of a filter, each device once", () => {
    const everything = answers["every page"];
    expect(new Set(everything).size).toBe(deviceCount);
    expect(everything).toHaveLength(deviceCount);
    const windows = answers["every page of a filter"];
    expect(windows.length).toBeGreaterThan(7);
    expect(new Set(windows).size).toBe(windows.length);
  });

  it("the settings of a policy, the failing one among them", () => {
    const states = answers["setting states"].value.map(({ state }: { state: string }) => state);
    expect(states).toEqual(["nonCompliant", "compliant", "compliant"]);
  });

  it("a batch, whose members fail on their own and with those that they depend on", () => {
    expect(answers["a batch"]).toMatchObject({
      device: { status: 200, body: { id } },
      unknown: { status: 404, body: { error: { code: "ResourceNotFound" } } },
      after: { status: 424, body: { error: { code: "FailedDependency" } } },
    });
  });
});

describe("the Graph client throws its own error for", () => {
  it.each([
    ["an unknown device", 404, "ResourceNotFound"],
    ["no GUID", 400, "BadRequest"],
    ["detected apps on v1.0", 400, "BadRequest"],
    ["an unknown property", 400, "BadRequest"],
    ["an Entra device, unknown", 404, "Request_ResourceNotFound"],
    ["a token that is none", 401, "InvalidAuthenticationToken"],
    ["an option that is not there", 501, "NotImplemented"],
    ["a call that is not there", 501, "NotImplemented"],
    ["a verb that is not there", 501, "NotImplemented"],
  ])("%s", (call, statusCode, code) => {
    expect(answers[call]).toMatchObject({ statusCode, code, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });
});
