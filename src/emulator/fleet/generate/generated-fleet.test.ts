import { describe, expect, it } from "vitest";
import { managedDeviceSchema } from "../managed-device.ts";
import { generateSchema } from "./generate-schema.ts";
import { generatedApps } from "./generated-apps.ts";
import { createGeneratedFleet } from "./generated-fleet.ts";

const tenant = { id: "6f1b5c0e-3c1d-4b7e-9a53-0d8d1c6a2f10", domain: "contoso.example" };
const now = Date.parse("2026-01-07T04:43:04Z");
const fleetOf = (spec: object) => createGeneratedFleet(generateSchema.parse({ count: 2000, ...spec }), tenant, now);

const fleet = fleetOf({});
const devices = Array.from({ length: fleet.count }, (_, index) => fleet.at(index));

describe("a generated fleet", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(fleetOf({}).at(77)).toEqual(fleet.at(77));
    expect(fleetOf({ seed: "x" }).at(77).id).not.toBe(fleet.at(77).id);
  });

  it("consists of complete records in wire order", () => {
    for (const device of devices.slice(0, 200)) {
      expect(managedDeviceSchema.parse(device)).toEqual(device);
      expect(Object.keys(device)).toEqual(Object.keys(managedDeviceSchema.shape));
    }
  });

  it("has an id of its own for every device, which finds it again", () => {
    expect(new Set(devices.map(({ id }) => id)).size).toBe(devices.length);
    expect(devices.every(({ id }, index) => fleet.indexOf(id) === index)).toBe(true);
    expect(fleet.indexOf("3a7d1e52-0b64-4c1f-9d2e-7c5b8f10a6d1")).toBeUndefined();
    expect(fleet.indexOf("")).toBeUndefined();
  });

  it("finds devices by Entra id, a left-over of an earlier enrolment included", () => {
    const original = fleet.at(48);
    expect(fleet.indexesOfEntraId(original.azureADDeviceId ?? "")).toEqual([48, 49]);
    expect(fleet.at(49)).toMatchObject({
      azureADDeviceId: original.azureADDeviceId,
      serialNumber: original.serialNumber,
      complianceState: "noncompliant",
    });
  });

  it("has the asked mix, roughly", () => {
    const share = (test: (device: (typeof devices)[number]) => boolean) => devices.filter(test).length / devices.length;
    expect(share(({ operatingSystem }) => operatingSystem === "Windows")).toBeCloseTo(0.56, 1);
    expect(share(({ complianceState }) => complianceState === "compliant")).toBeCloseTo(0.79, 1);
    const phones = fleetOf({
      mix: { windows: 0, ios: 1, ipados: 0, macos: 0, android: 0 },
      states: { configManager: 0 },
    });
    expect(phones.at(3).operatingSystem).toBe("iOS");
  });

  it("has what makes real tenants hard", () => {
    expect(devices).toContainEqual(
      expect.objectContaining({ azureADDeviceId: "00000000-0000-0000-0000-000000000000" }),
    );
    expect(devices).toContainEqual(expect.objectContaining({ userPrincipalName: "", userId: null }));
    expect(devices).toContainEqual(expect.objectContaining({ serialNumber: "SystemSerialNumber" }));
    expect(devices).toContainEqual(
      expect.objectContaining({ managedDeviceOwnerType: "personal", operatingSystem: "iOS" }),
    );
    const month = now - 30 * 86_400_000;
    expect(devices.filter(({ lastSyncDateTime }) => Date.parse(lastSyncDateTime) < month).length).toBeGreaterThan(20);
  });

  it("shows no apps of Android devices and of personal Windows devices", () => {
    for (const device of devices) {
      const hidden = device.operatingSystem === "Windows" && device.managedDeviceOwnerType === "personal";
      if (hidden || device.operatingSystem === "Android") expect(generatedApps(device)).toEqual([]);
    }
  });
});

it("a mix of nothing is refused", () => {
  const none = { windows: 0, ios: 0, ipados: 0, macos: 0, android: 0 };
  expect(generateSchema.safeParse({ count: 1, mix: none }).success).toBe(false);
});
