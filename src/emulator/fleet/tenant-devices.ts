import { type DeviceRecord, generatedRecord, givenRecord } from "./device-record.ts";
import type { FilterableDevice } from "./filterable-device.ts";
import type { Tenant } from "./fleet-schema.ts";
import { createFilterableFleet } from "./generate/filterable-fleet.ts";
import { createGeneratedFleet, type GeneratedFleet } from "./generate/generated-fleet.ts";

/** The devices of a tenant: those of the document first, then the generated ones, made when they are looked at. */
export interface DeviceList {
  readonly length: number;
  /** @param index from 0 to `length` - 1 */
  at(index: number): DeviceRecord | undefined;
  /** At least every device whose Entra id is this one, without reading the others; the caller compares. */
  mayHaveEntraId(entraId: string): readonly DeviceRecord[];
  /**
   * What every device can be filtered by, by its index: cheap to read, unlike the device. The first call takes as long
   * as making all of them, during which other work goes on.
   */
  filterable(): Promise<FilterableAt>;
}

export type FilterableAt = (index: number) => FilterableDevice | undefined;

/** A tenant's devices, with the changes that were made to them. */
export interface TenantDevices {
  readonly list: DeviceList;
  find(id: string): DeviceRecord | undefined;
  replace(record: DeviceRecord): void;
  /** Undoes every change. */
  reset(): void;
}

/** @param closed ends what is made in the background */
export function loadTenant(tenant: Tenant, now: number, closed: AbortSignal): TenantDevices {
  const fresh = tenant.devices.map((device) => givenRecord(tenant.id, device, now));
  const given = [...fresh];
  const positions = new Map(given.map((record, index) => [record.device.id, index]));
  const generated = generatedFor(tenant, now);
  const changed = new Map<string, DeviceRecord>();
  const filterableFleet = createFilterableFleet(generated, closed);

  const made = (index: number): DeviceRecord => {
    const record = generatedRecord(tenant.id, generated.at(index));
    return changed.size === 0 ? record : (changed.get(record.device.id) ?? record);
  };
  const at = (index: number): DeviceRecord | undefined => {
    if (index < given.length) return given[index];
    return index < given.length + generated.count ? made(index - given.length) : undefined;
  };
  return {
    list: {
      length: given.length + generated.count,
      at,
      mayHaveEntraId: (entraId) => {
        const found = generated.indexesOfEntraId(entraId.toLowerCase()).map(made);
        // A changed device may have got any Entra id, also one that its number does not tell.
        return [...given, ...new Set([...found, ...changed.values()])];
      },
      async filterable() {
        const made = await filterableFleet();
        return (index) => {
          if (index < given.length) return given[index]?.device;
          const device = made[index - given.length];
          return device === undefined || changed.size === 0 ? device : (changed.get(device.id)?.device ?? device);
        };
      },
    },
    find(id) {
      const index = generated.indexOf(id);
      return index === undefined ? given[positions.get(id) ?? -1] : made(index);
    },
    replace(record) {
      const position = positions.get(record.device.id);
      if (position === undefined) changed.set(record.device.id, record);
      else given[position] = record;
    },
    reset() {
      given.splice(0, given.length, ...fresh);
      changed.clear();
    },
  };
}

function generatedFor(tenant: Tenant, now: number): GeneratedFleet {
  const domain = tenant.domain ?? `${tenant.id.slice(0, 8)}.example`;
  const spec = tenant.generate;
  if (spec === undefined) return { count: 0, at: none, indexOf: () => undefined, indexesOfEntraId: () => [] };
  return createGeneratedFleet(spec, { id: tenant.id, domain }, now);
}

function none(): never {
  throw new RangeError("an empty fleet has no device");
}
