import type { JsonObject } from "../../core/json.ts";

/** OpenID provider metadata of a tenant, as far as the emulator has the endpoints (OpenID Connect Discovery 1.0). */
export function openIdConfiguration(origin: string, tenantId: string): JsonObject {
  const tenant = `${origin}/${tenantId}`;
  return {
    token_endpoint: `${tenant}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: `${tenant}/v2.0`,
    // MSAL refuses metadata without an authorization endpoint; the emulator answers 501 there.
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "tid", "ver", "oid", "preferred_username"],
  };
}
