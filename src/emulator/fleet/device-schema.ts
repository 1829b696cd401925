import { z } from "zod";
import { givenPolicySchema } from "./compliance.ts";
import { givenAppSchema } from "./detected-app.ts";
import { managedDeviceSchema } from "./managed-device.ts";

/** A device as a person writes it in the fleet document, and as the control API changes it. */

const givenApps = z.array(givenAppSchema).max(10_000);
const givenPolicies = z.array(givenPolicySchema).max(100);

const primaryUser = z
  .strictObject({
    id: z.guid().toLowerCase(),
    userPrincipalName: z.string().max(256),
    displayName: z.string().max(256).default(""),
  })
  .nullable()
  .describe("Who `users` names: null for nobody. Absent: the user of the record.");

const besides = {
  detectedApps: givenApps,
  compliancePolicies: givenPolicies.describe("Absent: a baseline of the platform, in the state of the device."),
  primaryUser,
};

export const deviceSchema = managedDeviceSchema
  .partial()
  .required({ id: true })
  .extend({
    detectedApps: besides.detectedApps.default([]),
    compliancePolicies: besides.compliancePolicies.optional(),
    primaryUser: besides.primaryUser.optional(),
  })
  .describe("A managedDevice. Members that are not given get values typical of its operatingSystem.");

/** What the control API may change about a device. */
export const deviceChangeSchema = managedDeviceSchema.omit({ id: true }).partial().extend({
  detectedApps: besides.detectedApps.optional(),
  compliancePolicies: besides.compliancePolicies.optional(),
  primaryUser: besides.primaryUser.optional(),
});

export type GivenDevice = z.output<typeof deviceSchema>;
export type DeviceChange = z.output<typeof deviceChangeSchema>;
export type PrimaryUser = z.output<typeof primaryUser>;
/** The members of the managedDevice itself. */
export type DeviceMembers = Omit<GivenDevice, "detectedApps" | "compliancePolicies" | "primaryUser">;
