import type { Derived } from "./derive.ts";
import type { ManagedDevice } from "./managed-device.ts";

/** What a record of each platform typically holds. An unset string is "" on one platform and null on another, as in the field. */

type PlatformDefaults = (derived: Derived) => Partial<ManagedDevice>;

const gigabyte = 1024 ** 3;

const windows: PlatformDefaults = (derived) => ({
  deviceName: `DESKTOP-${derived.hex("deviceName", 7)}`,
  jailBroken: "Unknown",
  osVersion: "10.0.22631.4317",
  deviceEnrollmentType: "windowsAzureADJoin",
  model: "Latitude 7450",
  manufacturer: "Dell Inc.",
  serialNumber: derived.hex("serialNumber", 7),
  wiFiMacAddress: derived.hex("wiFiMacAddress", 12),
  ethernetMacAddress: derived.hex("ethernetMacAddress", 12),
  totalStorageSpaceInBytes: 475 * gigabyte,
  freeStorageSpaceInBytes: derived.integer("free", 50, 400) * gigabyte,
});

const ios: PlatformDefaults = (derived) => ({
  deviceName: "iPhone",
  jailBroken: "False",
  osVersion: "17.6.1",
  deviceEnrollmentType: "appleBulkWithUser",
  isSupervised: true,
  model: "iPhone 15",
  manufacturer: "Apple",
  imei: derived.digits("imei", 15),
  meid: derived.digits("meid", 14),
  serialNumber: derived.hex("serialNumber", 10),
  phoneNumber: "",
  wiFiMacAddress: derived.hex("wiFiMacAddress", 12).toLowerCase(),
  subscriberCarrier: "",
  iccid: derived.digits("iccid", 20),
  udid: `00008120-${derived.hex("udid", 16)}`,
  totalStorageSpaceInBytes: 128 * gigabyte,
  freeStorageSpaceInBytes: derived.integer("free", 10, 100) * gigabyte,
  enrollmentProfileName: "iPhone, supervised",
});

const macOS: PlatformDefaults = (derived) => ({
  deviceName: "MacBook Pro",
  jailBroken: "Unknown",
  osVersion: "14.6.1 (23G93)",
  deviceEnrollmentType: "userEnrollment",
  model: "MacBook Pro",
  manufacturer: "Apple",
  imei: "",
  meid: "",
  serialNumber: derived.hex("serialNumber", 10),
  wiFiMacAddress: derived.hex("wiFiMacAddress", 12).toLowerCase(),
  udid: derived.uuid("udid").toUpperCase(),
  totalStorageSpaceInBytes: 494 * gigabyte,
  freeStorageSpaceInBytes: derived.integer("free", 50, 400) * gigabyte,
});

/** Fully managed: no wireless or Ethernet address, and an enrolment type that only the beta documentation lists. */
const android: PlatformDefaults = (derived) => ({
  deviceName: `AndroidEnterprise_${derived.hex("deviceName", 6)}`,
  jailBroken: "False",
  managementAgent: "googleCloudDevicePolicyController",
  osVersion: "14.0",
  deviceEnrollmentType: "androidEnterpriseFullyManaged",
  model: "Pixel 8",
  manufacturer: "Google",
  imei: derived.digits("imei", 15),
  meid: "",
  serialNumber: derived.hex("serialNumber", 14),
  phoneNumber: "",
  androidSecurityPatchLevel: "2024-08-01",
  totalStorageSpaceInBytes: 128 * gigabyte,
  freeStorageSpaceInBytes: derived.integer("free", 10, 100) * gigabyte,
});

const platforms: Readonly<Record<string, PlatformDefaults>> = { windows, ios, ipados: ios, macos: macOS, android };

export function platformDefaults(operatingSystem: string | null, derived: Derived): Partial<ManagedDevice> {
  return platforms[operatingSystem?.toLowerCase() ?? ""]?.(derived) ?? {};
}
