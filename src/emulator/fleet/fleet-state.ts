import type { Clock } from "../../core/clock.ts";
import { completeDevice } from "./complete-device.ts";
import { completeApp, type DetectedApp } from "./detected-app.ts";
import type { DeviceChange, Fleet, GivenDevice, Tenant } from "./fleet-schema.ts";
import { type ManagedDevice, managedDeviceSchema } from "./managed-device.ts";

/** A device of the running fleet. Records are replaced, never changed in place. */
export interface DeviceRecord {
  readonly tenantId: string;
  readonly device: ManagedDevice;
  readonly detectedApps: readonly DetectedApp[];
}

/** The fleet as it is now: the document plus what the control API changed. Ids are compared without case. */
export interface FleetState {
  readonly tenants: readonly Tenant[];
  readonly tokenLifetime: number;
  /** By tenant id or verified domain. */
  tenant(idOrDomain: string): Tenant | undefined;
  devices(): readonly DeviceRecord[];
  devicesOf(tenantId: string): readonly DeviceRecord[];
  device(id: string): DeviceRecord | undefined;
  /** Merges members into a device. Returns `undefined` when there is no such device. */
  change(id: string, change: DeviceChange): DeviceRecord | undefined;
  /** Undoes every change. */
  reset(): void;
}

export function createFleetState(fleet: Fleet, clock: Clock): FleetState {
  const load = (): Map<string, DeviceRecord> => {
    const now = clock.now();
    const records = fleet.tenants.flatMap((tenant) => tenant.devices.map((given) => newRecord(tenant.id, given, now)));
    return new Map(records.map((record) => [record.device.id, record]));
  };
  let records = load();
  return {
    tenants: fleet.tenants,
    tokenLifetime: fleet.tokenLifetime,
    tenant(idOrDomain) {
      const wanted = idOrDomain.toLowerCase();
      return fleet.tenants.find((tenant) => tenant.id === wanted || tenant.domain === wanted);
    },
    devices: () => [...records.values()],
    devicesOf: (tenantId) => [...records.values()].filter((record) => record.tenantId === tenantId),
    device: (id) => records.get(id.toLowerCase()),
    change(id, change) {
      const record = records.get(id.toLowerCase());
      if (record === undefined) return undefined;
      const changed = changedRecord(record, change);
      records.set(record.device.id, changed);
      return changed;
    },
    reset() {
      records = load();
    },
  };
}

function newRecord(tenantId: string, given: GivenDevice, now: number): DeviceRecord {
  const { detectedApps, ...members } = given;
  const device = completeDevice(members, now);
  return { tenantId, device, detectedApps: detectedApps.map((app) => completeApp(app, device.operatingSystem)) };
}

function changedRecord(record: DeviceRecord, change: DeviceChange): DeviceRecord {
  const { detectedApps, ...members } = change;
  const device = managedDeviceSchema.parse({ ...record.device, ...members });
  const apps = detectedApps?.map((app) => completeApp(app, device.operatingSystem));
  return { ...record, device, detectedApps: apps ?? record.detectedApps };
}
