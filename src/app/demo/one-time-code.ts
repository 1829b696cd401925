import { TOTP, URI } from "otpauth";

/** `otpauth://` address of a user's generator, as authenticator applications scan it (Key URI Format). */
export function totpUri(username: string, secret: string): string {
  return new TOTP({ issuer: "Sallyport", label: username, secret }).toString();
}

/** The code of the time step that `at` (epoch milliseconds) falls into. */
export function oneTimeCode(uri: string, at: number): string {
  return URI.parse(uri).generate({ timestamp: at });
}
