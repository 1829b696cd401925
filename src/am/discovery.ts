import { realmUrlPath } from "./address.ts";
import { ok } from "./answer.ts";
import type { Endpoint } from "./exchange.ts";

/**
 * OpenID discovery (OpenID Connect Discovery 1.0), as far as the journey clients need it: they derive the addresses of
 * authenticate and sessions from the issuer. It stays on the route that the client came by. No token is issued yet, and
 * the empty lists say so.
 */
export const discoveryEndpoint: Endpoint = ({ context, realm, external }) => {
  const issuer = external.urlOf(context, `/oauth2/${realmUrlPath(realm.path)}`);
  return ok({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/access_token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    end_session_endpoint: `${issuer}/connect/endSession`,
    response_types_supported: [],
    grant_types_supported: [],
  });
};
