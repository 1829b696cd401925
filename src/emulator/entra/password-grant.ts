import type { JsonObject } from "../../core/json.ts";
import { sameSecret } from "../constant-time.ts";
import { deriveFrom } from "../fleet/derive.ts";
import type { Tenant } from "../fleet/fleet-schema.ts";
import type { TenantApp, TenantUser } from "../fleet/identity-schema.ts";
import { signAccessToken } from "./access-token.ts";
import { type Entra, type Grant, seconds, servicePrincipalId } from "./entra.ts";
import { signIdToken } from "./id-token.ts";
import { refuse, refuseAsConfigured } from "./refusal.ts";
import { graphAppId, graphResources, readScope, type ScopeRequest } from "./scope.ts";
import { required } from "./token-request.ts";

/**
 * The resource owner password credentials grant (RFC 6749 section 4.3).
 *
 * @throws EntraRefusal 900144 for a missing field, 28002, 70011, 500011 for the scope, 50034 for an unknown user, 50126
 *   for a wrong password, 50076 when the account needs MFA, 65001 without consent
 */
export const password: Grant = (entra, tenant, app, { form }) => {
  const userName = required(form, "username");
  const given = required(form, "password");
  const scope = readScope(required(form, "scope"), graphResources(entra.origin()));
  const user = authenticateUser(tenant, userName, given);
  requireConsent(app, scope);
  return tokens(entra, tenant, app, user, scope, form.get("client_info") === "1");
};

function authenticateUser(tenant: Tenant, userName: string, given: string): TenantUser {
  const user = tenant.users.find((candidate) => candidate.userName.toLowerCase() === userName.toLowerCase());
  if (user === undefined) throw refuse(50034, userName);
  // Entra checks the password before any policy, so that MFA shows only to those who know the password.
  if (!sameSecret(given, user.password)) throw refuse(50126);
  if (user.mfa) throw refuse(50076, graphAppId);
  refuseAsConfigured(user.refusal, user.userName);
  return user;
}

function requireConsent(app: TenantApp, scope: ScopeRequest): void {
  const granted = app.permissions.delegated;
  const missing = scope.permissions.some((permission) => permission !== ".default" && !granted.includes(permission));
  if (granted.length === 0 || missing) throw refuse(65001, app.clientId);
}

/** Entra grants every delegated permission that was consented to, whichever of them the request names. */
function tokens(
  entra: Entra,
  tenant: Tenant,
  app: TenantApp,
  user: TenantUser,
  scope: ScopeRequest,
  wantsClientInfo: boolean,
): JsonObject {
  const { resource, openId } = scope;
  const { userName } = user;
  const granted = app.permissions.delegated;
  const objectId = deriveFrom(`${tenant.id}/${userName.toLowerCase()}`).uuid("user");
  const lifetime = entra.state.tokenLifetime;
  const now = seconds(entra.clock);
  const subject = {
    tenantId: tenant.id,
    app,
    resource,
    user: { objectId, userName, scopes: [...granted, "profile", "openid", "email"] },
    servicePrincipalId: servicePrincipalId(tenant, app),
  };
  const identity = { origin: entra.origin(), tenantId: tenant.id, clientId: app.clientId, objectId, userName };
  const named = [...granted, ...(scope.permissions.includes(".default") ? [".default"] : [])];
  const clientInfo = JSON.stringify({ uid: objectId, utid: tenant.id });
  return {
    token_type: "Bearer",
    scope: ["profile", "openid", "email", ...named.map((permission) => `${resource}/${permission}`)].join(" "),
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: signAccessToken(entra.key, subject, now, lifetime),
    ...(openId.has("offline_access") ? { refresh_token: entra.random.bytes(48).toString("base64url") } : {}),
    ...(openId.has("openid") ? { id_token: signIdToken(entra.key, identity, now, lifetime) } : {}),
    ...(wantsClientInfo ? { client_info: Buffer.from(clientInfo).toString("base64url") } : {}),
  };
}
