import type { DeviceRecord } from "../fleet/device-record.ts";
import { GraphRefusal, graphProblems } from "./refusal.ts";
import type { GraphCall } from "./route.ts";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The resource as Intune's own messages name it. */
export function internalPath(id?: string): string {
  const key = id === undefined ? "" : `('${encodeURIComponent(id.slice(0, 200))}')`;
  return `/deviceManagement/managedDevices${key}`;
}

/**
 * The device that the first key of the path names.
 *
 * @throws GraphRefusal 400 for an id that is no GUID, 404 for one that this tenant does not have
 */
export function deviceOf({ state, tenant, keys }: GraphCall): DeviceRecord {
  const [id = ""] = keys;
  if (!guid.test(id)) throw new GraphRefusal(graphProblems.malformedId(internalPath(id)));
  const record = state.device(id);
  if (record === undefined || record.tenantId !== tenant.id) {
    throw new GraphRefusal(graphProblems.unknownId(internalPath(id)));
  }
  return record;
}
