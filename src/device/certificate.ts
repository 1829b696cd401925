import { createHash, X509Certificate } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  Certificate,
  type Extension,
  type GeneralName,
  id_ce_subjectAltName,
  SubjectAlternativeName,
} from "@peculiar/asn1-x509";
import { attributesOf, distinguishedNameText } from "./certificate-name.ts";
import { deviceErrors } from "./errors.ts";

/** The parts of a client certificate that say which device it is. */
export interface ClientCertificate {
  readonly der: Buffer;
  readonly pem: string;
  /** `x5t#S256`: base64url SHA-256 of the DER. */
  readonly thumbprint: string;
  /** RFC 2253 text. */
  readonly subject: string;
  readonly issuer: string;
  readonly commonNames: readonly string[];
  readonly dnsNames: readonly string[];
  readonly uris: readonly string[];
  /** Upper-case hexadecimal. */
  readonly serialNumber: string;
  /** Validity, milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

const limits = { bytes: 64 * 1024, alternativeNames: 32, nameLength: 1024, attributes: 32 };
const commonNameOid = "2.5.4.3";

/**
 * Reads a certificate from its DER, never from a text rendering of it: in text, a comma inside one name looks like the
 * start of another. OpenSSL, which verified the certificate, and the ASN.1 schema must agree on where it ends.
 *
 * @throws {device.certificate-malformed} also when the certificate is over 64 KiB or has more than 32 alternative names
 * @see RFC 5280
 */
export function parseClientCertificate(der: Buffer): ClientCertificate {
  if (der.length > limits.bytes) throw malformed(`more than ${limits.bytes} bytes`);
  const openssl = read(() => new X509Certificate(der));
  if (!openssl.raw.equals(der)) throw malformed("bytes after the certificate");
  const { subject, issuer, extensions } = read(() => AsnConvert.parse(der, Certificate)).tbsCertificate;
  const names = alternativeNames(extensions ?? []);
  const attributes = attributesOf(subject);
  if (attributes.length > limits.attributes) throw malformed(`more than ${limits.attributes} subject attributes`);
  return {
    der,
    pem: openssl.toString(),
    thumbprint: createHash("sha256").update(der).digest("base64url"),
    subject: distinguishedNameText(subject),
    issuer: distinguishedNameText(issuer),
    commonNames: attributes.filter(({ type }) => type === commonNameOid).flatMap(({ text }) => text ?? []),
    dnsNames: names.flatMap((name) => name.dNSName ?? []),
    uris: names.flatMap((name) => name.uniformResourceIdentifier ?? []),
    serialNumber: openssl.serialNumber,
    notBefore: Date.parse(openssl.validFrom),
    notAfter: Date.parse(openssl.validTo),
  };
}

function alternativeNames(extensions: readonly Extension[]): readonly GeneralName[] {
  const [extension, second] = extensions.filter(({ extnID }) => extnID === id_ce_subjectAltName);
  if (second !== undefined) throw malformed("two subjectAltName extensions");
  if (extension === undefined) return [];
  const names = [...read(() => AsnConvert.parse(extension.extnValue.buffer, SubjectAlternativeName))];
  if (names.length > limits.alternativeNames) throw malformed(`more than ${limits.alternativeNames} alternative names`);
  const lengths = names.map((name) => (name.dNSName ?? name.uniformResourceIdentifier ?? "").length);
  if (lengths.some((length) => length > limits.nameLength)) throw malformed("an oversized alternative name");
  return names;
}

function read<Value>(parse: () => Value): Value {
  try {
    return parse();
  } catch (cause) {
    throw deviceErrors.error("device.certificate-malformed", { detail: "not a DER certificate", cause });
  }
}

function malformed(detail: string): Error {
  return deviceErrors.error("device.certificate-malformed", { detail });
}
