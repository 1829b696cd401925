import { createHmac, createPrivateKey, sign, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";

/** JWS in compact form (RFC 7515) with HS256 or RS256 (RFC 7518 section 3). */

const shortestHmacKey = 32;

export type Signer = (header: JsonObject, payload: string) => string;

/** @param key base64 or base64url; at least 256 bits (RFC 7518 section 3.2) */
export function hs256Key(key: string): Buffer {
  const bytes = Buffer.from(key, "base64");
  if (bytes.length < shortestHmacKey) throw new TypeError(`a signing key has at least ${shortestHmacKey} bytes`);
  return bytes;
}

export function hs256Signer(key: Buffer): Signer {
  return (header, payload) => {
    const input = signingInput({ ...header, alg: "HS256" }, payload);
    return `${input}.${createHmac("sha256", key).update(input).digest("base64url")}`;
  };
}

const shortestRsaBits = 2048;
const jwkSchema = z.record(z.string(), z.unknown());

/** @param jwk a private RSA key as JSON Web Key, as an object or its text */
export function rs256Signer(jwk: unknown): Signer {
  const parsed = jwkSchema.parse(typeof jwk === "string" ? JSON.parse(jwk) : jwk);
  const key = createPrivateKey({ key: parsed, format: "jwk" });
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== "rsa" || bits < shortestRsaBits)
    throw new TypeError("RS256 needs an RSA key of 2048 bits");
  const kid = typeof parsed.kid === "string" ? { kid: parsed.kid } : {};
  return (header, payload) => {
    const input = signingInput({ ...header, ...kid, alg: "RS256" }, payload);
    return `${input}.${sign("sha256", Buffer.from(input), key).toString("base64url")}`;
  };
}

const headerSchema = z.object({ alg: z.literal("HS256"), typ: z.string().optional(), crit: z.undefined().optional() });

/** The header's `typ` and the payload, or `null` when the signature is not of this key. */
export function verifyHs256(compact: string, key: Buffer): { type: string | undefined; payload: string } | null {
  const [header, payload, signature, ...rest] = compact.split(".");
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return null;
  const expected = createHmac("sha256", key).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const parsed = headerSchema.safeParse(JSON.parse(Buffer.from(header, "base64url").toString("utf8")));
  if (!parsed.success) return null;
  return { type: parsed.data.typ, payload: Buffer.from(payload, "base64url").toString("utf8") };
}

function signingInput(header: JsonObject, payload: string): string {
  return [JSON.stringify(header), payload].map((part) => Buffer.from(part).toString("base64url")).join(".");
}
