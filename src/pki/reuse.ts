import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { KeyedCertificate } from "./certificates.ts";

/** Whether a stored certificate still does; decided with node:crypto, so that a second start loads no library. */

/** What a certificate must say to be used again. */
export interface Expectation {
  /** `null`: self-signed. */
  readonly issuer: KeyedCertificate | null;
  readonly commonName: string;
  /** DNS names and IP addresses. */
  readonly hosts: readonly string[];
  readonly uris: readonly string[];
}

const renewBefore = 7 * 24 * 60 * 60 * 1000;

/** Whether certificate and key belong together, name exactly what is expected, and live at least another seven days. */
export function isReusable(stored: KeyedCertificate, expected: Expectation, now: number): boolean {
  const certificate = parse(stored.certificate);
  const issuer = expected.issuer === null ? certificate : parse(expected.issuer.certificate);
  if (certificate === undefined || issuer === undefined) return false;
  return (
    Date.parse(certificate.validFrom) <= now &&
    Date.parse(certificate.validTo) > now + renewBefore &&
    keyMatches(certificate, stored.key) &&
    certificate.checkIssued(issuer) &&
    certificate.verify(issuer.publicKey) &&
    namesMatch(certificate, expected)
  );
}

function namesMatch(certificate: X509Certificate, { commonName, hosts, uris }: Expectation): boolean {
  if (certificate.toLegacyObject().subject.CN !== commonName) return false;
  const names = certificate.subjectAltName?.split(", ") ?? [];
  return (
    names.length === new Set([...hosts, ...uris]).size &&
    hosts.every((host) =>
      isIP(host) === 0 ? names.includes(`DNS:${host}`) : certificate.checkIP(host) !== undefined,
    ) &&
    uris.every((uri) => names.includes(`URI:${uri}`))
  );
}

function keyMatches(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
