import { completeDevice } from "./complete-device.ts";
import type { GivenPolicy } from "./compliance.ts";
import { completeApp, type DetectedApp } from "./detected-app.ts";
import type { DeviceChange, GivenDevice, PrimaryUser } from "./device-schema.ts";
import { generatedApps } from "./generate/generated-apps.ts";
import { type ManagedDevice, managedDeviceSchema } from "./managed-device.ts";

/** A device of the running fleet. Records are replaced, never changed in place. */
export interface DeviceRecord {
  readonly tenantId: string;
  readonly device: ManagedDevice;
  readonly detectedApps: readonly DetectedApp[];
  /** `undefined`: typical ones, by platform and state. */
  readonly compliancePolicies: readonly GivenPolicy[] | undefined;
  /** `undefined`: the user of the record. */
  readonly primaryUser: PrimaryUser | undefined;
}

export function generatedRecord(tenantId: string, device: ManagedDevice): DeviceRecord {
  return {
    tenantId,
    device,
    get detectedApps() {
      return generatedApps(device);
    },
    compliancePolicies: undefined,
    primaryUser: undefined,
  };
}

export function givenRecord(tenantId: string, given: GivenDevice, now: number): DeviceRecord {
  const { detectedApps, compliancePolicies, primaryUser, ...members } = given;
  const device = completeDevice(members, now);
  const apps = detectedApps.map((app) => completeApp(app, device.operatingSystem));
  return { tenantId, device, detectedApps: apps, compliancePolicies, primaryUser };
}

export function changedRecord(record: DeviceRecord, change: DeviceChange): DeviceRecord {
  const { detectedApps, compliancePolicies, primaryUser, ...members } = change;
  const device = managedDeviceSchema.parse({ ...record.device, ...members });
  const apps = detectedApps?.map((app) => completeApp(app, device.operatingSystem));
  return {
    tenantId: record.tenantId,
    device,
    detectedApps: apps ?? record.detectedApps,
    compliancePolicies: compliancePolicies ?? record.compliancePolicies,
    primaryUser: primaryUser === undefined ? record.primaryUser : primaryUser,
  };
}
