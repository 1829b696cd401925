import { constants, type KeyObject, verify } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../core/json.ts";

/** A compact JWS (RFC 7515) taken apart, its signature not yet looked at. */
export interface Jwt {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

const longestToken = 16_384;

export function readJwt(token: string): Jwt | undefined {
  const [head, body, signature, ...rest] = token.length > longestToken ? [] : token.split(".");
  if (head === undefined || body === undefined || signature === undefined || rest.length > 0) return undefined;
  const header = decode(head);
  const claims = decode(body);
  if (header === undefined || claims === undefined) return undefined;
  return { header, claims, signed: Buffer.from(`${head}.${body}`), signature: Buffer.from(signature, "base64url") };
}

export function encodeJwtPart(part: JsonObject): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

/** The algorithms of RFC 7518 that Entra accepts, each with the only key type that it may be used with. */
const algorithms: Readonly<Record<string, { readonly keyType: string; readonly options: object }>> = {
  RS256: { keyType: "rsa", options: {} },
  PS256: { keyType: "rsa", options: pss },
  ES256: { keyType: "ec", options: { dsaEncoding: "ieee-p1363" } },
};

/** Whether `key` made the signature, by the algorithm that the header names. */
export function isSignedBy({ header, signed, signature }: Jwt, key: KeyObject): boolean {
  const { alg } = header;
  const algorithm = typeof alg === "string" && Object.hasOwn(algorithms, alg) ? algorithms[alg] : undefined;
  if (algorithm === undefined || key.asymmetricKeyType !== algorithm.keyType) return false;
  return verify("sha256", signed, { key, ...algorithm.options }, signature);
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
