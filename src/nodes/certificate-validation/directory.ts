import type { X509Certificate } from "node:crypto";
import { certificateUser } from "../../device/index.ts";
import { attributeOids } from "../certificate-user-extractor/config.ts";
import { nodeErrors } from "../errors.ts";
import { type LdapConfig, ldapConfig } from "../ldap-decision/config.ts";
import type { NodeServices } from "../services.ts";
import type { CertificateValidationConfig } from "./config.ts";

/**
 * Whether the node's directory holds the certificate, in an entry whose attribute has the value that the certificate's
 * subject gives to the attribute of the same name.
 *
 * @throws {nodes.directory-unavailable}, {nodes.directory-misconfigured}
 */
export async function isInDirectory(
  leaf: X509Certificate,
  config: CertificateValidationConfig,
  { certificateDirectory }: Pick<NodeServices, "certificateDirectory">,
): Promise<boolean> {
  const attribute = config.ldapCertificateAttribute?.trim() || "CN";
  const oid = attributeOids[attribute.toUpperCase()] ?? attribute;
  const values = certificateUser(leaf.raw).attributes.flatMap(({ type, text }) => (type === oid ? [text] : []));
  const [value, another] = new Set(values);
  // Several values could name several people.
  if (value === undefined || another !== undefined) return false;
  const query = { bases: config.ldapSearchStartDN.map(withoutServer), attribute, value };
  return certificateDirectory.holdsCertificate(connectionOf(config), query, leaf.raw);
}

/** The same settings as an LDAP Decision node has them. */
function connectionOf(config: CertificateValidationConfig): LdapConfig {
  const servers = config.certificateLdapServers.map(withoutServer);
  const isSecure = config.sslEnabled || servers.some((server) => /^ldaps:/i.test(server));
  const read = ldapConfig.safeParse({
    primaryServers: servers.map((server) => server.replace(/^ldaps?:\/\//i, "").replace(/\/$/, "")),
    accountSearchBaseDn: config.ldapSearchStartDN,
    adminDn: config.userBindDN,
    userProfileAttribute: "cn",
    searchFilterAttributes: ["cn"],
    ldapConnectionMode: isSecure ? "LDAPS" : "LDAP",
    mtlsEnabled: config.mtlsEnabled,
    mtlsSecretLabel: config.mtlsSecretLabel,
  });
  if (read.success) return { ...read.data, adminPassword: config.userBindPassword };
  const detail = "matchCertificateInLdap needs certificateLdapServers and ldapSearchStartDN";
  throw nodeErrors.error("nodes.directory-misconfigured", { detail, cause: read.error });
}

/** PingAM lets the name of one of its own servers come first: `am1|value`. */
function withoutServer(entry: string): string {
  return entry.slice(entry.lastIndexOf("|") + 1).trim();
}
