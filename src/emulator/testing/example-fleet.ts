import { join } from "node:path";
import { readConfigFile } from "../../core/config-file.ts";
import { type FleetDocument, fleetSchema } from "../fleet/fleet-schema.ts";

export const tenantId = "6f1b5c0e-3c1d-4b7e-9a53-0d8d1c6a2f10";
export const clientId = "2c9d7e44-8f0b-4a6e-b1f7-5f1f6f0c9a21";
export const clientSecret = "s3cr3t~of+the&app";
export const userName = "intune-reader@contoso.example";
export const userPassword = "p4ssw0rd of the user";
export const sampleId = "f61dc341-c9c9-40c1-abbd-6997016f4c9e";

/** Besides what the example has: an app without permissions, a public app, and a user with MFA. */
export const otherApps = {
  unprivileged: "00000000-aaaa-4aaa-8aaa-000000000001",
  public: "00000000-aaaa-4aaa-8aaa-000000000002",
} as const;
export const mfaUser = "global-admin@contoso.example";

/** The fleet of examples/mtls-intune, tokens resolved, plus a second tenant. */
export async function exampleFleet(): Promise<FleetDocument> {
  const file = join(import.meta.dirname, "../../../examples/mtls-intune/emulator/fleet.json");
  const values = new Map([
    ["intune.client.secret", clientSecret],
    ["intune.admin.password", userPassword],
  ]);
  const fleet = await readConfigFile(file, fleetSchema, (name) => values.get(name));
  const [contoso] = fleet.tenants;
  if (contoso === undefined) throw new Error("the example has no tenant");
  const delegated = { application: [], delegated: ["DeviceManagementManagedDevices.Read.All"] };
  const none = { application: [], delegated: [] };
  return {
    ...fleet,
    tenants: [
      {
        ...contoso,
        apps: [
          ...contoso.apps,
          { clientId: otherApps.unprivileged, name: "No permissions", secret: clientSecret, permissions: none },
          { clientId: otherApps.public, name: "Public", permissions: delegated },
        ],
        users: [...contoso.users, { userName: mfaUser, password: userPassword, mfa: true }],
      },
      {
        id: "7a2c6d1f-4d2e-4c8f-8b64-1e9e2d7b3a21",
        name: "Fabrikam",
        apps: contoso.apps,
        devices: [{ id: "9e9e9e9e-9e9e-4e9e-9e9e-9e9e9e9e9e9e" }],
      },
    ],
  };
}
