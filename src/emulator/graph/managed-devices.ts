import type { JsonObject } from "../../core/json.ts";
import type { DeviceRecord } from "../fleet/device-record.ts";
import { asListed, managedDeviceSchema } from "../fleet/managed-device.ts";
import { deviceOf } from "./find-device.ts";
import { type CollectionAnswer, collection } from "./query/collection.ts";
import { type DeviceFilter, deviceFilter } from "./query/device-filter.ts";
import { filterableOptions, readQuery } from "./query/query-options.ts";
import { selector } from "./query/select.ts";
import { contextOf, type GraphCall, selected } from "./route.ts";

/** The managedDevices collection of a tenant, and one device of it. */

const members = Object.keys(managedDeviceSchema.shape);
const type = "microsoft.graph.managedDevice";
const entitySet = "deviceManagement/managedDevices";

export async function listDevices(call: GraphCall): Promise<Buffer> {
  const query = readQuery(call.url, filterableOptions);
  const choose = selector(query.select, members, type);
  const filter = query.filter === undefined ? undefined : deviceFilter(query.filter, call.behaviour);
  const candidates = await candidatesOf(call, filter);
  const key = JSON.stringify([call.tenant.id, call.url.href, call.behaviour]);
  return call.pages.page(key, call.state.revision(), () =>
    collection(call.url, query, {
      context: contextOf(call.version, selected(entitySet, query.select)),
      ...candidates,
      pageSize: call.behaviour.pageSize,
      write: ({ device }) => choose(asListed(device)),
    }),
  );
}

type Candidates = Pick<CollectionAnswer<DeviceRecord>, "items" | "matches">;

/** With an Entra id in the filter there is no need to look at a hundred thousand devices. */
async function candidatesOf({ state, tenant }: GraphCall, filter: DeviceFilter | undefined): Promise<Candidates> {
  const devices = state.devicesOf(tenant.id);
  const { matches, entraId } = filter ?? {};
  if (matches === undefined) return { items: devices };
  const some = entraId === undefined ? undefined : devices.mayHaveEntraId(entraId);
  const partOf = some === undefined ? await devices.filterable() : (index: number) => some[index]?.device;
  const fits = (index: number): boolean => {
    const part = partOf(index);
    return part !== undefined && matches(part);
  };
  return { items: some ?? devices, matches: fits };
}

export function readDevice(call: GraphCall): JsonObject {
  const { device } = deviceOf(call);
  const { select } = readQuery(call.url, ["$select"]);
  const fragment = `${selected(entitySet, select)}/$entity`;
  return { "@odata.context": contextOf(call.version, fragment), ...selector(select, members, type)(device) };
}
