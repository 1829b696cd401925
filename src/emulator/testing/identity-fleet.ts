import type { FleetDocument } from "../fleet/fleet-schema.ts";
import { tenantId } from "./example-fleet.ts";

export const identityId = "93f0b0d4-6f7c-4a35-8d0e-0a1b2c3d4e5f";
export const namedIdentityId = "a4e1c1e5-708d-4b46-9e1f-1b2c3d4e5f60";

/** A tenant with a system-assigned and a user-assigned managed identity. */
export function identityFleet(): FleetDocument {
  const permissions = { application: ["DeviceManagementManagedDevices.Read.All"] };
  return {
    tenants: [
      {
        id: tenantId,
        name: "Contoso",
        apps: [
          { clientId: identityId, name: "Machine", managedIdentity: "system", permissions },
          { clientId: namedIdentityId, name: "Workload", managedIdentity: "user", permissions },
        ],
        generate: { count: 5 },
      },
    ],
  };
}
