import { Secret as OathSecret } from "otpauth";

const minBytes = 16;

/** Base32 as the store keeps it: upper case, no spaces, no padding. */
export function normalizeBase32(text: string): string {
  return text.replaceAll(/[\s=]/g, "").toUpperCase();
}

/** Whether a normalized text is the base32 of a secret that is long enough (RFC 4226: 128 bits). */
export function isOathSecret(base32: string): boolean {
  return /^[A-Z2-7]{1,256}$/.test(base32) && OathSecret.fromBase32(base32).bytes.length >= minBytes;
}
