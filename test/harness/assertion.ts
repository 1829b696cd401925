import { createHmac, randomUUID, X509Certificate } from "node:crypto";
import { type Device, demo, identityOf, secretOf } from "./demo.ts";
import { idOf } from "./intune-event.ts";

/** Gateway assertions by hand, as somebody would write them who has stolen the key, and then who has not. */

/** The request that the assertions are about, unless a test changes it. */
export const assertedTarget =
  "/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=intune";

export interface Forgery {
  /** base64url; default: the real key. */
  readonly key?: string;
  /** Members that replace those of the JOSE header; `undefined` leaves one out. */
  readonly header?: Record<string, unknown>;
  /** Members that replace those of the claims; `undefined` leaves one out. */
  readonly claims?: Record<string, unknown>;
  /** The hash of the MAC; default SHA-256. */
  readonly hash?: string;
}

/** A good assertion about a start of the page's journey without a certificate, and what a test changes about it. */
export function assertion({ key, header, claims, hash = "sha256" }: Forgery = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const good = {
    iss: "gateway",
    aud: "server",
    iat: now,
    exp: now + 30,
    jti: randomUUID(),
    htm: "POST",
    htu: assertedTarget,
    ext: { origin: demo.gateway, prefix: "", path: "" },
    ip: "127.0.0.1",
  };
  const signed = [
    { alg: "HS256", typ: "sallyport-assertion+jwt", kid: "demo-1", ...header },
    { ...good, ...claims },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const secret = Buffer.from(key ?? secretOf("gateway.assertion.key"), "base64url");
  return `${signed}.${createHmac(hash, secret).update(signed).digest("base64url")}`;
}

/** The claims about a device whose certificate the gateway has verified. */
export function deviceClaims(device: Device): Record<string, unknown> {
  const certificate = new X509Certificate(identityOf(device).cert);
  return {
    "x5t#S256": Buffer.from(certificate.fingerprint256.replaceAll(":", ""), "hex").toString("base64url"),
    nb: Math.floor(Date.parse(certificate.validFrom) / 1000),
    na: Math.floor(Date.parse(certificate.validTo) / 1000),
    ids: [{ kind: "unspecified", value: idOf(device), place: "san-dns" }],
  };
}
