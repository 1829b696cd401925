import { z } from "zod";
import type { Secret } from "../core/secret.ts";
import type { DeviceId } from "./device-id.ts";

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

/** What every assertion says, by the names of the wire. Times are seconds since the epoch. */
export interface RequestClaims {
  readonly iss: string;
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly htm: string;
  readonly htu: string;
  readonly ext: ExternalOrigin;
  readonly ip: string;
}

/** What one says besides for a connection with a verified certificate. */
export interface DeviceClaims {
  readonly "x5t#S256": string;
  readonly nb: number;
  readonly na: number;
  readonly ids: readonly DeviceId[];
}

export type AssertionClaims = RequestClaims | (RequestClaims & DeviceClaims);

export const assertionJoseHeader = z.strictObject({
  alg: z.literal("HS256"),
  typ: z.literal(assertionType),
  kid: z.string().max(128),
});
