import { describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { fleetSchema } from "./fleet-schema.ts";
import { createFleetState } from "./fleet-state.ts";
import { managedDeviceSchema } from "./managed-device.ts";

const tenant = { id: "6f1b5c0e-3c1d-4b7e-9a53-0d8d1c6a2f10", name: "Contoso" };
const id = "3a7d1e52-0b64-4c1f-9d2e-7c5b8f10a6d1";
const now = "2026-01-07T04:43:04Z";

function deviceFrom(given: object) {
  const fleet = fleetSchema.parse({ tenants: [{ ...tenant, devices: [{ id, ...given }] }] });
  return createFleetState(fleet, frozenClock(now)).device(id)?.device;
}

describe("a device with its id alone", () => {
  it("has all 55 members, and a state that lets nobody in", () => {
    const device = deviceFrom({});
    expect(Object.keys(device ?? {})).toEqual(Object.keys(managedDeviceSchema.shape));
    expect(Object.keys(device ?? {})).toHaveLength(55);
    expect(device).toMatchObject({ operatingSystem: "Windows", complianceState: "unknown" });
  });

  it("is the same at every start", () => {
    expect(deviceFrom({})).toEqual(deviceFrom({}));
  });
});

describe("a device's defaults", () => {
  it.each([
    ["Windows", { manufacturer: "Dell Inc.", imei: null, deviceEnrollmentType: "windowsAzureADJoin" }],
    ["iOS", { manufacturer: "Apple", jailBroken: "False", imei: expect.stringMatching(/^\d{15}$/) }],
    ["macOS", { manufacturer: "Apple", imei: "", wiFiMacAddress: expect.stringMatching(/^[0-9a-f]{12}$/) }],
    ["Android", { managementAgent: "googleCloudDevicePolicyController", wiFiMacAddress: null }],
    ["Plan 9", { manufacturer: "", model: "" }],
    [null, { operatingSystem: null }],
  ])("are typical of %s", (operatingSystem, members) => {
    expect(deviceFrom({ operatingSystem })).toMatchObject(members);
  });

  it("put the last sync within the last hours, with seven fractional digits", () => {
    const sync = deviceFrom({})?.lastSyncDateTime ?? "";
    expect(sync).toMatch(/\.\d{7}Z$/);
    expect(Date.parse(now) - Date.parse(sync)).toBeGreaterThan(0);
    expect(Date.parse(now) - Date.parse(sync)).toBeLessThan(8 * 3_600_000);
  });

  it("end a grace period in the future, and otherwise never", () => {
    const grace = deviceFrom({ complianceState: "inGracePeriod" })?.complianceGracePeriodExpirationDateTime;
    expect(grace).toBe("2026-01-10T04:43:04.0000000Z");
    expect(deviceFrom({})?.complianceGracePeriodExpirationDateTime).toBe("9999-12-31T23:59:59.9999999Z");
  });
});

describe("a fleet document is refused", () => {
  const device = { id };
  it.each([
    ["without a tenant", { tenants: [] }],
    ["with an unknown key", { tenants: [tenant], tenant: {} }],
    ["with an unknown member of a device", { tenants: [{ ...tenant, devices: [{ id, compliant: true }] }] }],
    ["with a device without id", { tenants: [{ ...tenant, devices: [{}] }] }],
    ["with a device twice", { tenants: [{ ...tenant, devices: [device, { id: id.toUpperCase() }] }] }],
    ["with a tenant twice", { tenants: [tenant, tenant] }],
    ["with an empty secret", { tenants: [{ ...tenant, apps: [{ clientId: id, name: "x", secret: "" }] }] }],
    ["with a lifetime of nothing", { tenants: [tenant], tokenLifetime: 0 }],
  ])("%s", (_title, document) => {
    expect(fleetSchema.safeParse(document).success).toBe(false);
  });
});

it("the fleet document has a JSON Schema, so that editors complete it", () => {
  const schema = fleetSchema.toJSONSchema({ io: "input" });
  expect(JSON.stringify(schema)).toContain('"complianceState"');
  expect(schema).toMatchObject({ type: "object", additionalProperties: false });
});
