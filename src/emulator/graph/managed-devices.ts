import type { JsonObject } from "../../core/json.ts";
import type { DeviceRecord } from "../fleet/device-record.ts";
import { asListed, managedDeviceSchema } from "../fleet/managed-device.ts";
import { deviceOf } from "./find-device.ts";
import { collection, type Sequence } from "./query/collection.ts";
import { type DeviceFilter, deviceFilter } from "./query/device-filter.ts";
import { filterableOptions, readQuery } from "./query/query-options.ts";
import { selector } from "./query/select.ts";
import { contextOf, type GraphCall, selected } from "./route.ts";

/** The managedDevices collection of a tenant, and one device of it. */

const members = Object.keys(managedDeviceSchema.shape);
const type = "microsoft.graph.managedDevice";
const entitySet = "deviceManagement/managedDevices";

export function listDevices(call: GraphCall): Buffer {
  const key = JSON.stringify([call.tenant.id, call.url.href, call.behaviour]);
  return call.pages.page(key, call.state.revision(), () => devicePage(call));
}

function devicePage(call: GraphCall): JsonObject {
  const query = readQuery(call.url, filterableOptions);
  const choose = selector(query.select, members, type);
  const filter = query.filter === undefined ? undefined : deviceFilter(query.filter, call.behaviour);
  const matches = filter?.matches;
  return collection(call.url, query, {
    context: contextOf(call.version, selected(entitySet, query.select)),
    items: candidates(call, filter),
    ...(matches === undefined ? {} : { matches: ({ device }: DeviceRecord) => matches(device) }),
    pageSize: call.behaviour.pageSize,
    write: ({ device }) => choose(asListed(device)),
  });
}

/** With an Entra id in the filter there is no need to look at a hundred thousand devices. */
function candidates({ state, tenant }: GraphCall, filter: DeviceFilter | undefined): Sequence<DeviceRecord> {
  const devices = state.devicesOf(tenant.id);
  return filter?.entraId === undefined ? devices : devices.mayHaveEntraId(filter.entraId);
}

export function readDevice(call: GraphCall): JsonObject {
  const { device } = deviceOf(call);
  const { select } = readQuery(call.url, ["$select"]);
  const fragment = `${selected(entitySet, select)}/$entity`;
  return { "@odata.context": contextOf(call.version, fragment), ...selector(select, members, type)(device) };
}
