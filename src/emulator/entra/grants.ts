import { clientCredentials } from "./client-credentials.ts";
import type { Grant } from "./entra.ts";
import { password } from "./password-grant.ts";
import { notImplemented, refuse } from "./refusal.ts";

const grants = new Map<string, Grant>([
  ["client_credentials", clientCredentials],
  ["password", password],
]);

/** Grants that Entra has and the emulator does not; every other unknown word is Entra's own error 70003. */
const otherGrantsOfEntra = new Set([
  "authorization_code",
  "refresh_token",
  "device_code",
  "urn:ietf:params:oauth:grant-type:device_code",
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "urn:ietf:params:oauth:grant-type:saml2-bearer",
]);

/** @throws EntraRefusal 70003, or "not implemented" for a grant that Entra would know */
export function grantOf(grantType: string): Grant {
  const grant = grants.get(grantType);
  if (grant !== undefined) return grant;
  throw otherGrantsOfEntra.has(grantType) ? notImplemented(`the grant type ${grantType}`) : refuse(70003, grantType);
}
