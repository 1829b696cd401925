import { z } from "zod";

/** Why a device is or is not compliant: per-policy states and their settings, as Graph reports them. */

/** The states of a policy or a setting. Unlike a device's own state, `nonCompliant` has a capital C. */
const complianceStatus = z
  .string()
  .max(64)
  .meta({ examples: ["compliant", "nonCompliant", "error", "notApplicable"] });
const textOrNull = z.string().max(1024).nullable();

const givenSettingSchema = z.strictObject({
  setting: z
    .string()
    .min(1)
    .max(256)
    .describe("Class and property, such as Windows10CompliancePolicy.bitLockerEnabled."),
  state: complianceStatus.default("nonCompliant"),
  currentValue: textOrNull.default(null),
  errorCode: z.int().default(0),
  errorDescription: textOrNull.default(null),
});

export const givenPolicySchema = z.strictObject({
  id: z.guid().toLowerCase().optional(),
  displayName: z.string().max(256),
  platformType: z.string().max(64).optional().describe("Absent: the platform of the device."),
  state: complianceStatus.default("nonCompliant"),
  version: z.int().min(0).default(1),
  settings: z.array(givenSettingSchema).max(200).default([]),
});

export type GivenPolicy = z.output<typeof givenPolicySchema>;

const platformTypes: Readonly<Record<string, string>> = {
  windows: "windows10AndLater",
  ios: "iOS",
  ipados: "iOS",
  macos: "macOS",
  android: "androidForWork",
};

export function platformTypeOf(operatingSystem: string | null): string {
  return platformTypes[operatingSystem?.toLowerCase() ?? ""] ?? "all";
}

interface PlatformPolicy {
  readonly displayName: string;
  /** The first is the one that fails on a device that is not compliant. */
  readonly settings: readonly [string, ...string[]];
}

const typical: Readonly<Record<string, PlatformPolicy>> = {
  windows10AndLater: {
    displayName: "Windows baseline",
    settings: [
      "Windows10CompliancePolicy.bitLockerEnabled",
      "Windows10CompliancePolicy.osMinimumVersion",
      "Windows10CompliancePolicy.secureBootEnabled",
    ],
  },
  iOS: {
    displayName: "iOS baseline",
    settings: ["IosCompliancePolicy.osMinimumVersion", "IosCompliancePolicy.passcodeRequired"],
  },
  macOS: {
    displayName: "macOS baseline",
    settings: [
      "MacOSCompliancePolicy.storageRequireEncryption",
      "MacOSCompliancePolicy.systemIntegrityProtectionEnabled",
    ],
  },
  androidForWork: {
    displayName: "Android baseline",
    settings: [
      "AndroidWorkProfileCompliancePolicy.passwordRequired",
      "AndroidWorkProfileCompliancePolicy.osMinimumVersion",
    ],
  },
};

const statusOf: Readonly<Record<string, string>> = {
  compliant: "compliant",
  configManager: "compliant",
  noncompliant: "nonCompliant",
  inGracePeriod: "nonCompliant",
  conflict: "conflict",
  error: "error",
};

/** The policies of a device that names none: one baseline of its platform, in the state that explains the device's. */
export function typicalPolicies(operatingSystem: string | null, complianceState: string): readonly GivenPolicy[] {
  const policy = typical[platformTypeOf(operatingSystem)];
  const state = statusOf[complianceState];
  if (policy === undefined || state === undefined) return [];
  const settings = policy.settings.map((setting, index) => ({
    setting,
    state: index === 0 ? state : "compliant",
    currentValue: null,
    errorCode: 0,
    errorDescription: null,
  }));
  return [{ displayName: policy.displayName, state, version: 1, settings }];
}
