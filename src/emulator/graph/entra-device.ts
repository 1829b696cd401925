import type { Json, JsonObject } from "../../core/json.ts";
import { deriveFrom } from "../fleet/derive.ts";
import { noValue } from "../fleet/graph-time.ts";
import type { ManagedDevice } from "../fleet/managed-device.ts";
import { readQuery } from "./query/query-options.ts";
import { selector } from "./query/select.ts";
import { GraphRefusal, graphProblems } from "./refusal.ts";
import { contextOf, type GraphCall, selected } from "./route.ts";

/** The same device as the directory knows it: `GET /devices(deviceId='{entra id}')`, by its alternate key alone. */

const type = "microsoft.graph.device";
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const zeroGuid = "00000000-0000-0000-0000-000000000000";
/** The application id of Intune, which manages every device here. */
const intune = "0000000a-0000-0000-c000-000000000000";

const members = [
  "id",
  "accountEnabled",
  "approximateLastSignInDateTime",
  "complianceExpirationDateTime",
  "deviceId",
  "deviceOwnership",
  "displayName",
  "isCompliant",
  "isManaged",
  "isRooted",
  "managementType",
  "manufacturer",
  "mdmAppId",
  "model",
  "operatingSystem",
  "operatingSystemVersion",
  "registrationDateTime",
  "trustType",
];

/**
 * Of several records with the same Entra id the one that synced last speaks for the device.
 *
 * @throws GraphRefusal 400 for a key that is no GUID, 404 for a device that the directory does not have
 */
export function readEntraDevice(call: GraphCall): JsonObject {
  const [key = ""] = call.keys;
  if (!guid.test(key)) throw new GraphRefusal(graphProblems.malformedEntraId(key));
  const wanted = key.toLowerCase();
  const [latest] = call.state
    .devicesOf(call.tenant.id)
    .mayHaveEntraId(wanted)
    .map(({ device }) => device)
    .filter(({ azureADDeviceId }) => wanted !== zeroGuid && azureADDeviceId?.toLowerCase() === wanted)
    .toSorted((one, other) => Date.parse(other.lastSyncDateTime) - Date.parse(one.lastSyncDateTime));
  if (latest === undefined) throw new GraphRefusal(graphProblems.unknownEntraId(key));
  const { select } = readQuery(call.url, ["$select"]);
  const fragment = `${selected("devices", select)}/$entity`;
  return {
    "@odata.context": contextOf(call.version, fragment),
    ...selector(select, members, type)(asEntraDevice(latest)),
  };
}

function asEntraDevice(device: ManagedDevice): Readonly<Record<string, Json>> {
  const deviceId = device.azureADDeviceId?.toLowerCase() ?? "";
  return {
    // A third id, which resolves nothing at Intune.
    id: deriveFrom(deviceId).uuid("objectId"),
    accountEnabled: true,
    approximateLastSignInDateTime: device.lastSyncDateTime,
    complianceExpirationDateTime: null,
    deviceId,
    deviceOwnership: device.managedDeviceOwnerType === "personal" ? "Personal" : "Company",
    displayName: device.deviceName,
    isCompliant: device.complianceState === "compliant" || device.complianceState === "inGracePeriod",
    isManaged: true,
    isRooted: device.jailBroken === "True",
    managementType: "MDM",
    manufacturer: device.manufacturer,
    mdmAppId: intune,
    model: device.model,
    operatingSystem: device.operatingSystem,
    operatingSystemVersion: device.osVersion,
    registrationDateTime: device.enrolledDateTime === noValue ? null : device.enrolledDateTime,
    trustType: device.managedDeviceOwnerType === "personal" ? "Workplace" : "AzureAd",
  };
}
