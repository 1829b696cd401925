import { createHash, generateKeyPair, sign } from "node:crypto";
import { promisify } from "node:util";
import type { JsonObject } from "../../core/json.ts";
import { encodeJwtPart as encode, isSignedBy, readJwt } from "./jwt.ts";

/** The key that signs the emulator's tokens. It lives as long as the process and is published at the keys endpoint. */
export interface SigningKey {
  /** The public key as a JWK (RFC 7517). */
  readonly jwk: JsonObject;
  /** A compact JWS (RFC 7515) with RS256. */
  sign(claims: JsonObject): string;
  /** The claims of a token that this key signed; `undefined` for every other text. Looks at no claim. */
  verify(token: string): JsonObject | undefined;
}

export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const { n = "", e = "" } = publicKey.export({ format: "jwk" });
  // RFC 7638: the thumbprint is taken over the required members in alphabetical order.
  const kid = createHash("sha256")
    .update(JSON.stringify({ e, kty: "RSA", n }))
    .digest("base64url");
  return {
    jwk: { kty: "RSA", use: "sig", alg: "RS256", kid, n, e },
    sign(claims) {
      const signed = `${encode({ typ: "JWT", alg: "RS256", kid })}.${encode(claims)}`;
      return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
    },
    verify(token) {
      const jwt = readJwt(token);
      if (jwt === undefined || jwt.header.alg !== "RS256" || jwt.header.kid !== kid) return undefined;
      return isSignedBy(jwt, publicKey) ? jwt.claims : undefined;
    },
  };
}
