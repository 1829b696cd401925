import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Secret } from "../../core/secret.ts";

/** What a persistent cookie holds: a compact JWS (RFC 7515), HS256, of a type of its own. Times in seconds. */

const claimsSchema = z.strictObject({
  sub: z.string().min(1).max(256),
  realm: z.string().max(256),
  /** Name of the cookie, so that no token stands in for another. */
  aud: z.string().max(256),
  /** When it ends at the latest. */
  exp: z.int(),
  /** When it ends unless it is used before. */
  idle: z.int(),
  /** `x5t#S256` of the client certificate of the login; null when there was none. */
  x5t: z.string().max(64).nullable(),
  /** The client's address at the login. */
  ip: z.string().max(64),
  /** Changes with the user's password; null when the user has none. */
  pwd: z.string().max(64).nullable(),
});

export type CookieClaims = z.output<typeof claimsSchema>;

const joseHeader = Buffer.from(JSON.stringify({ alg: "HS256", typ: "sallyport-persistent-cookie+jwt" })).toString(
  "base64url",
);
const compactJws = /^([\w-]+)\.([\w-]+)\.([\w-]{43})$/;
const longest = 3_000;

/** @param key base64 or base64url */
export function signCookie(claims: CookieClaims, key: Secret): string {
  const input = `${joseHeader}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  return `${input}.${mac(input, key)}`;
}

/** The claims of a cookie that this key signed; null for any other. What they say is not looked at. */
export function readCookie(token: string, key: Secret): CookieClaims | null {
  if (token.length > longest) return null;
  const [, header, payload = "", signature = ""] = compactJws.exec(token) ?? [];
  // Only this one header is accepted, so no other algorithm can be asked for.
  if (header !== joseHeader) return null;
  if (!timingSafeEqual(Buffer.from(mac(`${header}.${payload}`, key)), Buffer.from(signature))) return null;
  const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  return claims.success ? claims.data : null;
}

function mac(input: string, key: Secret): string {
  return createHmac("sha256", Buffer.from(key.reveal(), "base64")).update(input).digest("base64url");
}
