import type { Clock } from "../core/clock.ts";
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
  const header = encode({ alg: "HS256", typ: assertionType, kid: key.kid });
  return {
    sign(input) {
      const iat = Math.floor(clock.now() / 1000);
      const claims: AssertionClaims = {
        iss: issuer,
        aud: audience,
        iat,
        exp: iat + lifetime,
        jti: random.uuid(),
        htm: input.method,
        htu: input.target,
        ext: { origin: input.external.origin, prefix: input.external.prefix, path: input.external.path },
        ip: input.clientIp,
        ...(input.device === null ? {} : deviceClaims(input.device)),
      };
      const signingInput = `${header}.${encode(claims)}`;
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

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
