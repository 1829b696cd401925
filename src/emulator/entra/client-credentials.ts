import { isConfidential } from "../fleet/identity-schema.ts";
import { signAccessToken } from "./access-token.ts";
import { type Grant, seconds, servicePrincipalId } from "./entra.ts";
import { refuse } from "./refusal.ts";
import { graphResources, readScope } from "./scope.ts";
import { required } from "./token-request.ts";

/**
 * The client credentials grant (RFC 6749 section 4.4). A token is issued even to an app without any permission.
 *
 * @throws EntraRefusal 7000218 for a public client, 900144, 28002, 70011, 500011 for the scope
 */
export const clientCredentials: Grant = (entra, tenant, app, { form }) => {
  if (!isConfidential(app)) throw refuse(7000218);
  const scope = required(form, "scope");
  const { resource, permissions, openId } = readScope(scope, graphResources(entra.origin()));
  if (permissions[0] !== ".default" || openId.size > 0) throw refuse(70011, scope);
  const subject = { tenantId: tenant.id, app, resource, servicePrincipalId: servicePrincipalId(tenant, app) };
  const lifetime = entra.state.tokenLifetime;
  return {
    token_type: "Bearer",
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: signAccessToken(entra.key, subject, seconds(entra.clock), lifetime),
  };
};
