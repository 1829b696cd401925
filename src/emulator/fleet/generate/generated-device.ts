import { graceEnd, typicalDevice } from "../complete-device.ts";
import type { Derived } from "../derive.ts";
import { graphInstant, noValue } from "../graph-time.ts";
import type { ManagedDevice } from "../managed-device.ts";
import type { GenerateSpec, Platform } from "./generate-schema.ts";
import { modelOf } from "./models.ts";
import type { Person } from "./people.ts";

/** What is decided about a generated device before its record is written. */
export interface DeviceTraits {
  readonly id: string;
  readonly azureADDeviceId: string;
  readonly platform: Platform;
  readonly complianceState: keyof GenerateSpec["states"];
  readonly person: Person;
  readonly derived: Derived;
  readonly now: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const zeroGuid = "00000000-0000-0000-0000-000000000000";

const operatingSystems: Readonly<Record<Platform, string>> = {
  windows: "Windows",
  ios: "iOS",
  ipados: "iPadOS",
  macos: "macOS",
  android: "Android",
};

/** A device with what makes real tenants hard: personal and shared devices, stale syncs, missing ids, sentinels. */
export function generatedDevice(traits: DeviceTraits): ManagedDevice {
  const { id, platform, complianceState, derived, now } = traits;
  const operatingSystem = operatingSystems[platform];
  const device = typicalDevice({ id, operatingSystem, user: traits.person.displayName, derived, now });
  const traitsOf: Partial<ManagedDevice> = {
    complianceState,
    complianceGracePeriodExpirationDateTime: graceEnd(complianceState, now),
    azureADDeviceId: traits.azureADDeviceId,
    emailAddress: traits.person.userPrincipalName,
    userPrincipalName: traits.person.userPrincipalName,
  };
  // Assigned into the new record: to spread it once more would copy 55 members of each of 100,000 devices.
  return Object.assign(
    device,
    traitsOf,
    modelOf(platform, derived),
    staleness(complianceState, derived, now),
    ownership(platform, derived),
    sharing(derived),
    identity(derived),
    protection(platform, derived),
    complianceState === "configManager" ? configurationManager : {},
  );
}

/** Most devices synced today; some were forgotten in a drawer. One that was never evaluated has just enrolled. */
function staleness(complianceState: string, derived: Derived, now: number): Partial<ManagedDevice> {
  if (complianceState === "unknown") {
    const enrolled = graphInstant(now - derived.integer("new", 1, 90) * minute, derived.digits("new", 4));
    return { enrolledDateTime: enrolled, lastSyncDateTime: enrolled };
  }
  if (!derived.chance("stale", 0.06)) return {};
  const days = derived.integer("staleDays", 8, 200);
  const enrolled = now - (days + derived.integer("staleEnrolled", 30, 700)) * day;
  return { lastSyncDateTime: graphInstant(now - days * day), enrolledDateTime: graphInstant(enrolled) };
}

function ownership(platform: Platform, derived: Derived): Partial<ManagedDevice> {
  const personal: Readonly<Record<Platform, number>> = {
    windows: 0.04,
    ios: 0.3,
    ipados: 0.1,
    macos: 0.08,
    android: 0.4,
  };
  if (!derived.chance("personal", personal[platform])) return {};
  const owned = { managedDeviceOwnerType: "personal", isSupervised: false, enrollmentProfileName: "" };
  if (platform === "android") return { ...owned, deviceEnrollmentType: "userEnrollment", serialNumber: "0", imei: "" };
  return {
    ...owned,
    deviceEnrollmentType: "userEnrollment",
    phoneNumber: platform === "windows" ? null : "+********12",
  };
}

/** A shared device belongs to nobody: the user is empty, in one of two ways. */
function sharing(derived: Derived): Partial<ManagedDevice> {
  if (!derived.chance("shared", 0.03)) return {};
  const nobody = derived.chance("sharedNull", 0.5) ? null : "";
  return { userId: nobody, userPrincipalName: "", userDisplayName: nobody, emailAddress: "" };
}

/** A device without an Entra identity says so in one of two ways; some serial numbers are a vendor's placeholder. */
function identity(derived: Derived): Partial<ManagedDevice> {
  const placeholder = derived.chance("placeholderSerial", 0.01) ? { serialNumber: "SystemSerialNumber" } : {};
  if (!derived.chance("unregistered", 0.015)) return placeholder;
  const azureADDeviceId = derived.chance("unregisteredZero", 0.7) ? zeroGuid : "";
  return { ...placeholder, azureADDeviceId, azureADRegistered: null, deviceRegistrationState: "notRegistered" };
}

function protection(platform: Platform, derived: Derived): Partial<ManagedDevice> {
  const jailBroken = platform === "ios" && derived.chance("jailBroken", 0.003) ? { jailBroken: "True" } : {};
  const encrypted = derived.chance("unencrypted", 0.04) ? { isEncrypted: false } : {};
  const threat = derived.chance("threat", 0.3)
    ? { partnerReportedThreatState: derived.pick("threatState", ["activated", "secured", "secured", "lowSeverity"]) }
    : {};
  const activated = derived.chance("eas", 0.2) ? { easActivated: true, easActivationDateTime: noValue } : {};
  return { ...jailBroken, ...encrypted, ...threat, ...activated };
}

const configurationManager: Partial<ManagedDevice> = {
  managementAgent: "configurationManagerClientMdm",
  deviceEnrollmentType: "windowsCoManagement",
  configurationManagerClientEnabledFeatures: {
    inventory: true,
    modernApps: false,
    resourceAccess: false,
    deviceConfiguration: false,
    compliancePolicy: false,
    windowsUpdateForBusiness: false,
  },
};
