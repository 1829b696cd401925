import { createHash, generateKeyPair, sign, verify } from "node:crypto";
import { promisify } from "node:util";
import { isJsonObject, type JsonObject } from "../../core/json.ts";

/** The key that signs the emulator's tokens. It lives as long as the process and is published at the keys endpoint. */
export interface SigningKey {
  /** The public key as a JWK (RFC 7517). */
  readonly jwk: JsonObject;
  /** A compact JWS (RFC 7515) with RS256. */
  sign(claims: JsonObject): string;
  /** The claims of a token that this key signed; `undefined` for every other text. Looks at no claim. */
  verify(token: string): JsonObject | undefined;
}

const longestToken = 16_384;

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
      const [header, claims, signature, ...rest] = token.length > longestToken ? [] : token.split(".");
      if (header === undefined || claims === undefined || signature === undefined || rest.length > 0) return undefined;
      const { alg, kid: signedBy } = decode(header) ?? {};
      if (alg !== "RS256" || signedBy !== kid) return undefined;
      const signed = Buffer.from(`${header}.${claims}`);
      return verify("sha256", signed, publicKey, Buffer.from(signature, "base64url")) ? decode(claims) : undefined;
    },
  };
}

function encode(part: JsonObject): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function decode(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return isJsonObject(value) ? value : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
