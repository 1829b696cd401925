import { type Derived, deriveFrom } from "./derive.ts";
import type { DeviceMembers } from "./device-schema.ts";
import { graphInstant, nameStamp, never, noValue } from "./graph-time.ts";
import { type ManagedDevice, managedDeviceSchema } from "./managed-device.ts";
import { platformDefaults } from "./platform-defaults.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** Fills the members that a fleet document leaves out. The result depends on the given members and `now` only. */
export function completeDevice(given: DeviceMembers, now: number): ManagedDevice {
  const operatingSystem = given.operatingSystem === undefined ? "Windows" : given.operatingSystem;
  const user = given.userDisplayName ?? given.userPrincipalName?.split("@")[0] ?? "";
  const typical = typicalDevice({ id: given.id, operatingSystem, user, derived: deriveFrom(given.id), now });
  return managedDeviceSchema.parse({
    ...typical,
    emailAddress: given.userPrincipalName ?? "",
    complianceGracePeriodExpirationDateTime: graceEnd(given.complianceState, now),
    ...given,
  });
}

/** The end of a grace period that is running, or the value that stands for none. */
export function graceEnd(complianceState: string | undefined, now: number): string {
  return complianceState === "inGracePeriod" ? graphInstant(now + 3 * day) : never;
}

export interface TypicalDevice {
  readonly id: string;
  readonly operatingSystem: string | null;
  /** Display name of the user; "" for none. */
  readonly user: string;
  readonly derived: Derived;
  readonly now: number;
}

/** A complete record as its platform typically has it, in wire order. Its state lets nobody in. */
export function typicalDevice({ id, operatingSystem, user, derived, now }: TypicalDevice): ManagedDevice {
  const enrolled = now - derived.integer("enrolled", 30, 300) * day;
  const device: ManagedDevice = {
    id,
    userId: derived.uuid("userId"),
    deviceName: null,
    managedDeviceOwnerType: "company",
    enrolledDateTime: graphInstant(enrolled, derived.digits("enrolled", 4)),
    lastSyncDateTime: graphInstant(now - derived.integer("sync", 5, 420) * minute, derived.digits("sync", 4)),
    operatingSystem,
    complianceState: "unknown",
    jailBroken: "Unknown",
    managementAgent: "mdm",
    osVersion: "",
    easActivated: false,
    easDeviceId: null,
    easActivationDateTime: noValue,
    azureADRegistered: true,
    deviceEnrollmentType: "unknown",
    activationLockBypassCode: null,
    emailAddress: "",
    azureADDeviceId: derived.uuid("azureADDeviceId"),
    deviceRegistrationState: "registered",
    deviceCategoryDisplayName: "",
    isSupervised: false,
    exchangeLastSuccessfulSyncDateTime: noValue,
    exchangeAccessState: "none",
    exchangeAccessStateReason: "none",
    remoteAssistanceSessionUrl: "",
    remoteAssistanceSessionErrorDetails: "",
    isEncrypted: true,
    userPrincipalName: "",
    model: "",
    manufacturer: "",
    imei: null,
    complianceGracePeriodExpirationDateTime: never,
    serialNumber: "0",
    phoneNumber: null,
    androidSecurityPatchLevel: null,
    userDisplayName: user,
    configurationManagerClientEnabledFeatures: null,
    wiFiMacAddress: null,
    deviceHealthAttestationState: null,
    subscriberCarrier: "",
    meid: null,
    totalStorageSpaceInBytes: 0,
    freeStorageSpaceInBytes: 0,
    managedDeviceName: `${user}_${operatingSystem ?? ""}_${nameStamp(enrolled)}`,
    partnerReportedThreatState: "unknown",
    requireUserEnrollmentApproval: null,
    managementCertificateExpirationDate: graphInstant(enrolled + 365 * day),
    iccid: "",
    udid: "",
    notes: null,
    ethernetMacAddress: null,
    physicalMemoryInBytes: 0,
    enrollmentProfileName: "",
    deviceActionResults: [],
  };
  return Object.assign(device, platformDefaults(operatingSystem, derived));
}
