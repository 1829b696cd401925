import { type MicrosoftConnection, type ResolvedConnection, resolveConnection } from "./connection.ts";
import type { VerdictFailure } from "./failure.ts";

/** Resolves each connection object once: checking it and hashing its secrets takes longer than a cached verdict. */
export function resolvedConnections(): (connection: MicrosoftConnection) => ResolvedConnection | VerdictFailure {
  const resolved = new WeakMap<MicrosoftConnection, ResolvedConnection | VerdictFailure>();
  return (connection) => {
    const known = resolved.get(connection);
    if (known !== undefined) return known;
    const result = resolveConnection(connection);
    resolved.set(connection, result);
    return result;
  };
}
