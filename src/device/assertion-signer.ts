import type { Clock } from "../core/clock.ts";
import { perObject } from "../core/per-object.ts";
import type { Random } from "../core/random.ts";
import {
  type AssertionClaims,
  type AssertionDevice,
  type AssertionInput,
  type AssertionKey,
  assertionType,
  longestAssertion,
  longestAssertionLifetime,
} from "./assertion-claims.ts";
import { signingKey } from "./assertion-key.ts";
import { deviceErrors } from "./errors.ts";

/** The gateway's side of an assertion. */
export interface AssertionSigner {
  /**
   * A fresh assertion for one request; it can be spent once.
   *
   * @throws {device.assertion-too-large} when request target and ids do not fit into a header
   */
  sign(input: AssertionInput): string;
}

export interface AssertionSignerOptions {
  readonly key: AssertionKey;
  readonly issuer: string;
  readonly audience: string;
  /** At most 30, which is also the default. */
  readonly lifetimeSeconds?: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** @throws {device.assertion-key-invalid} when the key has less than 256 bits */
export function createAssertionSigner(options: AssertionSignerOptions): AssertionSigner {
  const { issuer, audience, clock, random } = options;
  const key = signingKey(options.key);
  const lifetime = Math.min(options.lifetimeSeconds ?? longestAssertionLifetime, longestAssertionLifetime);
  const header = encode(JSON.stringify({ alg: "HS256", typ: assertionType, kid: key.kid }));
  // A connection's device is named in every one of its assertions.
  const deviceText = perObject((device: AssertionDevice) => JSON.stringify(deviceClaims(device)));
  return {
    sign(input) {
      const iat = Math.floor(clock.now() / 1000);
      const { method, target, external, clientIp, device } = input;
      const claims: AssertionClaims = {
        iss: issuer,
        aud: audience,
        iat,
        exp: iat + lifetime,
        jti: random.uuid(),
        htm: method,
        htu: target,
        ext: { origin: external.origin, prefix: external.prefix, path: external.path },
        ip: clientIp,
      };
      const text = JSON.stringify(claims);
      const signingInput = `${header}.${encode(device === null ? text : joined(text, deviceText(device)))}`;
      const token = `${signingInput}.${key.mac(signingInput)}`;
      if (token.length > longestAssertion) throw deviceErrors.error("device.assertion-too-large");
      return token;
    },
  };
}

function deviceClaims(device: AssertionDevice) {
  return {
    "x5t#S256": device.thumbprint,
    nb: Math.floor(device.notBefore / 1000),
    na: Math.floor(device.notAfter / 1000),
    ids: device.ids.map(({ kind, value, place }) => ({ kind, value, place })),
  };
}

/** One JSON object with the members of two. */
function joined(one: string, other: string): string {
  return `${one.slice(0, -1)},${other.slice(1)}`;
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64url");
}
