import { isIP } from "node:net";
import { z } from "zod";
import type { Secret } from "../core/secret.ts";
import { type DeviceId, longestDeviceId } from "./device-id.ts";

/** What the gateway's assertion says and how it is written: a compact JWS (RFC 7515, RFC 7519), HS256. */

export const assertionHeader = "sallyport-assertion";
export const assertionType = "sallyport-assertion+jwt";
/** No assertion lives longer, in seconds. */
export const longestAssertionLifetime = 30;
/** No assertion is longer, in characters; the server's header limit must leave room for it. */
export const longestAssertion = 16_384;

/** A key that gateway and server share. */
export interface AssertionKey {
  readonly kid: string;
  /** 256 bits or more, base64url. */
  readonly secret: Secret;
}

/**
 * How the outside sees the gateway: below `origin`, the external path prefix `prefix` stands for the upstream path
 * `path`. Both are empty when the route rewrites nothing.
 */
export interface ExternalOrigin {
  readonly origin: string;
  readonly prefix: string;
  readonly path: string;
}

/** What a verified client certificate proves. */
export interface AssertionDevice {
  /** `x5t#S256`: base64url SHA-256 of the DER. */
  readonly thumbprint: string;
  /** Validity of the certificate, milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly ids: readonly DeviceId[];
}

/** What the gateway says about one request. */
export interface AssertionInput {
  readonly method: string;
  /** Path and query as sent upstream. */
  readonly target: string;
  readonly external: ExternalOrigin;
  /** The address of the client's socket. */
  readonly clientIp: string;
  /** `null` when the connection has no client certificate. */
  readonly device: AssertionDevice | null;
}

/** What the server believes after it has verified an assertion. */
export interface GatewayAssertion {
  readonly issuer: string;
  readonly external: ExternalOrigin;
  readonly clientIp: string;
  readonly device: AssertionDevice | null;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const seconds = z.number().int().min(0).max(253_402_300_799);
const pathPart = z
  .string()
  .max(2048)
  .regex(/^(?:\/[\x21-\x7e]*)?$/);

const deviceIdClaim = z.strictObject({
  kind: z.enum(["intune", "entra", "unspecified"]),
  value: z
    .string()
    .min(1)
    .max(longestDeviceId)
    .regex(/^[\x20-\x7e]+$/),
  place: z.enum(["subject-cn", "san-uri", "san-dns"]),
});

const requestClaims = {
  iss: z.string().max(256),
  aud: z.string().max(256),
  iat: seconds,
  exp: seconds,
  jti: z.string().min(16).max(64),
  htm: z.string().min(1).max(32),
  htu: z.string().min(1).max(longestAssertion),
  ext: z.strictObject({ origin: z.string().max(512).refine(isOrigin), prefix: pathPart, path: pathPart }),
  ip: z
    .string()
    .max(64)
    .refine((text) => isIP(text) !== 0),
};

const deviceClaims = {
  "x5t#S256": z.string().regex(/^[\w-]{43}$/),
  nb: seconds,
  na: seconds,
  ids: z.array(deviceIdClaim).max(64),
};

/** Claims with a certificate, all of them, or without, none of them. */
export const assertionClaims = z.union([
  z.strictObject({ ...requestClaims, ...deviceClaims }),
  z.strictObject(requestClaims),
]);

export type AssertionClaims = z.output<typeof assertionClaims>;

export const assertionJoseHeader = z.strictObject({
  alg: z.literal("HS256"),
  typ: z.literal(assertionType),
  kid: z.string().max(128),
});

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === "https:" || url.protocol === "http:") && url.origin === text;
}
