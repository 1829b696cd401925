import { z } from "zod";
import { behaviourSchema } from "../behaviour/behaviour.ts";
import { deviceSchema } from "./device-schema.ts";
import { generateSchema } from "./generate/generate-schema.ts";
import { appSchema, guid, issuerSchema, userSchema } from "./identity-schema.ts";

/** The fleet document (`emulator/fleet.json`): tenants with their apps, users and devices. Tokens are resolved before. */

const settingsSchema = z
  .strictObject({
    deviceComplianceCheckinThresholdDays: z
      .int()
      .min(1)
      .max(120)
      .default(30)
      .describe("Days without check-in after which a device is not compliant."),
    isScheduledActionEnabled: z.boolean().default(true).describe("Whether actions for noncompliance are scheduled."),
    secureByDefault: z.boolean().default(false).describe("Whether a device without a policy is not compliant."),
  })
  .prefault({})
  .describe("The tenant's Intune settings.");

const tenantSchema = z.strictObject({
  id: guid.describe("The directory (tenant) id."),
  domain: z.hostname().toLowerCase().optional().describe("A verified domain; usable in place of the tenant id."),
  name: z.string().max(256).describe("The display name."),
  apps: z.array(appSchema).max(1000).default([]).describe("App registrations."),
  users: z.array(userSchema).max(10_000).default([]).describe("Accounts for the password grant."),
  intune: z.boolean().default(true).describe("Whether the tenant has Intune; without it Graph answers 401."),
  settings: settingsSchema,
  devices: z.array(deviceSchema).max(100_000).default([]).describe("Managed devices; see below."),
  generate: generateSchema.optional(),
});

export const fleetSchema = z
  .strictObject({
    $schema: z.string().optional(),
    tokenLifetime: z.int().min(1).max(86_400).default(3599).describe("Lifetime of access tokens in seconds."),
    issuers: z
      .array(issuerSchema)
      .max(100)
      .default([])
      .describe("Issuers of federated assertions that apps may trust."),
    behaviour: behaviourSchema,
    tenants: z.array(tenantSchema).min(1).max(1000).describe("The tenants that exist."),
  })
  .superRefine((fleet, context) => {
    const unique = (what: string, values: readonly string[]): void => {
      for (const value of repeated(values))
        context.addIssue({ code: "custom", message: `${what} ${value} is given twice` });
    };
    unique(
      "tenant",
      fleet.tenants.map((tenant) => tenant.id),
    );
    unique(
      "domain",
      fleet.tenants.flatMap((tenant) => tenant.domain ?? []),
    );
    unique(
      "device",
      fleet.tenants.flatMap((tenant) => tenant.devices.map((device) => device.id)),
    );
    for (const tenant of fleet.tenants) {
      unique(
        "app",
        tenant.apps.map((app) => app.clientId),
      );
      unique(
        "user",
        tenant.users.map((user) => user.userName.toLowerCase()),
      );
    }
  });

function repeated(values: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(values.filter((value) => seen.size === seen.add(value).size));
}

/** The fleet as a person writes it, tokens already replaced. */
export type FleetDocument = z.input<typeof fleetSchema>;
/** The fleet after validation, defaults filled in. */
export type Fleet = z.output<typeof fleetSchema>;
export type Tenant = Fleet["tenants"][number];
