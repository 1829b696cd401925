import { SallyportError } from "../../core/errors.ts";
import { type ClientCertificate, parseClientCertificate, readCertificateHeader } from "../../device/index.ts";
import { type ElObject, type ElValue, elObject } from "./values.ts";

/** X.509 certificates as expressions see them, wherever they come from. */

export function certificateObject(certificate: ClientCertificate): ElObject {
  const { subject, issuer, thumbprint, serialNumber } = certificate;
  const members: Readonly<Record<string, () => ElValue>> = {
    subject: () => subject,
    subjectDN: () => subject,
    issuer: () => issuer,
    issuerDN: () => issuer,
    thumbprint: () => thumbprint,
    serialNumber: () => serialNumber,
    notBefore: () => new Date(certificate.notBefore).toISOString(),
    notAfter: () => new Date(certificate.notAfter).toISOString(),
    commonNames: () => certificate.commonNames,
    dnsNames: () => certificate.dnsNames,
    uris: () => certificate.uris,
    pem: () => certificate.pem,
  };
  const text = (): string => `Subject: ${subject}\nIssuer: ${issuer}\nSHA-256: ${thumbprint}`;
  return { ...elObject(members, text), identity: `certificate ${thumbprint}` };
}

/** The first certificate of a PEM text or a base64 DER; null for anything else. What it says is proved by nobody. */
export function readCertificate(text: string): ElValue {
  try {
    const [der] = readCertificateHeader(text);
    return der === undefined ? null : certificateObject(parseClientCertificate(der));
  } catch (problem) {
    if (problem instanceof SallyportError) return null;
    throw problem;
  }
}
