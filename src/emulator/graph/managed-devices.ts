import type { JsonObject } from "../../core/json.ts";
import type { DeviceRecord, FleetState } from "../fleet/fleet-state.ts";
import { asListed } from "../fleet/managed-device.ts";
import { pageOf, refuseUnknownOptions } from "./page.ts";
import type { GraphPath } from "./path.ts";
import { GraphRefusal, graphProblems } from "./refusal.ts";

/** The managedDevices collection of one tenant and what hangs below it. */

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The resource as Intune's own messages name it. */
export function internalPath(id?: string): string {
  const key = id === undefined ? "" : `('${encodeURIComponent(id.slice(0, 200))}')`;
  return `/deviceManagement/managedDevices${key}`;
}

/** @throws GraphRefusal 400 for an id that is no GUID, 404 for one that this tenant does not have */
function findDevice(state: FleetState, tenantId: string, id: string): DeviceRecord {
  if (!guid.test(id)) throw new GraphRefusal(graphProblems.malformedId(internalPath(id)));
  const record = state.device(id);
  if (record === undefined || record.tenantId !== tenantId) {
    throw new GraphRefusal(graphProblems.unknownId(internalPath(id)));
  }
  return record;
}

export function readDevice(state: FleetState, tenantId: string, id: string, path: GraphPath, url: URL): JsonObject {
  const { device } = findDevice(state, tenantId, id);
  refuseUnknownOptions(url);
  return { "@odata.context": context(path, "managedDevices/$entity"), ...device };
}

export function listDevices(state: FleetState, tenantId: string, path: GraphPath, url: URL): JsonObject {
  const devices = state.devicesOf(tenantId).map((record) => asListed(record.device));
  return collection(devices, context(path, "managedDevices"), url);
}

export function listDetectedApps(
  state: FleetState,
  tenantId: string,
  id: string,
  path: GraphPath,
  url: URL,
): JsonObject {
  // The v1.0 model has no relation from a device to its apps.
  if (path.version === "v1.0") throw new GraphRefusal(graphProblems.unknownSegment("detectedApps"));
  const { device, detectedApps } = findDevice(state, tenantId, id);
  return collection(detectedApps, context(path, `managedDevices('${device.id}')/detectedApps`), url);
}

function collection(items: readonly JsonObject[], contextUrl: string, url: URL): JsonObject {
  const page = pageOf(items, url);
  return {
    "@odata.context": contextUrl,
    "@odata.count": items.length,
    ...(page.nextLink === undefined ? {} : { "@odata.nextLink": page.nextLink }),
    value: page.items,
  };
}

/** Clients compare the context with Microsoft's documentation, so it names the real service, unlike the next link. */
function context(path: GraphPath, fragment: string): string {
  return `https://graph.microsoft.com/${path.version}/$metadata#deviceManagement/${fragment}`;
}
