import type { VerdictFailure } from "../failure.ts";
import type { DeviceIdKind } from "../verdicts/options.ts";
import { readDeviceByEntraId } from "./entra-device.ts";
import { isEntraDeviceId } from "./entra-id.ts";
import type { GraphClient, GraphOperation } from "./graph-client.ts";
import { type ManagedDevice, readManagedDevice } from "./managed-device.ts";

/** How a device is to be found. */
export interface DeviceSearch {
  readonly deviceId: string;
  readonly idKind: DeviceIdKind;
  readonly severalMatches: "refuse" | "newest-sync";
}

/** The record of a device by the id that the caller holds. With `entra`, `isEntraDeviceId` must have accepted it. */
export async function findDevice(
  graph: GraphClient,
  operation: GraphOperation,
  { deviceId, idKind, severalMatches }: DeviceSearch,
): Promise<ManagedDevice | VerdictFailure> {
  if (idKind === "entra") return readDeviceByEntraId(graph, operation, deviceId, severalMatches);
  const found = await readManagedDevice(graph, operation, deviceId);
  const isUnknown = found.outcome === "failure" && found.reason === "device-not-found";
  // Phones have been given Intune's id where Entra's was asked for, and the other way round.
  const mayBeEntras = idKind === "either" && isEntraDeviceId(deviceId);
  return isUnknown && mayBeEntras ? readDeviceByEntraId(graph, operation, deviceId, severalMatches) : found;
}
