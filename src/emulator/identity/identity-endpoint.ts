import type { FastifyReply, FastifyRequest } from "fastify";
import type { JsonObject } from "../../core/json.ts";
import type { Secret } from "../../core/secret.ts";
import type { EmulatorApp } from "../app.ts";
import { sameSecret } from "../constant-time.ts";
import { signAccessToken } from "../entra/access-token.ts";
import { type Entra, seconds, servicePrincipalId } from "../entra/entra.ts";
import { graphResources } from "../entra/scope.ts";
import { type FaultContext, injectFaults } from "../faults/inject.ts";
import { findIdentity, type ManagedIdentity } from "./managed-identity.ts";

/** The addresses of the two forms: a virtual machine's instance metadata service, and App Service's. */
export const metadataPath = "/metadata/identity/oauth2/token";
export const appServicePath = "/msi/token";

interface TokenQuery {
  Querystring: Readonly<Record<string, unknown>>;
}

/**
 * The managed identity endpoint, which Azure offers inside its machines. It asks for no credential; what keeps other
 * machines and web pages out is the loopback address and a header that only a program on the machine can send.
 */
export function identityEndpoint(scope: EmulatorApp, entra: Entra, header: Secret, faults: FaultContext): void {
  injectFaults(scope, "identity", faults);
  // MSAL adds a slash when AZURE_POD_IDENTITY_AUTHORITY_HOST names the host.
  for (const path of [metadataPath, `${metadataPath}/`]) {
    scope.get<TokenQuery>(path, (request, reply) => {
      const forwarded = request.headers["x-forwarded-for"] !== undefined;
      if (request.headers.metadata !== "true" || forwarded) {
        return refused(reply, "invalid_request", "Required metadata header not specified");
      }
      return answer(entra, request, reply, metadataVersion);
    });
  }
  scope.get<TokenQuery>(appServicePath, (request, reply) => {
    const sent = request.headers["x-identity-header"];
    if (typeof sent !== "string" || !sameSecret(sent, header.reveal())) {
      return refused(reply.code(401), "unauthorized", "X-IDENTITY-HEADER is missing or wrong");
    }
    return answer(entra, request, reply, appServiceVersion);
  });
}

const metadataVersion = "2018-02-01";
const appServiceVersion = "2019-08-01";

function answer(entra: Entra, request: FastifyRequest<TokenQuery>, reply: FastifyReply, version: string): FastifyReply {
  const { resource, "api-version": asked } = request.query;
  if (asked !== version) return refused(reply, "invalid_request", `api-version must be ${version}`);
  if (typeof resource !== "string") return refused(reply, "invalid_request", "resource is missing");
  if (!graphResources(entra.origin()).includes(resource.replace(/\/$/, ""))) {
    return refused(reply, "invalid_resource", `AADSTS500011: The tenant has no resource '${resource.slice(0, 200)}'.`);
  }
  if ("msi_res_id" in request.query || "mi_res_id" in request.query) {
    const what = "identities named by their resource id, which a fleet document does not have";
    return refused(reply.code(501), "not_implemented", `The Sallyport emulator does not implement ${what}.`);
  }
  const identity = findIdentity(entra.state, request.query);
  if (identity === undefined) return refused(reply, "invalid_request", "Identity not found");
  return reply.header("cache-control", "no-store").send(token(entra, identity, resource));
}

/** Every value is text here, the numbers included. */
function token(entra: Entra, { tenant, app }: ManagedIdentity, resource: string): JsonObject {
  const lifetime = entra.state.tokenLifetime;
  const now = seconds(entra.clock);
  const subject = {
    tenantId: tenant.id,
    app,
    resource: resource.replace(/\/$/, ""),
    servicePrincipalId: servicePrincipalId(tenant, app),
  };
  return {
    access_token: signAccessToken(entra.key, subject, now, lifetime),
    client_id: app.clientId,
    expires_in: String(lifetime),
    expires_on: String(now + lifetime),
    ext_expires_in: String(lifetime),
    not_before: String(now),
    resource,
    token_type: "Bearer",
  };
}

function refused(reply: FastifyReply, error: string, error_description: string): FastifyReply {
  return reply.code(reply.statusCode === 200 ? 400 : reply.statusCode).send({ error, error_description });
}
