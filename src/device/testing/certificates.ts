import "reflect-metadata";
import { webcrypto, X509Certificate } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** Certificates for the tests of this room, the odd ones included. Valid in 2030 unless stated. */

export interface TestKeyPair {
  readonly certificate: string;
  readonly der: Buffer;
  readonly key: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

export interface TestCertificate {
  readonly subject?: x509.JsonNameParams;
  readonly names?: x509.JsonGeneralName[];
  readonly extensions?: x509.Extension[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly issuer?: TestKeyPair;
  readonly ca?: boolean;
  readonly serialNumber?: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** A certificate, self-signed when no issuer is given. */
export async function makeCertificate(options: TestCertificate): Promise<TestKeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const issuer = options.issuer === undefined ? undefined : new x509.X509Certificate(options.issuer.certificate);
  const subject = new x509.Name(options.subject ?? []);
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: options.serialNumber ?? "4a11",
    subject,
    issuer: issuer?.subjectName ?? subject,
    notBefore: options.notBefore ?? new Date("2020-01-01T00:00:00Z"),
    notAfter: options.notAfter ?? new Date("2040-01-01T00:00:00Z"),
    publicKey: keys.publicKey,
    signingKey: (options.issuer?.keys ?? keys).privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(options.ca === true, undefined, true),
      ...(options.names === undefined ? [] : [new x509.SubjectAlternativeNameExtension(options.names)]),
      ...(options.extensions ?? []),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return {
    certificate: made.toString("pem"),
    der: new X509Certificate(made.toString("pem")).raw,
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    keys,
  };
}

/** A subject with these common names, in this order. */
export function commonNames(...names: string[]): x509.JsonNameParams {
  return names.map((name) => ({ CN: [{ utf8String: name }] }));
}

export function dns(...values: string[]): x509.JsonGeneralName[] {
  return values.map((value) => ({ type: "dns", value }));
}

export function url(...values: string[]): x509.JsonGeneralName[] {
  return values.map((value) => ({ type: "url", value }));
}

/** An extension of any bytes, for what the library refuses to write. */
export function rawExtension(oid: string, hex: string): x509.Extension {
  return new x509.Extension(oid, false, Buffer.from(hex, "hex"));
}
