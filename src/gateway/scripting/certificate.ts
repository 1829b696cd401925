import { isIP } from "node:net";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate, type GeneralName, id_ce_subjectAltName, SubjectAlternativeName } from "@peculiar/asn1-x509";
import { perObject } from "../../core/per-object.ts";
import { type ClientCertificate, distinguishedNameText } from "../../device/index.ts";

/** An entry of `getSubjectAlternativeNames()`: the number of its type (RFC 5280, GeneralName) and its value. */
export interface AlternativeName {
  readonly type: number;
  /** Text for types 1, 2, 4, 6, 7 and 8; DER for the others, as Java's `X509Certificate` gives them. */
  readonly value: string | Uint8Array;
}

/** What scripts read of a client certificate besides what {@link ClientCertificate} holds. */
export interface CertificateDetails {
  /** Null when the certificate has no such extension. */
  readonly alternativeNames: readonly AlternativeName[] | null;
  /** Names as Java's `getSubjectDN()` writes them, a blank after each comma. */
  readonly subjectName: string;
  readonly issuerName: string;
  readonly version: number;
}

/** Reads the details of a certificate once, however many requests its connection brings. */
export function certificateReader(): (certificate: ClientCertificate) => CertificateDetails {
  return perObject(detailsOf);
}

/** The DER has been parsed before, so it is well-formed. */
function detailsOf({ der, subject, issuer }: ClientCertificate): CertificateDetails {
  const { extensions, version } = AsnConvert.parse(der, Certificate).tbsCertificate;
  const extension = extensions?.find(({ extnID }) => extnID === id_ce_subjectAltName);
  const names = extension && [...AsnConvert.parse(extension.extnValue.buffer, SubjectAlternativeName)];
  return {
    alternativeNames: names?.flatMap((name) => alternativeName(name) ?? []) ?? null,
    subjectName: spaced(subject),
    issuerName: spaced(issuer),
    version: version + 1,
  };
}

function alternativeName(name: GeneralName): AlternativeName | undefined {
  if (name.rfc822Name !== undefined) return { type: 1, value: name.rfc822Name };
  if (name.dNSName !== undefined) return { type: 2, value: name.dNSName };
  if (name.directoryName !== undefined) return { type: 4, value: distinguishedNameText(name.directoryName) };
  if (name.uniformResourceIdentifier !== undefined) return { type: 6, value: name.uniformResourceIdentifier };
  if (name.iPAddress !== undefined) return { type: 7, value: addressText(name.iPAddress) };
  if (name.registeredID !== undefined) return { type: 8, value: name.registeredID };
  if (name.otherName !== undefined) return { type: 0, value: new Uint8Array(AsnConvert.serialize(name.otherName)) };
  if (name.ediPartyName !== undefined)
    return { type: 5, value: new Uint8Array(AsnConvert.serialize(name.ediPartyName)) };
  return undefined;
}

/** Java writes every group of an IPv6 address, without `::`. */
function addressText(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const groups = (part: string | undefined): string[] => (part === undefined || part === "" ? [] : part.split(":"));
  const [before, after] = [groups(head), groups(tail)];
  const middle = tail === undefined ? [] : new Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...middle, ...after].join(":");
}

/** RFC 2253 text with a blank after each comma that separates two parts. */
function spaced(name: string): string {
  return name.replace(/\\.|,/gs, (found) => (found === "," ? ", " : found));
}
