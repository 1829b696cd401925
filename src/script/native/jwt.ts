import { z } from "zod";
import type { Clock } from "../../core/clock.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { jsonSchema } from "../../core/json-schema.ts";
import type { Random } from "../../core/random.ts";
import { decrypt, encrypt } from "./jwe.ts";
import { hs256Key, hs256Signer, rs256Signer, type Signer, verifyHs256 } from "./jws.ts";

/** `jwtAssertion` and `jwtValidator` of next-gen scripts (RFC 7519). */

const jsonObjectSchema = z.record(z.string(), jsonSchema);
const kinds = z.enum(["SIGNED", "SIGNED_THEN_ENCRYPTED", "ENCRYPTED_THEN_SIGNED"]);
const audience = z.union([z.string(), z.array(z.string())]);

/** `stableId` and the deprecated `accountId` are read by nobody here. */
const ignored = { stableId: z.unknown().optional(), accountId: z.unknown().optional() };

const generateArguments = z.tuple([
  z.strictObject({
    ...ignored,
    jwtType: kinds.default("SIGNED"),
    jwsAlgorithm: z.enum(["HS256", "RS256"]).default("HS256"),
    issuer: z.string(),
    subject: z.string(),
    audience,
    type: z.string().default("JWT"),
    jwtId: z.string().optional(),
    claims: jsonObjectSchema.default({}),
    validityMinutes: z.number().positive().default(5),
    privateKey: z.unknown().optional(),
    signingKey: z.string().optional(),
    encryptionKey: z.string().optional(),
  }),
]);

const validateArguments = z.tuple([
  z.strictObject({
    ...ignored,
    jwtType: kinds.default("SIGNED"),
    jwt: z.string(),
    issuer: z.string().optional(),
    subject: z.string().optional(),
    audience: z.string().optional(),
    type: z.string().optional(),
    signingKey: z.string(),
    encryptionKey: z.string().optional(),
  }),
]);

const knownClaims = z.object({
  iss: z.string().optional(),
  sub: z.string().optional(),
  aud: audience.optional(),
  exp: z.number(),
  nbf: z.number().optional(),
});

/** A compact JWT. @throws for settings that make none; the API answers `null` then */
export function generateJwt(args: Json, clock: Clock, random: Random): Json {
  const [asked] = generateArguments.parse(args);
  const now = Math.floor(clock.now() / 1000);
  const claims: JsonObject = {
    ...asked.claims,
    iss: asked.issuer,
    sub: asked.subject,
    aud: asked.audience,
    iat: now,
    exp: now + Math.round(asked.validityMinutes * 60),
    jti: asked.jwtId ?? random.uuid(),
  };
  const signed = signer(asked);
  const header = { typ: asked.type };
  const text = JSON.stringify(claims);
  if (asked.jwtType === "SIGNED") return signed(header, text);
  const key = encryptionKey(asked.encryptionKey);
  if (asked.jwtType === "SIGNED_THEN_ENCRYPTED") return encrypt(signed(header, text), key, "JWT", random);
  return signed(header, encrypt(text, key, "JWT", random));
}

function signer(asked: { jwsAlgorithm: string; signingKey?: string | undefined; privateKey?: unknown }): Signer {
  if (asked.jwsAlgorithm === "RS256") return rs256Signer(asked.privateKey);
  if (asked.signingKey === undefined) throw new TypeError("HS256 needs signingKey");
  return hs256Signer(hs256Key(asked.signingKey));
}

function encryptionKey(key: string | undefined): Buffer {
  if (key === undefined) throw new TypeError("encryption needs encryptionKey");
  return Buffer.from(key, "base64");
}

/** The claims of a JWT whose signature, times and expected claims are right, otherwise `null`. */
export function validateJwt(args: Json, clock: Clock): Json {
  const [asked] = validateArguments.parse(args);
  const opened = open(asked);
  if (opened === null || (asked.type !== undefined && opened.type !== asked.type)) return null;
  const all = jsonObjectSchema.parse(JSON.parse(opened.claims));
  const claims = knownClaims.parse(all);
  const now = clock.now() / 1000;
  if (claims.exp <= now || (claims.nbf ?? 0) > now) return null;
  if (asked.issuer !== undefined && claims.iss !== asked.issuer) return null;
  if (asked.subject !== undefined && claims.sub !== asked.subject) return null;
  if (asked.audience !== undefined && ![claims.aud].flat().includes(asked.audience)) return null;
  return all;
}

type Asked = z.output<typeof validateArguments>[0];

function open({ jwt, jwtType, ...keys }: Asked): { type: string | undefined; claims: string } | null {
  const signingKey = hs256Key(keys.signingKey);
  if (jwtType === "SIGNED_THEN_ENCRYPTED") {
    const inner = decrypt(jwt, encryptionKey(keys.encryptionKey));
    const verified = inner === null ? null : verifyHs256(inner, signingKey);
    return verified === null ? null : { type: verified.type, claims: verified.payload };
  }
  const verified = verifyHs256(jwt, signingKey);
  if (verified === null) return null;
  if (jwtType === "SIGNED") return { type: verified.type, claims: verified.payload };
  const claims = decrypt(verified.payload, encryptionKey(keys.encryptionKey));
  return claims === null ? null : { type: verified.type, claims };
}
