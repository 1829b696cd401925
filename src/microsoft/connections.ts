import { LRUCache } from "lru-cache";
import { isSameCloud } from "./cloud.ts";
import { type MicrosoftConnection, type ResolvedConnection, resolveConnection } from "./connection.ts";
import { isSameCredential } from "./credential.ts";
import type { VerdictFailure } from "./failure.ts";

interface Known {
  readonly connection: MicrosoftConnection;
  readonly resolved: ResolvedConnection | VerdictFailure;
}

const mostTenants = 500;
/** Connections remembered for one tenant: as many apps and credentials as nodes may alternate between. */
const mostOfTenant = 20;

/**
 * Resolves what is the same connection once: checking it and hashing its secrets takes longer than a cached verdict. What it
 * says counts and not which object says it, for a caller may make it anew for every question.
 */
export function resolvedConnections(): (connection: MicrosoftConnection) => ResolvedConnection | VerdictFailure {
  const tenants = new LRUCache<string, readonly Known[]>({ max: mostTenants });
  return (connection) => {
    const known = tenants.get(connection.tenantId) ?? [];
    for (const other of known) if (isSame(connection, other.connection)) return other.resolved;
    const resolved = resolveConnection(connection);
    tenants.set(connection.tenantId, [{ connection, resolved }, ...known.slice(0, mostOfTenant - 1)]);
    return resolved;
  };
}

function isSame(one: MicrosoftConnection, other: MicrosoftConnection): boolean {
  return (
    one.tenantId === other.tenantId &&
    one.clientId === other.clientId &&
    isSameCloud(one.cloud, other.cloud) &&
    isSameCredential(one.credential, other.credential)
  );
}
