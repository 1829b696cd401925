import { createHash } from "node:crypto";
import { type Cloud, isHttpsOrigin, originsOf } from "./cloud.ts";
import { type Credential, credentialIdentity, credentialProblems, required } from "./credential.ts";
import { failure, type VerdictFailure } from "./failure.ts";

/** How to reach one tenant: everything that a caller configures. */
export interface MicrosoftConnection {
  readonly cloud: Cloud;
  /** The tenant's GUID or one of its verified domains. */
  readonly tenantId: string;
  /** The application (client) id of the app registration. */
  readonly clientId: string;
  readonly credential: Credential;
}

/** A connection that passed every check, with what follows from it. */
export interface ResolvedConnection {
  readonly outcome: "resolved";
  /** Stands for cloud, tenant, app, credential and user; holds hashes in the place of secrets. */
  readonly key: string;
  /** Stands for cloud, tenant and app: what Graph counts calls by, and what a reading of a device belongs to. */
  readonly app: string;
  /** Stands for cloud and tenant: what is out when Graph is out. */
  readonly service: string;
  readonly login: string;
  readonly graph: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly scope: string;
  readonly credential: Credential;
}

/** Checks a connection before anything is sent; the failure's reason is `not-configured` and its chain names the setting. */
export function resolveConnection(connection: MicrosoftConnection): ResolvedConnection | VerdictFailure {
  const problems = problemsOf(connection);
  if (problems.length > 0) {
    return failure("not-configured", { causes: problems.map((problem) => `MicrosoftConnection: ${problem}`) });
  }
  const origins = originsOf(connection.cloud);
  const login = new URL(origins.login).origin;
  const graph = new URL(origins.graph).origin;
  const tenantId = connection.tenantId.toLowerCase();
  const scope = `${graph}/.default`;
  const { credential } = connection;
  const clientId = clientIdOf(connection);
  const service = digest([login, graph, tenantId]);
  const app = digest([service, clientId.toLowerCase()]);
  const key = JSON.stringify([app, ...credentialIdentity(credential)]);
  return { outcome: "resolved", key, app, service, login, graph, tenantId, clientId, scope, credential };
}

/** Short, because it becomes part of every key that is looked up. */
function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

/** A managed identity brings its own; the system-assigned one has none that anybody could set. */
function clientIdOf({ clientId, credential }: MicrosoftConnection): string {
  return credential.kind === "managed-identity" ? (credential.userAssignedClientId ?? "") : clientId;
}

function problemsOf({ cloud, tenantId, clientId, credential }: MicrosoftConnection): string[] {
  const origins = originsOf(cloud);
  return [
    isHttpsOrigin(origins.login) ? "" : "cloud.login is not an https origin",
    isHttpsOrigin(origins.graph) ? "" : "cloud.graph is not an https origin",
    tenantProblem(tenantId, credential.kind),
    credential.kind === "managed-identity" ? "" : required("clientId", clientId),
    ...credentialProblems(credential),
  ].filter((problem) => problem !== "");
}

/** The tenant becomes a segment of a URL, so only a GUID or a domain may pass; shared tenants name no directory. */
function tenantProblem(tenantId: string, grant: Credential["kind"]): string {
  if (tenantId.trim() === "") return "tenantId is missing";
  if (!/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(tenantId)) return "tenantId is neither a GUID nor a domain";
  const shared = grant === "password" ? ["common", "consumers"] : ["common", "consumers", "organizations"];
  return shared.includes(tenantId.toLowerCase()) ? "tenantId names no single tenant" : "";
}
