import type { CertificateUser } from "../../device/index.ts";
import { attributeOids, type CertificateUserExtractorConfig } from "./config.ts";

/** The user name that a certificate gives, or why it gives none. */
type UserName =
  | { readonly username: string; readonly why?: undefined }
  | { readonly username: null; readonly why: string };

const longest = 256;

/** The alternative name first, then the subject, as PingAM does. Several different values name nobody. */
export function userNameOf(certificate: CertificateUser, config: CertificateUserExtractorConfig): UserName {
  const named = alternativeNames(certificate, config);
  const values = named.length > 0 ? named : subjectValues(certificate, config);
  const [username, another] = new Set(values.map((value) => value.trim()).filter((value) => value !== ""));
  if (username === undefined) return { username: null, why: "the certificate has no such value" };
  if (another !== undefined) return { username: null, why: "the certificate has several such values" };
  const fits = username.length <= longest && !/\p{Cc}/u.test(username);
  return fits
    ? { username }
    : { username: null, why: "the value is too long for a user name, or has control characters" };
}

function alternativeNames(
  { emails, principalNames }: CertificateUser,
  { certificateAttributeProfileMappingExtension: kind }: CertificateUserExtractorConfig,
): readonly string[] {
  if (kind === "RFC822_NAME") return emails;
  return kind === "UPN" ? principalNames : [];
}

function subjectValues(
  { subject, attributes }: CertificateUser,
  config: CertificateUserExtractorConfig,
): readonly string[] {
  const of = (name: string): readonly string[] => {
    const oid = attributeOids[name.toUpperCase()] ?? name;
    return attributes.filter(({ type }) => type === oid).map(({ text }) => text);
  };
  switch (config.certificateAttributeToProfileMapping) {
    case "SUBJECT_DN":
      return [subject];
    case "SUBJECT_CN":
      return of("CN");
    case "SUBJECT_UID":
      return of("UID");
    case "EMAIL_ADDRESS":
      return of("EMAILADDRESS");
    case "OTHER":
      return of((config.otherCertificateAttributeToProfileMapping ?? "").trim());
    case "NONE":
      return [];
  }
}
