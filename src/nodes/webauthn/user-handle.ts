import { createHash } from "node:crypto";

/**
 * The id under which an authenticator keeps a user's passkey: the same for the same user, so that a new registration
 * replaces the old one there, and no name that a lost key would tell (WebAuthn level 2, 14.6.1). 43 characters.
 */
export function userHandle(realm: string, username: string): string {
  const user = ["webauthn user", realm, username.normalize("NFC").toLowerCase()];
  return createHash("sha256").update(JSON.stringify(user)).digest("base64url");
}
