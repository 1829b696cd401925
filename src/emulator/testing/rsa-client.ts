import "reflect-metadata";
import { createHash, webcrypto, X509Certificate } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** A client's key with its self-signed certificate, as an administrator uploads it to an app registration. */
export interface RsaClient {
  readonly certificate: string;
  /** PKCS#8, PEM. */
  readonly privateKey: string;
  /** Hexadecimal, as MSAL wants it. */
  readonly sha1: string;
  readonly sha256: string;
}

const rsa = {
  name: "RSASSA-PKCS1-v1_5",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: "SHA-256",
};

export async function rsaClient(name = "CN=Device reader"): Promise<RsaClient> {
  x509.cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(rsa, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm: rsa,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
  });
  const pem = certificate.toString("pem");
  const { raw } = new X509Certificate(pem);
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const lines = pkcs8.match(/.{1,64}/g) ?? [];
  return {
    certificate: pem,
    privateKey: `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`,
    sha1: createHash("sha1").update(raw).digest("hex"),
    sha256: createHash("sha256").update(raw).digest("hex"),
  };
}
