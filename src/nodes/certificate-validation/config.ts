import { z } from "zod";
import { secretAttribute } from "../secret-attribute.ts";

const flag = (fallback: boolean, title: string, description: string) =>
  z.boolean().default(fallback).meta({ title, description });
const attribute = z.string().max(200);

export const certificateValidationConfig = z.object({
  matchCertificateInLdap: flag(
    false,
    "Match Certificate in LDAP",
    "The directory must hold the certificate, in the attribute userCertificate.",
  ),
  checkCertificateExpiry: flag(
    false,
    "Check Certificate Expiration",
    "Leave by Expired outside the validity; without it, such a certificate leaves by Path Validation Failed.",
  ),
  ldapCertificateAttribute: attribute.nullish().default("CN").meta({
    title: "Subject DN Attribute Used to Search LDAP for Certificates",
    description: "The entry must have the value that the subject has: the attribute's name in both.",
  }),
  matchCertificateToCRL: flag(
    false,
    "Match Certificate to CRL",
    "The certificate, and its authorities, must not be on the revocation lists of their distribution points.",
  ),
  crlMatchingCertificateAttribute: attribute.default("CN").meta({
    title: "Issuer DN Attribute(s) Used to Search LDAP for CRLs",
    description: "Kept for exports; lists come from distribution points, not from a directory.",
  }),
  crlHttpParameters: z.string().max(1000).nullish().meta({
    title: "HTTP Parameters for CRL Update",
    description: "Added to the address of a distribution point: name=value, several joined by commas.",
  }),
  cacheCRLsInMemory: flag(true, "Cache CRLs in Memory", "Keep a list until the time of its next update."),
  updateCRLsFromDistributionPoint: flag(
    true,
    "Update CRLs from CRLDistributionPoint",
    "Fetch lists from the addresses in the certificate. The only source: without it, a check of lists fails.",
  ),
  ocspValidationEnabled: flag(
    false,
    "OCSP Validation",
    "Ask the issuer's OCSP responder. Not supported yet: with it, no certificate is valid.",
  ),
  certificateIdentityStore: z.string().max(1000).nullish().meta({
    title: "Certificate Identity Store",
    description: "Kept for exports.",
  }),
  certificateLdapServers: z.array(z.string().max(1000)).max(32).default([]).meta({
    title: "LDAP Server Where Certificates are Stored",
    description: "host:port, tried in this order.",
  }),
  ldapSearchStartDN: z.array(z.string().max(1000)).max(32).default([]).meta({
    title: "LDAP Search Start or Base DN",
    description: "Below which entries the certificate is looked for.",
  }),
  userBindDN: z.string().max(1000).nullish().default("cn=Directory Manager").meta({
    title: "LDAP Server Authentication User",
    description: "Who searches; empty: nobody in particular, if the directory allows that.",
  }),
  userBindPassword: secretAttribute.meta({
    title: "LDAP Server Authentication Password",
    description: "The password of that user.",
  }),
  mtlsEnabled: flag(false, "mTLS Enabled", "Identify ourselves to the directory by certificate, over TLS."),
  mtlsSecretLabel: z.string().max(128).nullish().meta({
    title: "mTLS Secret Label",
    description: "File of the secrets directory with the certificate and its key, PEM.",
  }),
  sslEnabled: flag(false, "Use SSL/TLS for LDAP Access", "LDAPS. Without it the bind password goes in clear."),
});

export type CertificateValidationConfig = z.output<typeof certificateValidationConfig>;
