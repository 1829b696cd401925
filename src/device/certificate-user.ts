import { AsnConvert } from "@peculiar/asn1-schema";
import { AttributeValue, Certificate, id_ce_subjectAltName, SubjectAlternativeName } from "@peculiar/asn1-x509";
import { parseClientCertificate } from "./certificate.ts";
import { attributesOf, textOf } from "./certificate-name.ts";
import { deviceErrors } from "./errors.ts";

/** What a certificate says about the person it belongs to. */
export interface CertificateUser {
  /** RFC 2253 text. */
  readonly subject: string;
  /** Values of the subject, by object identifier; a value that is no text is left out. */
  readonly attributes: readonly { readonly type: string; readonly text: string }[];
  /** SAN rfc822Name. */
  readonly emails: readonly string[];
  /** SAN otherName User Principal Name, as Microsoft's authorities write it. */
  readonly principalNames: readonly string[];
}

const principalNameOid = "1.3.6.1.4.1.311.20.2.3";

/** @throws {device.certificate-malformed} */
export function certificateUser(der: Buffer): CertificateUser {
  const { subject } = parseClientCertificate(der);
  const { tbsCertificate } = AsnConvert.parse(der, Certificate);
  const extension = tbsCertificate.extensions?.find(({ extnID }) => extnID === id_ce_subjectAltName);
  const names =
    extension === undefined ? [] : [...AsnConvert.parse(extension.extnValue.buffer, SubjectAlternativeName)];
  return {
    subject,
    attributes: attributesOf(tbsCertificate.subject).flatMap(({ type, text }) =>
      text === undefined ? [] : [{ type, text }],
    ),
    emails: names.flatMap((name) => name.rfc822Name ?? []),
    principalNames: names.flatMap(({ otherName }) =>
      otherName?.typeId === principalNameOid ? (textOf(readText(otherName.value)) ?? []) : [],
    ),
  };
}

function readText(der: ArrayBuffer): AttributeValue {
  try {
    return AsnConvert.parse(der, AttributeValue);
  } catch (cause) {
    throw deviceErrors.error("device.certificate-malformed", {
      detail: "a user principal name that is no text",
      cause,
    });
  }
}
