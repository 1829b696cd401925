import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import type { SallyportError } from "../../core/errors.ts";
import { Secret } from "../../core/secret.ts";
import type { CertificateCredential } from "../credential.ts";
import { microsoftErrors } from "../errors.ts";
import { pemOfPkcs12 } from "./pkcs12.ts";

/** A certificate with its private key, as it lies in a file. */
export type CertificateSource =
  | { readonly format: "pem"; readonly text: Secret; readonly passphrase?: Secret }
  | { readonly format: "pkcs12"; readonly bytes: Uint8Array; readonly passphrase?: Secret };

const longestFile = 256 * 1024;
const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const keyBlock =
  /-----BEGIN (?:RSA |ENCRYPTED )?PRIVATE KEY-----[^-]+(?:-[^-]+)*?-----END (?:RSA |ENCRYPTED )?PRIVATE KEY-----/;

/**
 * Reads the certificate of an app registration: PEM with certificate and key in any order, or PKCS#12 (RFC 7292) as
 * OpenSSL, Windows and Azure Key Vault write it.
 *
 * @example
 * const credential = await readCertificate({ format: "pkcs12", bytes: await readFile("app.pfx"), passphrase });
 *
 * @throws {microsoft.certificate-unreadable} `detail` says why
 */
export async function readCertificate(source: CertificateSource): Promise<CertificateCredential> {
  const size = source.format === "pem" ? source.text.reveal().length : source.bytes.byteLength;
  if (size > longestFile) throw unreadable("the file is too large");
  if (source.format === "pkcs12") return readPem(await pemOfPkcs12(source.bytes, source.passphrase), undefined);
  return readPem(source.text, source.passphrase);
}

function readPem(text: Secret, passphrase: Secret | undefined): CertificateCredential {
  const block = keyBlock.exec(text.reveal())?.[0];
  if (block === undefined) throw unreadable("no private key found");
  const key = readKey(block, passphrase);
  const certificates = text.reveal().match(certificateBlock) ?? [];
  const own = certificates.find((certificate) => parseCertificate(certificate).checkPrivateKey(key));
  if (own === undefined) throw unreadable("no certificate found that belongs to the private key");
  const issuers = certificates.filter((certificate) => certificate !== own);
  const privateKey = new Secret(key.export({ type: "pkcs8", format: "pem" }).toString());
  return { kind: "certificate", certificate: [own, ...issuers].join("\n"), privateKey };
}

function readKey(block: string, passphrase: Secret | undefined): KeyObject {
  const key = attempt("the private key cannot be read: wrong passphrase, or not PKCS#8 or PKCS#1", () =>
    createPrivateKey(passphrase === undefined ? block : { key: block, passphrase: passphrase.reveal() }),
  );
  if (key.asymmetricKeyType !== "rsa") throw unreadable("the private key is not RSA, and Entra accepts nothing else");
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw unreadable("the private key is below 2048 bits");
  return key;
}

/** What MSAL signs its assertion with. */
export interface SigningCertificate {
  readonly privateKey: string;
  readonly thumbprintSha256?: string;
  readonly thumbprint?: string;
}

/** @throws {microsoft.certificate-unreadable} also when key and certificate do not belong together */
export function signingCertificate(credential: CertificateCredential): SigningCertificate {
  const { privateKey, algorithm } = credential;
  const { fingerprint, fingerprint256 } = ownCertificate(credential);
  const thumbprint =
    algorithm === "RS256" ? { thumbprint: hex(fingerprint) } : { thumbprintSha256: hex(fingerprint256) };
  return { privateKey: privateKey.reveal(), ...thumbprint };
}

/** Among a credential's certificates the one that its key belongs to. @throws {microsoft.certificate-unreadable} */
export function ownCertificate({ certificate, privateKey }: CertificateCredential): X509Certificate {
  return parseCertificate(readPem(joined(certificate, privateKey), undefined).certificate);
}

function joined(certificate: string, privateKey: Secret): Secret {
  return new Secret(`${certificate}\n${privateKey.reveal()}`);
}

function hex(fingerprint: string): string {
  return fingerprint.replaceAll(":", "").toLowerCase();
}

function parseCertificate(pem: string): X509Certificate {
  return attempt("a certificate cannot be read", () => new X509Certificate(pem));
}

function attempt<Value>(problem: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw unreadable(problem, cause);
  }
}

function unreadable(detail: string, cause?: unknown): SallyportError {
  return microsoftErrors.error("microsoft.certificate-unreadable", { detail, cause });
}
