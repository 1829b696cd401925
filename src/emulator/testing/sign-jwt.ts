import { constants, type KeyLike, sign } from "node:crypto";

/** A JWT made by hand, so that a test can also make wrong ones. */
export function signJwt(header: Record<string, unknown>, claims: Record<string, unknown>, key: KeyLike): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = `${encode({ typ: "JWT", ...header })}.${encode(claims)}`;
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const options = header.alg === "PS256" ? pss : header.alg === "ES256" ? { dsaEncoding: "ieee-p1363" as const } : {};
  return `${signed}.${sign("sha256", Buffer.from(signed), { key: key as never, ...options }).toString("base64url")}`;
}
