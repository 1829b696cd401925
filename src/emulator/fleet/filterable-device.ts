import type { ManagedDevice } from "./managed-device.ts";

/** The members that a list of devices can be filtered or searched by. */
export type FilterableDevice = Pick<
  ManagedDevice,
  | "id"
  | "deviceName"
  | "enrolledDateTime"
  | "lastSyncDateTime"
  | "operatingSystem"
  | "complianceState"
  | "jailBroken"
  | "managementAgent"
  | "azureADDeviceId"
  | "deviceCategoryDisplayName"
  | "userPrincipalName"
  | "serialNumber"
>;

/** Written out, so that all of them have one shape and a filter reads 100,000 of them in milliseconds. */
export function filterablePart(device: ManagedDevice): FilterableDevice {
  return {
    id: device.id,
    deviceName: device.deviceName,
    enrolledDateTime: device.enrolledDateTime,
    lastSyncDateTime: device.lastSyncDateTime,
    operatingSystem: device.operatingSystem,
    complianceState: device.complianceState,
    jailBroken: device.jailBroken,
    managementAgent: device.managementAgent,
    azureADDeviceId: device.azureADDeviceId,
    deviceCategoryDisplayName: device.deviceCategoryDisplayName,
    userPrincipalName: device.userPrincipalName,
    serialNumber: device.serialNumber,
  };
}
