import { timingSafeEqual } from "node:crypto";
import type { Clock } from "../core/clock.ts";
import {
  type AssertionClaims,
  type AssertionDevice,
  type AssertionKey,
  assertionJoseHeader,
  type GatewayAssertion,
  longestAssertion,
  longestAssertionLifetime,
} from "./assertion-claims.ts";
import { type SigningKey, signingKeys } from "./assertion-key.ts";
import { createClaimsCheck } from "./assertion-rules.ts";
import { deviceErrors } from "./errors.ts";
import { replayMemory } from "./replay-memory.ts";

/** The server's side of an assertion. */
export interface AssertionVerifier {
  /**
   * Verifies an assertion and spends it: it is accepted once, for this request, and never again.
   *
   * @param request method, path and query of the request that carried it, as they arrived
   * @throws {device.assertion-refused} with a `detail` that names the rule; the message says nothing
   */
  verify(token: string, request: { readonly method: string; readonly target: string }): GatewayAssertion;
}

export interface AssertionVerifierOptions {
  /** One, or two while one replaces the other. */
  readonly keys: readonly AssertionKey[];
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  /** How many unexpired assertions are remembered; when all are taken, further ones are refused. Default 100 000. */
  readonly replayLimit?: number;
}

/** How far the gateway's clock may be ahead of ours, in seconds. */
const clockSkew = 5;
/** Of 256 bits in base64url. */
const signatureLength = 43;

/** @throws {device.assertion-key-invalid} unless there are one or two keys of 256 bits with different ids */
export function createAssertionVerifier(options: AssertionVerifierOptions): AssertionVerifier {
  const keyOf = keyReader(signingKeys(options.keys));
  const areClaims = createClaimsCheck();
  const spent = replayMemory(options.replayLimit ?? 100_000);
  // What an earlier process spent is not remembered here, so what was issued in its time is not accepted.
  const startedAt = Math.floor(options.clock.now() / 1000);
  return {
    verify(token, request) {
      const claims = readSigned(token, keyOf, areClaims);
      const now = options.clock.now();
      if (claims.iss !== options.issuer) throw refused("issuer");
      if (claims.aud !== options.audience) throw refused("audience");
      checkTime(claims, now / 1000, startedAt);
      if (claims.htm !== request.method) throw refused("method");
      if (claims.htu !== request.target) throw refused("target");
      const device = deviceOf(claims);
      if (device !== null && (now < device.notBefore || now > device.notAfter)) throw refused("certificate validity");
      const result = spent.spend(claims.jti, claims.exp * 1000, now);
      if (result !== "spent") throw refused(result === "full" ? "replay memory full" : "replayed");
      return {
        issuer: claims.iss,
        external: claims.ext,
        clientIp: claims.ip,
        device,
        expiresAt: claims.exp * 1000,
      };
    },
  };
}

/** The key that a JOSE header names. A gateway sends the same header with every request: the last good one is remembered. */
function keyReader(keys: ReadonlyMap<string, SigningKey>): (header: string) => SigningKey {
  let last: { readonly header: string; readonly key: SigningKey } | null = null;
  return (header) => {
    if (last?.header === header) return last.key;
    const read = assertionJoseHeader.safeParse(decode(header, "header"));
    if (!read.success) throw refused("header");
    const key = keys.get(read.data.kid);
    if (key === undefined) throw refused("unknown key");
    last = { header, key };
    return key;
  };
}

/** The claims of a compact JWS (RFC 7515, 7.1) that one of our keys signed. Nothing of it is read before that is certain. */
function readSigned(
  token: string,
  keyOf: (header: string) => SigningKey,
  areClaims: (value: unknown) => value is AssertionClaims,
): AssertionClaims {
  if (token.length > longestAssertion) throw refused("size");
  const dot = token.indexOf(".");
  const end = token.lastIndexOf(".");
  const signature = token.slice(end + 1);
  if (dot < 1 || end === dot || signature.length !== signatureLength) throw refused("form");
  const signed = token.slice(0, end);
  const expected = Buffer.from(keyOf(token.slice(0, dot)).mac(signed));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(expected, given)) throw refused("signature");
  const claims = decode(signed.slice(dot + 1), "claims");
  if (!areClaims(claims)) throw refused("claims");
  return claims;
}

function decode(part: string, rule: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch (cause) {
    throw deviceErrors.error("device.assertion-refused", { detail: rule, cause });
  }
}

function checkTime({ iat, exp }: AssertionClaims, now: number, startedAt: number): void {
  if (exp - iat > longestAssertionLifetime || exp <= iat) throw refused("lifetime");
  if (iat > now + clockSkew) throw refused("issued in the future");
  if (iat < startedAt) throw refused("issued before this server started");
  if (exp <= now) throw refused("expired");
}

function deviceOf(claims: AssertionClaims): AssertionDevice | null {
  if (!("x5t#S256" in claims)) return null;
  return {
    thumbprint: claims["x5t#S256"],
    notBefore: claims.nb * 1000,
    notAfter: claims.na * 1000,
    ids: claims.ids,
  };
}

function refused(rule: string): Error {
  return deviceErrors.error("device.assertion-refused", { detail: rule });
}
