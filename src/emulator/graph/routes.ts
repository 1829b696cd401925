import { listPolicyStates, listSettingStates } from "./compliance-states.ts";
import { listDetectedApps } from "./detected-apps.ts";
import { listUsers } from "./device-users.ts";
import { readEntraDevice } from "./entra-device.ts";
import { listDevices, readDevice } from "./managed-devices.ts";
import type { GraphRoute } from "./route.ts";
import { readTenantSettings } from "./tenant-settings.ts";

const devices = ["DeviceManagementManagedDevices.Read.All", "DeviceManagementManagedDevices.ReadWrite.All"];
const settings = [
  "DeviceManagementConfiguration.Read.All",
  "DeviceManagementConfiguration.ReadWrite.All",
  "DeviceManagementServiceConfig.Read.All",
  "DeviceManagementServiceConfig.ReadWrite.All",
];

const device = "deviceManagement/managedDevices/{}";

/** Every address that the emulated Graph has, besides `$batch`. */
export const graphRoutes: readonly GraphRoute[] = [
  { method: "GET", pattern: "deviceManagement", permissions: settings, answer: readTenantSettings },
  { method: "GET", pattern: "deviceManagement/managedDevices", permissions: devices, answer: listDevices },
  { method: "GET", pattern: device, permissions: devices, answer: readDevice },
  {
    method: "GET",
    pattern: `${device}/detectedApps`,
    permissions: devices,
    lane: "detectedApps",
    answer: listDetectedApps,
  },
  { method: "GET", pattern: `${device}/users`, permissions: devices, answer: listUsers },
  {
    method: "GET",
    pattern: `${device}/deviceCompliancePolicyStates`,
    permissions: devices,
    answer: listPolicyStates,
  },
  {
    method: "GET",
    pattern: `${device}/deviceCompliancePolicyStates/{}/settingStates`,
    permissions: devices,
    answer: listSettingStates,
  },
  {
    method: "GET",
    pattern: "devices(deviceId)/{}",
    permissions: ["Device.Read.All", "Device.ReadWrite.All", "Directory.Read.All"],
    directory: true,
    answer: readEntraDevice,
  },
];
