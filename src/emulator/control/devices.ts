import { z } from "zod";
import type { DeviceRecord } from "../fleet/device-record.ts";
import type { FilterableDevice } from "../fleet/filterable-device.ts";
import type { FleetState } from "../fleet/fleet-state.ts";

/** What the list of devices may be asked. */
export const deviceQuerySchema = z.strictObject({
  search: z.string().max(256).default(""),
  state: z.string().max(128).optional(),
  top: z.coerce.number().int().min(1).max(1000).default(1000),
  skip: z.coerce.number().int().min(0).default(0),
});

type DeviceQuery = z.output<typeof deviceQuerySchema>;

/** The devices that fit, and how many there are of them. */
export interface FoundDevices {
  readonly total: number;
  readonly records: readonly DeviceRecord[];
}

/** Searches names, serial numbers, users and ids of every tenant, without case. */
export async function findDevices(state: FleetState, query: DeviceQuery): Promise<FoundDevices> {
  const wanted = query.search.trim().toLowerCase();
  const everything = wanted === "" && query.state === undefined;
  const end = query.skip + query.top;
  const records: DeviceRecord[] = [];
  let total = 0;
  for (const tenant of state.tenants) {
    const devices = state.devicesOf(tenant.id);
    const partOf = everything ? undefined : await devices.filterable();
    for (let index = 0; index < devices.length; index += 1) {
      if (partOf !== undefined && !fits(partOf(index), wanted, query.state)) continue;
      // Devices that are only counted need not be made.
      const record = total >= query.skip && total < end ? devices.at(index) : undefined;
      if (record !== undefined) records.push(record);
      total += 1;
    }
  }
  return { total, records };
}

function fits(device: FilterableDevice | undefined, wanted: string, state: string | undefined): boolean {
  if (device === undefined) return false;
  if (state !== undefined && device.complianceState !== state) return false;
  if (wanted === "") return true;
  const { id, azureADDeviceId, deviceName, serialNumber, userPrincipalName, operatingSystem } = device;
  return [id, azureADDeviceId, deviceName, serialNumber, userPrincipalName, operatingSystem].some((text) =>
    text?.toLowerCase().includes(wanted),
  );
}
