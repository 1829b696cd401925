import { z } from "zod";

/**
 * The managedDevice resource of Graph v1.0. The order of the members is the order on the wire, and parsing restores it.
 *
 * @see https://learn.microsoft.com/graph/api/resources/intune-devices-manageddevice
 */

const longestText = 4096;
const text = z.string().max(longestText);
const textOrNull = text.nullable();
const instant = z.iso.datetime();
const count = z.int().min(0);
const guid = z.guid().toLowerCase();

/** Real tenants send members that Microsoft's lists lack, so every enumeration is an open string with known examples. */
const openEnum = (...members: string[]) => z.string().max(128).meta({ examples: members });

const features = z.strictObject({
  inventory: z.boolean(),
  modernApps: z.boolean(),
  resourceAccess: z.boolean(),
  deviceConfiguration: z.boolean(),
  compliancePolicy: z.boolean(),
  windowsUpdateForBusiness: z.boolean(),
});

const jsonObject = z.record(z.string().max(128), z.json());

export const managedDeviceSchema = z.strictObject({
  id: guid,
  userId: textOrNull,
  deviceName: textOrNull,
  managedDeviceOwnerType: openEnum("unknown", "company", "personal"),
  enrolledDateTime: instant,
  lastSyncDateTime: instant,
  operatingSystem: textOrNull,
  complianceState: openEnum(
    "unknown",
    "compliant",
    "noncompliant",
    "conflict",
    "error",
    "inGracePeriod",
    "configManager",
  ),
  jailBroken: textOrNull,
  managementAgent: openEnum("mdm", "easMdm", "configurationManagerClientMdm", "googleCloudDevicePolicyController"),
  osVersion: textOrNull,
  easActivated: z.boolean(),
  easDeviceId: textOrNull,
  easActivationDateTime: instant,
  azureADRegistered: z.boolean().nullable(),
  deviceEnrollmentType: openEnum("unknown", "userEnrollment", "appleBulkWithUser", "windowsAzureADJoin"),
  activationLockBypassCode: textOrNull,
  emailAddress: textOrNull,
  azureADDeviceId: textOrNull,
  deviceRegistrationState: openEnum("notRegistered", "registered", "revoked", "keyConflict", "unknown"),
  deviceCategoryDisplayName: textOrNull,
  isSupervised: z.boolean(),
  exchangeLastSuccessfulSyncDateTime: instant,
  exchangeAccessState: openEnum("none", "unknown", "allowed", "blocked", "quarantined"),
  exchangeAccessStateReason: openEnum("none", "unknown", "compliant", "notCompliant", "notEnrolled"),
  remoteAssistanceSessionUrl: textOrNull,
  remoteAssistanceSessionErrorDetails: textOrNull,
  isEncrypted: z.boolean(),
  userPrincipalName: textOrNull,
  model: textOrNull,
  manufacturer: textOrNull,
  imei: textOrNull,
  complianceGracePeriodExpirationDateTime: instant,
  serialNumber: textOrNull,
  phoneNumber: textOrNull,
  androidSecurityPatchLevel: textOrNull,
  userDisplayName: textOrNull,
  configurationManagerClientEnabledFeatures: features.nullable(),
  wiFiMacAddress: textOrNull,
  deviceHealthAttestationState: jsonObject.nullable(),
  subscriberCarrier: textOrNull,
  meid: textOrNull,
  totalStorageSpaceInBytes: count,
  freeStorageSpaceInBytes: count,
  managedDeviceName: textOrNull,
  partnerReportedThreatState: openEnum("unknown", "activated", "secured", "lowSeverity", "highSeverity", "compromised"),
  requireUserEnrollmentApproval: z.boolean().nullable(),
  managementCertificateExpirationDate: instant,
  iccid: textOrNull,
  udid: textOrNull,
  notes: textOrNull,
  ethernetMacAddress: textOrNull,
  physicalMemoryInBytes: count,
  enrollmentProfileName: textOrNull,
  deviceActionResults: z.array(jsonObject).max(100).nullable(),
});

export type ManagedDevice = z.output<typeof managedDeviceSchema>;

/** What a list answers in place of the members that Graph computes only for a read by id. */
const valuesInLists = {
  activationLockBypassCode: null,
  remoteAssistanceSessionUrl: null,
  iccid: null,
  udid: null,
  notes: null,
  ethernetMacAddress: null,
  physicalMemoryInBytes: 0,
} as const satisfies Partial<ManagedDevice>;

/** A device as a member of a list answer. */
export function asListed(device: ManagedDevice): ManagedDevice {
  return { ...device, ...valuesInLists };
}
