import { z } from "zod";

/** Names of subject attributes, as people write them. */
export const attributeOids: Readonly<Record<string, string>> = {
  CN: "2.5.4.3",
  SN: "2.5.4.4",
  SERIALNUMBER: "2.5.4.5",
  C: "2.5.4.6",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  STREET: "2.5.4.9",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  T: "2.5.4.12",
  TITLE: "2.5.4.12",
  GIVENNAME: "2.5.4.42",
  UID: "0.9.2342.19200300.100.1.1",
  DC: "0.9.2342.19200300.100.1.25",
  E: "1.2.840.113549.1.9.1",
  EMAIL: "1.2.840.113549.1.9.1",
  EMAILADDRESS: "1.2.840.113549.1.9.1",
};

export const certificateUserExtractorConfig = z.object({
  certificateAttributeToProfileMapping: z
    .enum(["SUBJECT_DN", "SUBJECT_CN", "SUBJECT_UID", "EMAIL_ADDRESS", "OTHER", "NONE"])
    .default("SUBJECT_CN")
    .meta({
      title: "Certificate Field Used to Access User Profile",
      description: "What of the subject is the user name, when the extension below gives none.",
    }),
  otherCertificateAttributeToProfileMapping: z.string().max(200).nullish().meta({
    title: "Other Certificate Field Used to Access User Profile",
    description: "For OTHER: a subject attribute by name (OU, givenName …) or object identifier.",
  }),
  certificateAttributeProfileMappingExtension: z.enum(["NONE", "RFC822_NAME", "UPN"]).default("NONE").meta({
    title: "SubjectAltNameExt Value Type to Access User Profile",
    description: "The alternative name that is the user name: an e-mail address, or a User Principal Name.",
  }),
});

export type CertificateUserExtractorConfig = z.output<typeof certificateUserExtractorConfig>;
