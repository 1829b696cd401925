import { servicePrincipalId } from "../entra/entra.ts";
import type { Tenant } from "../fleet/fleet-schema.ts";
import type { FleetState } from "../fleet/fleet-state.ts";
import type { TenantApp } from "../fleet/identity-schema.ts";

export interface ManagedIdentity {
  readonly tenant: Tenant;
  readonly app: TenantApp;
}

/** The identity that the query names by client id or object id, or the system-assigned one when it names none. */
export function findIdentity(
  state: Pick<FleetState, "tenants">,
  query: Readonly<Record<string, unknown>>,
): ManagedIdentity | undefined {
  const identities = state.tenants.flatMap((tenant) =>
    tenant.apps.filter((app) => app.managedIdentity !== undefined).map((app) => ({ tenant, app })),
  );
  const clientId = lower(query.client_id);
  const objectId = lower(query.object_id) ?? lower(query.principal_id);
  return identities.find(({ tenant, app }) => {
    if (clientId !== undefined) return app.clientId === clientId;
    if (objectId !== undefined) return servicePrincipalId(tenant, app) === objectId;
    return app.managedIdentity === "system";
  });
}

function lower(value: unknown): string | undefined {
  return typeof value === "string" ? value.toLowerCase() : undefined;
}
