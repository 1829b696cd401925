import { createHmac } from "node:crypto";
import type { AssertionKey } from "./assertion-claims.ts";
import { deviceErrors } from "./errors.ts";

/** A key in the form in which it signs. */
export interface SigningKey {
  readonly kid: string;
  /** HS256 over the JWS signing input, base64url. */
  mac(signingInput: string): string;
}

/**
 * @throws {device.assertion-key-invalid} when the key is not base64url or has less than 256 bits
 * @see RFC 7518 section 3.2
 */
export function signingKey({ kid, secret }: AssertionKey): SigningKey {
  const text = secret.reveal();
  const bytes = Buffer.from(text, "base64url");
  if (kid === "" || kid.length > 128) throw invalid("the kid is empty or longer than 128 characters");
  if (bytes.toString("base64url") !== text.replace(/=+$/, "")) throw invalid(`key ${kid} is not base64url`);
  if (bytes.length < 32) throw invalid(`key ${kid} has less than 256 bits`);
  return { kid, mac: (signingInput) => createHmac("sha256", bytes).update(signingInput).digest("base64url") };
}

/** The keys that are valid now, by `kid`: one, or two while one replaces the other. */
export function signingKeys(keys: readonly AssertionKey[]): ReadonlyMap<string, SigningKey> {
  const byKid = new Map(keys.map((key) => [key.kid, signingKey(key)]));
  if (keys.length < 1 || keys.length > 2 || byKid.size !== keys.length) throw invalid("one or two keys, each kid once");
  return byKid;
}

function invalid(detail: string): Error {
  return deviceErrors.error("device.assertion-key-invalid", { detail });
}
