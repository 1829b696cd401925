import { sameSecret } from "../constant-time.ts";
import type { Tenant } from "../fleet/fleet-schema.ts";
import { isConfidential, type TenantApp } from "../fleet/identity-schema.ts";
import { checkClientAssertion } from "./client-assertion.ts";
import { type Entra, seconds } from "./entra.ts";
import { refuse, refuseAsConfigured } from "./refusal.ts";
import { required, type TokenRequest } from "./token-request.ts";

const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * Finds and authenticates the application of a token request: by a secret in the body or in HTTP Basic, or by an
 * assertion.
 *
 * @throws EntraRefusal 900144 without a client id, 9002313 when body and header disagree, 700016 for an unknown
 *   application, 7000112 for a disabled one, 700025 when a public client sends a credential, 7000218 without one,
 *   7000215 and 7000222 for a wrong and an expired secret, those of {@link checkClientAssertion}, and the
 *   application's own `refusal`
 */
export function authenticateClient(entra: Entra, tenant: Tenant, request: TokenRequest): TenantApp {
  const { form, basic } = request;
  const clientId = form.get("client_id") ?? basic?.clientId ?? required(form, "client_id");
  if (basic !== undefined && basic.clientId.toLowerCase() !== clientId.toLowerCase())
    throw refuse(9002313, "client_id");
  const app = tenant.apps.find((candidate) => candidate.clientId === clientId.toLowerCase());
  if (app === undefined) throw refuse(700016, clientId);
  if (app.disabled) throw refuse(7000112, app.clientId);
  checkCredential(entra, tenant, app, request);
  refuseAsConfigured(app.refusal, app.clientId);
  return app;
}

function checkCredential(entra: Entra, tenant: Tenant, app: TenantApp, { form, basic }: TokenRequest): void {
  const secret = form.get("client_secret") ?? basic?.secret ?? "";
  const assertion = form.get("client_assertion") ?? "";
  if (!isConfidential(app)) {
    if (secret !== "" || assertion !== "") throw refuse(700025);
  } else if (assertion !== "") {
    if (required(form, "client_assertion_type") !== jwtBearer) throw refuse(9002313, "client_assertion_type");
    checkAssertion(entra, tenant, app, assertion);
  } else {
    checkSecret(app, secret, entra.clock.now());
  }
}

function checkSecret(app: TenantApp, sent: string, now: number): void {
  if (sent === "") throw refuse(7000218);
  if (app.secret === undefined || !sameSecret(sent, app.secret)) throw refuse(7000215, app.clientId);
  if (app.secretExpires !== undefined && Date.parse(app.secretExpires) <= now) throw refuse(7000222, app.clientId);
}

function checkAssertion(entra: Entra, tenant: Tenant, app: TenantApp, assertion: string): void {
  const names = [tenant.id, ...(tenant.domain === undefined ? [] : [tenant.domain])];
  const hosts = [entra.origin(), "https://login.microsoftonline.com"];
  const replayed = entra.behaviour.current().assertionReplay === "reject";
  checkClientAssertion(app, assertion, {
    issuers: entra.state.issuers,
    audiences: hosts.flatMap((host) =>
      names.flatMap((name) => [`${host}/${name}/oauth2/v2.0/token`, `${host}/${name}/v2.0`]),
    ),
    now: seconds(entra.clock),
    replay: replayed ? entra.replay : undefined,
  });
}
