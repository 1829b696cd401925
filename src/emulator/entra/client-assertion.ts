import { createHash, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { z } from "zod";
import type { ForeignIssuer, TenantApp } from "../fleet/identity-schema.ts";
import { isSignedBy, type Jwt, readJwt } from "./jwt.ts";
import { refuse } from "./refusal.ts";
import type { ReplayMemory } from "./replay-memory.ts";

/** What an assertion is checked against. `now` is in seconds. */
export interface AssertionContext {
  readonly issuers: readonly ForeignIssuer[];
  /** The URLs that an assertion signed by the client's own certificate may be meant for. */
  readonly audiences: readonly string[];
  readonly now: number;
  /** `undefined`: an assertion may be used again while it is valid. */
  readonly replay: ReplayMemory | undefined;
}

const claimsSchema = z.object({
  iss: z.string().max(600),
  sub: z.string().max(600),
  aud: z.string().max(600),
  exp: z.number(),
  nbf: z.number().optional(),
  iat: z.number().optional(),
  jti: z.string().max(256).optional(),
});

type Claims = z.output<typeof claimsSchema>;

/** Entra tolerates clocks that differ by five minutes. */
const skew = 300;
const longestValidity = 24 * 3600;

/**
 * Proves a client by a JWT (RFC 7523 section 2.2): signed by a registered certificate of its own, or by an identity
 * provider that the application trusts.
 *
 * @throws EntraRefusal 50012 for what is no JWT, another audience or a used one, 700027 for certificate or signature,
 *   700021 when it speaks for another client, 700024 outside its time, 70021 when no federated credential fits
 */
export function checkClientAssertion(app: TenantApp, assertion: string, context: AssertionContext): void {
  const jwt = readJwt(assertion);
  const claims = claimsSchema.safeParse(jwt?.claims);
  if (jwt === undefined || !claims.success) throw refuse(50012, "it is no JWT with the claims iss, sub, aud and exp");
  const { iss, sub } = claims.data;
  if (iss.toLowerCase() === app.clientId || sub.toLowerCase() === app.clientId)
    checkOwn(app, jwt, claims.data, context);
  else checkFederated(app, jwt, claims.data, context);
  checkTime(claims.data, context.now);
  if (context.replay === undefined) return;
  const id = `${app.clientId}/${claims.data.jti ?? createHash("sha256").update(assertion).digest("hex")}`;
  if (!context.replay.firstUse(id, claims.data.exp + skew, context.now)) throw refuse(50012, "it was used before");
}

function checkOwn(app: TenantApp, jwt: Jwt, { iss, sub, aud }: Claims, { audiences }: AssertionContext): void {
  const certificate = app.certificates.map((pem) => new X509Certificate(pem)).find((known) => isNamed(known, jwt));
  if (certificate === undefined) throw refuse(700027, "x5t#S256 or x5t names no certificate of the application");
  if (!["PS256", "RS256"].includes(String(jwt.header.alg)) || !isSignedBy(jwt, certificate.publicKey)) {
    throw refuse(700027, "the signature is not made with PS256 or RS256 and the key of the certificate");
  }
  if (iss.toLowerCase() !== app.clientId || sub.toLowerCase() !== app.clientId) throw refuse(700021);
  if (!audiences.includes(aud.toLowerCase())) throw refuse(50012, "aud is not the token URL of the tenant");
}

function isNamed(certificate: X509Certificate, { header }: Jwt): boolean {
  const thumbprint = (hash: string) => createHash(hash).update(certificate.raw).digest("base64url");
  if (header["x5t#S256"] !== undefined) return header["x5t#S256"] === thumbprint("sha256");
  return header.x5t === thumbprint("sha1");
}

function checkFederated(app: TenantApp, jwt: Jwt, { iss, sub, aud }: Claims, { issuers }: AssertionContext): void {
  const trusted = app.federatedCredentials.filter((credential) => credential.issuer === iss);
  if (trusted.length === 0) throw refuse(70021, "issuer");
  const same = trusted.filter((credential) => credential.subject === sub);
  if (same.length === 0) throw refuse(70021, "subject");
  if (!same.some((credential) => credential.audience === aud)) throw refuse(70021, "audience");
  const keys = issuers.filter(({ issuer }) => issuer === iss).flatMap((issuer) => issuer.keys);
  const named = keys.filter(({ kid }) => kid === undefined || kid === jwt.header.kid);
  if (!named.some((jwk) => isSignedBy(jwt, publicKeyOf(jwk)))) throw refuse(50012, "no key of the issuer signed it");
}

function publicKeyOf(jwk: ForeignIssuer["keys"][number]): KeyObject {
  return createPublicKey({ key: { ...jwk }, format: "jwk" });
}

function checkTime({ exp, nbf, iat }: Claims, now: number): void {
  const from = nbf ?? iat ?? now;
  if (now - skew >= exp || now + skew < from || exp - from > longestValidity) throw refuse(700024);
}
