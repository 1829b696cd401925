import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, type JWTPayload, SignJWT } from "jose";
import type { Secret } from "../../../core/secret.ts";

/** Keys that sign tokens for applications: asymmetric ones, so that an application can verify and not sign. */

export const algorithms = ["ES256", "ES384", "RS256", "PS256", "EdDSA"] as const;
export type Algorithm = (typeof algorithms)[number];

export interface SigningKey {
  readonly algorithm: Algorithm;
  /** RFC 7638: the thumbprint of the public key. */
  readonly kid: string;
  /** The public half, as a JWK set shows it. */
  readonly jwk: Readonly<Record<string, string>>;
  sign(claims: JWTPayload, type: string): Promise<string>;
}

const leastRsaBits = 2_048;

/**
 * @param pem a private key, PKCS#8 or SEC 1; certificates beside it are skipped
 * @param wanted undefined: what suits the key
 * @returns what is wrong with it, when something is: in words without the key
 */
export async function signingKey(pem: Secret, wanted: Algorithm | undefined): Promise<SigningKey | string> {
  const key = privateKey(pem);
  if (key === undefined) return "must be a private key in PEM";
  const suitable = algorithmsOf(key);
  const algorithm = wanted ?? suitable[0];
  if (algorithm === undefined) return "must be an EC key (P-256, P-384), an RSA key of 2048 bits or more, or Ed25519";
  if (!suitable.includes(algorithm)) return `is no key for ${algorithm}`;
  const { kty = "", crv, x, y, n, e } = await exportJWK(createPublicKey(key));
  const members = Object.entries({ kty, crv, x, y, n, e }).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  const kid = await calculateJwkThumbprint(Object.fromEntries(members));
  return {
    algorithm,
    kid,
    jwk: { ...Object.fromEntries(members), kid, use: "sig", alg: algorithm },
    sign: (claims, typ) => new SignJWT(claims).setProtectedHeader({ alg: algorithm, typ, kid }).sign(key),
  };
}

function privateKey(pem: Secret): KeyObject | undefined {
  const block = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\s\S]+?-----END (?:[A-Z]+ )?PRIVATE KEY-----/.exec(
    pem.reveal(),
  )?.[0];
  try {
    return block === undefined ? undefined : createPrivateKey(block);
  } catch {
    // OpenSSL's own words may quote the key.
    return undefined;
  }
}

/** The algorithms that a key may be used with, the best first. */
function algorithmsOf(key: KeyObject): readonly Algorithm[] {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "ed25519") return ["EdDSA"];
  if (key.asymmetricKeyType === "rsa") return modulusLength < leastRsaBits ? [] : ["RS256", "PS256"];
  if (namedCurve === "prime256v1") return ["ES256"];
  return namedCurve === "secp384r1" ? ["ES384"] : [];
}
