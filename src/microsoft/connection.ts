import { createHash } from "node:crypto";
import type { Secret } from "../core/secret.ts";
import { type Cloud, isHttpsOrigin, originsOf } from "./cloud.ts";
import { failure, type VerdictFailure } from "./failure.ts";

/** An app registration's own secret: the grant is `client_credentials`. */
export interface ClientSecretCredential {
  readonly kind: "client-secret";
  readonly secret: Secret;
}

/** The password grant, for configurations that still use it. `secret` is null for a public client. */
export interface PasswordCredential {
  readonly kind: "password";
  readonly secret: Secret | null;
  readonly userName: string;
  readonly password: Secret;
}

export type Credential = ClientSecretCredential | PasswordCredential;

/** How to reach one tenant: everything that a caller configures. */
export interface MicrosoftConnection {
  readonly cloud: Cloud;
  /** The tenant's GUID or one of its verified domains. */
  readonly tenantId: string;
  readonly clientId: string;
  readonly credential: Credential;
}

/** A connection that passed every check, with what follows from it. */
export interface ResolvedConnection {
  readonly outcome: "resolved";
  /** Identifies login host, tenant, app, credential, user and scope; holds hashes in the place of secrets. */
  readonly key: string;
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
  const { clientId, credential } = connection;
  const identity = [login, tenantId, clientId.toLowerCase(), scope, ...credentialIdentity(credential)];
  return { outcome: "resolved", key: JSON.stringify(identity), login, graph, tenantId, clientId, scope, credential };
}

function problemsOf({ cloud, tenantId, clientId, credential }: MicrosoftConnection): string[] {
  const origins = originsOf(cloud);
  const { secret } = credential;
  return [
    isHttpsOrigin(origins.login) ? "" : "cloud.login is not an https origin",
    isHttpsOrigin(origins.graph) ? "" : "cloud.graph is not an https origin",
    tenantProblem(tenantId, credential.kind),
    required("clientId", clientId),
    secret === null ? "" : required("secret", secret.reveal()),
    credential.kind === "password" ? required("userName", credential.userName) : "",
    credential.kind === "password" ? required("password", credential.password.reveal()) : "",
  ].filter((problem) => problem !== "");
}

const longestSetting = 4_096;

function required(name: string, value: string): string {
  if (value.trim() === "") return `${name} is missing`;
  return value.length > longestSetting ? `${name} is too long` : "";
}

/** The tenant becomes a segment of a URL, so only a GUID or a domain may pass; shared tenants name no directory. */
function tenantProblem(tenantId: string, grant: Credential["kind"]): string {
  if (tenantId.trim() === "") return "tenantId is missing";
  if (!/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(tenantId)) return "tenantId is neither a GUID nor a domain";
  const shared = grant === "password" ? ["common", "consumers"] : ["common", "consumers", "organizations"];
  return shared.includes(tenantId.toLowerCase()) ? "tenantId names no single tenant" : "";
}

/** Every part apart, so that no two credentials can be spelled to the same key. */
function credentialIdentity(credential: Credential): string[] {
  const secret = credential.secret === null ? "none" : fingerprint(credential.secret);
  if (credential.kind === "client-secret") return [credential.kind, secret];
  return [credential.kind, secret, credential.userName.toLowerCase(), fingerprint(credential.password)];
}

function fingerprint(secret: Secret): string {
  return createHash("sha256").update(secret.reveal()).digest("base64url");
}
