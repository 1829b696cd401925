import { sameSecret } from "../constant-time.ts";
import type { Tenant, TenantApp } from "../fleet/fleet-schema.ts";
import { notImplemented, refuse } from "./refusal.ts";
import { required, type TokenRequest } from "./token-request.ts";

/**
 * Finds and authenticates the application of a token request, with the secret in the body or in HTTP Basic.
 *
 * @throws EntraRefusal 900144 without a client id, 9002313 when body and header disagree, 700016 for an unknown
 *   application, 700025 when a public client sends a secret, 7000218 without a secret, 7000215 for a wrong one
 */
export function authenticateClient(tenant: Tenant, request: TokenRequest): TenantApp {
  const { form, basic } = request;
  const clientId = form.get("client_id") ?? basic?.clientId ?? required(form, "client_id");
  if (basic !== undefined && basic.clientId.toLowerCase() !== clientId.toLowerCase())
    throw refuse(9002313, "client_id");
  const app = tenant.apps.find((candidate) => candidate.clientId === clientId.toLowerCase());
  if (app === undefined) throw refuse(700016, clientId);
  if (form.has("client_assertion")) throw notImplemented("client assertions; use a client secret");
  checkSecret(app, form.get("client_secret") ?? basic?.secret);
  return app;
}

function checkSecret(app: TenantApp, sent: string | undefined): void {
  const given = sent === undefined || sent === "" ? undefined : sent;
  if (app.secret === undefined) {
    if (given !== undefined) throw refuse(700025);
    return;
  }
  if (given === undefined) throw refuse(7000218);
  if (!sameSecret(given, app.secret)) throw refuse(7000215, app.clientId);
}
