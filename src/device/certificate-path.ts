import type { X509Certificate } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_policyConstraints,
  id_ce_subjectAltName,
  KeyUsage,
  KeyUsageFlags,
} from "@peculiar/asn1-x509";

/** A verified path, the client's certificate first and a trusted authority last; or why there is none. */
export type PathResult =
  | { readonly path: readonly X509Certificate[]; readonly why?: undefined }
  | { readonly path: null; readonly why: string };

const longestPath = 8;
const mostAttempts = 64;

/**
 * Looks for a path from a client's certificate to one of `authorities` and verifies it (RFC 5280, section 6, without
 * policies): signatures, validity of all, basic constraints, key usage, path length, and that the leaf may authenticate
 * a TLS client. What it cannot honour (name constraints, unknown critical extensions) makes a certificate unusable.
 *
 * @param others certificates that came along; they need not be in order, and prove nothing by themselves
 * @param now milliseconds since the epoch
 */
export function verifyPath(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
  now: number,
): PathResult {
  const fault = faultOf(leaf, now) ?? clientFault(leaf);
  if (fault !== null) return { path: null, why: `the client certificate ${fault}` };
  const attempts = { left: mostAttempts };
  const trusted = new Set(authorities.map(({ fingerprint256 }) => fingerprint256));
  const candidates = [...authorities, ...others.filter(({ fingerprint256 }) => !trusted.has(fingerprint256))];
  const extend = (path: readonly X509Certificate[]): readonly X509Certificate[] | null => {
    const last = path.at(-1);
    if (last === undefined || path.length >= longestPath) return null;
    for (const issuer of candidates) {
      if (path.some((known) => known.fingerprint256 === issuer.fingerprint256)) continue;
      if (!last.checkIssued(issuer)) continue;
      attempts.left -= 1;
      if (attempts.left < 0) return null;
      if (issuerFault(issuer, path.length - 1, now) !== null || !last.verify(issuer.publicKey)) continue;
      const longer = [...path, issuer];
      const found = trusted.has(issuer.fingerprint256) ? longer : extend(longer);
      if (found !== null) return found;
    }
    return null;
  };
  const path = extend([leaf]);
  return path === null ? { path: null, why: "no path to a trusted authority" } : { path };
}

/** Extensions that are honoured, or that ask for nothing while no policy is required. */
const understood = new Set<string>([
  id_ce_basicConstraints,
  id_ce_keyUsage,
  id_ce_extKeyUsage,
  id_ce_subjectAltName,
  id_ce_certificatePolicies,
]);
const unsupported = new Set<string>([id_ce_nameConstraints, id_ce_policyConstraints]);

/** RSA and ECDSA and DSA with MD2, MD5 or SHA-1. */
const weakSignatures = new Set([
  "1.2.840.113549.1.1.2",
  "1.2.840.113549.1.1.4",
  "1.2.840.113549.1.1.5",
  "1.2.840.10045.4.1",
  "1.2.840.10040.4.3",
]);

function faultOf(certificate: X509Certificate, now: number): string | null {
  const { tbsCertificate, signatureAlgorithm } = AsnConvert.parse(certificate.raw, Certificate);
  if (now < Date.parse(certificate.validFrom)) return "is not valid yet";
  if (now > Date.parse(certificate.validTo)) return "has expired";
  if (weakSignatures.has(signatureAlgorithm.algorithm)) return "has a weak signature";
  if ((certificate.publicKey.asymmetricKeyDetails?.modulusLength ?? 2048) < 2048) return "has a weak key";
  const bad = (tbsCertificate.extensions ?? []).find(
    ({ extnID, critical }) => unsupported.has(extnID) || (critical && !understood.has(extnID)),
  );
  return bad === undefined ? null : `has the extension ${bad.extnID}, which is not supported`;
}

const clientAuth = "1.3.6.1.5.5.7.3.2";
const anyUsage = "2.5.29.37.0";

function clientFault(leaf: X509Certificate): string | null {
  const usage = keyUsage(leaf);
  if (usage !== null && (usage & (KeyUsageFlags.digitalSignature | KeyUsageFlags.keyAgreement)) === 0) {
    return "may not sign";
  }
  const purposes = read(leaf, id_ce_extKeyUsage, (der) => [...AsnConvert.parse(der, ExtendedKeyUsage)]);
  const fits = purposes === null || purposes.includes(clientAuth) || purposes.includes(anyUsage);
  return fits ? null : "may not authenticate a TLS client";
}

/** @param below how many authorities stand between this one and the leaf */
function issuerFault(issuer: X509Certificate, below: number, now: number): string | null {
  const usage = keyUsage(issuer);
  if (usage !== null && (usage & KeyUsageFlags.keyCertSign) === 0) return "may not sign certificates";
  const constraints = read(issuer, id_ce_basicConstraints, (der) => AsnConvert.parse(der, BasicConstraints));
  if (constraints?.cA !== true) return "is no authority";
  if (constraints.pathLenConstraint !== undefined && constraints.pathLenConstraint < below) return "is too far away";
  return faultOf(issuer, now);
}

/** The bits of its key usage; null when it may be used for anything. */
export function keyUsage(certificate: X509Certificate): number | null {
  return read(certificate, id_ce_keyUsage, (der) => AsnConvert.parse(der, KeyUsage).toNumber());
}

function read<Value>(certificate: X509Certificate, oid: string, parse: (der: ArrayBuffer) => Value): Value | null {
  const { tbsCertificate } = AsnConvert.parse(certificate.raw, Certificate);
  const extension = tbsCertificate.extensions?.find(({ extnID }) => extnID === oid);
  return extension === undefined ? null : parse(extension.extnValue.buffer);
}
