import type { Clock } from "../../core/clock.ts";
import { changedRecord, type DeviceRecord } from "./device-record.ts";
import type { DeviceChange } from "./device-schema.ts";
import type { Fleet, Tenant } from "./fleet-schema.ts";
import type { ForeignIssuer } from "./identity-schema.ts";
import { type DeviceList, loadTenant } from "./tenant-devices.ts";

/** The fleet as it is now: the document plus what the control API changed. Ids are compared without case. */
export interface FleetState {
  readonly tenants: readonly Tenant[];
  readonly issuers: readonly ForeignIssuer[];
  readonly tokenLifetime: number;
  /** Another number after every change. */
  revision(): number;
  /** By tenant id or verified domain. */
  tenant(idOrDomain: string): Tenant | undefined;
  devicesOf(tenantId: string): DeviceList;
  device(id: string): DeviceRecord | undefined;
  /** Merges members into a device. Returns `undefined` when there is no such device. */
  change(id: string, change: DeviceChange): DeviceRecord | undefined;
  /** Undoes every change. */
  reset(): void;
  /** Ends what is made in the background. */
  close(): void;
}

export function createFleetState(fleet: Fleet, clock: Clock): FleetState {
  const closed = new AbortController();
  const tenants = new Map(fleet.tenants.map((tenant) => [tenant.id, loadTenant(tenant, clock.now(), closed.signal)]));
  let revision = 0;
  const found = (id: string) => {
    for (const home of tenants.values()) {
      const record = home.find(id.toLowerCase());
      if (record !== undefined) return { home, record };
    }
    return undefined;
  };
  return {
    tenants: fleet.tenants,
    issuers: fleet.issuers,
    tokenLifetime: fleet.tokenLifetime,
    revision: () => revision,
    tenant(idOrDomain) {
      const wanted = idOrDomain.toLowerCase();
      return fleet.tenants.find((tenant) => tenant.id === wanted || tenant.domain === wanted);
    },
    devicesOf: (tenantId) => tenants.get(tenantId)?.list ?? noDevices,
    device: (id) => found(id)?.record,
    change(id, change) {
      const { home, record } = found(id) ?? {};
      if (home === undefined || record === undefined) return undefined;
      const changed = changedRecord(record, change);
      home.replace(changed);
      revision += 1;
      return changed;
    },
    reset() {
      for (const tenant of tenants.values()) tenant.reset();
      revision += 1;
    },
    close: () => closed.abort(),
  };
}

const noDevices: DeviceList = {
  length: 0,
  at: () => undefined,
  mayHaveEntraId: () => [],
  filterable: async () => () => undefined,
};
