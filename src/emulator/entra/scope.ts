import { refuse } from "./refusal.ts";

/** What a `scope` parameter asks for, sorted. */
export interface ScopeRequest {
  /** The resource without a trailing slash: `https://graph.microsoft.com`. */
  readonly resource: string;
  /** Permission names at the resource; `.default` stands for all that were consented to. */
  readonly permissions: readonly string[];
  readonly openId: ReadonlySet<string>;
}

export const graphAppId = "00000003-0000-0000-c000-000000000000";
const graph = "https://graph.microsoft.com";
const openIdScopes = new Set(["openid", "profile", "email", "offline_access"]);
/** RFC 6749, appendix A.4: scope tokens of printable ASCII without quote and backslash. */
const wellFormed = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/** The resource identifiers that name the emulated Graph. Other clouds' Graph hosts are other resources. */
export function graphResources(origin: string): readonly string[] {
  return [graph, graphAppId, origin];
}

/**
 * Reads a `scope` parameter. A bare permission name belongs to Graph.
 *
 * @throws EntraRefusal 28002 when it is not well formed, 70011 when it mixes resources, or `.default` with permissions,
 *   500011 when the resource is not Graph
 */
export function readScope(scope: string, resources: readonly string[]): ScopeRequest {
  if (!wellFormed.test(scope)) throw refuse(28002, scope);
  const tokens = scope.split(" ");
  const asked = tokens.filter((token) => !openIdScopes.has(token)).map(splitScope);
  const resource = asked[0]?.resource ?? graph;
  const permissions = asked.map(({ permission }) => permission);
  const mixed = asked.some((item) => item.resource !== resource);
  if (mixed || (permissions.includes(".default") && permissions.length > 1)) throw refuse(70011, scope);
  if (!resources.includes(resource)) throw refuse(500011, resource);
  return { resource, permissions, openId: new Set(tokens.filter((token) => openIdScopes.has(token))) };
}

function splitScope(token: string): { resource: string; permission: string } {
  const slash = token.lastIndexOf("/");
  if (slash === -1) return { resource: graph, permission: token };
  return { resource: token.slice(0, slash).replace(/\/$/, ""), permission: token.slice(slash + 1) };
}
