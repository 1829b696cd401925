import { deriveFrom } from "./derive.ts";
import type { GivenDevice } from "./fleet-schema.ts";
import { graphInstant, nameStamp, never, noValue } from "./graph-time.ts";
import { type ManagedDevice, managedDeviceSchema } from "./managed-device.ts";
import { platformDefaults } from "./platform-defaults.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** Fills the members that a fleet document leaves out. The result depends on the given members and `now` only. */
export function completeDevice(given: Omit<GivenDevice, "detectedApps">, now: number): ManagedDevice {
  const derived = deriveFrom(given.id);
  const operatingSystem = given.operatingSystem === undefined ? "Windows" : given.operatingSystem;
  const enrolled = now - derived.integer("enrolled", 30, 300) * day;
  const user = given.userDisplayName ?? given.userPrincipalName?.split("@")[0] ?? "";
  const graceEnd = given.complianceState === "inGracePeriod" ? graphInstant(now + 3 * day) : never;
  return managedDeviceSchema.parse({
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
    emailAddress: given.userPrincipalName ?? "",
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
    complianceGracePeriodExpirationDateTime: graceEnd,
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
    ...platformDefaults(operatingSystem, derived),
    ...given,
  });
}
