import { z } from "zod";
import { givenAppSchema } from "./detected-app.ts";
import { managedDeviceSchema } from "./managed-device.ts";

/** The fleet document (`emulator/fleet.json`): tenants with their apps, users and devices. Tokens are resolved before. */

const guid = z.guid().toLowerCase();
const permissions = z.array(z.string().min(1).max(256)).max(64).default([]);

const appSchema = z.strictObject({
  clientId: guid.describe("The application (client) id."),
  name: z.string().max(256).describe("The display name."),
  secret: z.string().min(1).max(1024).optional().describe("The client secret. Absent for a public client."),
  permissions: z
    .strictObject({
      application: permissions.describe("Granted to the app itself."),
      delegated: permissions.describe("Granted to the app on behalf of its users."),
    })
    .prefault({})
    .describe("Graph permissions with consent: application for client credentials, delegated for the password grant."),
});

const userSchema = z.strictObject({
  userName: z.string().min(1).max(256).describe("The user principal name."),
  password: z.string().min(1).max(1024).describe("The password. Write it as a token."),
  mfa: z.boolean().default(false).describe("Whether sign-in demands MFA, which ends the password grant."),
});

const givenApps = z.array(givenAppSchema).max(10_000);

const deviceSchema = managedDeviceSchema
  .partial()
  .required({ id: true })
  .extend({ detectedApps: givenApps.default([]) })
  .describe("A managedDevice. Members that are not given get values typical of its operatingSystem.");

/** What the control API may change about a device. */
export const deviceChangeSchema = managedDeviceSchema.omit({ id: true }).partial().extend({
  detectedApps: givenApps.optional(),
});

const tenantSchema = z.strictObject({
  id: guid.describe("The directory (tenant) id."),
  domain: z.hostname().toLowerCase().optional().describe("A verified domain; usable in place of the tenant id."),
  name: z.string().max(256).describe("The display name."),
  apps: z.array(appSchema).max(1000).default([]).describe("App registrations."),
  users: z.array(userSchema).max(10_000).default([]).describe("Accounts for the password grant."),
  devices: z.array(deviceSchema).max(100_000).default([]).describe("Managed devices; see below."),
});

export const fleetSchema = z
  .strictObject({
    $schema: z.string().optional(),
    tokenLifetime: z.int().min(1).max(86_400).default(3599).describe("Lifetime of access tokens in seconds."),
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
export type TenantApp = Tenant["apps"][number];
export type TenantUser = Tenant["users"][number];
export type GivenDevice = Tenant["devices"][number];
export type DeviceChange = z.output<typeof deviceChangeSchema>;
