import { type Client, EqualityFilter } from "ldapts";
import type { LdapConfig } from "../ldap-decision/config.ts";

/** Directories that hold certificates. */
export interface CertificateDirectory {
  /**
   * Whether an entry that the query finds holds this certificate (DER).
   *
   * @throws {nodes.directory-unavailable}, {nodes.directory-misconfigured}, {core.queue-full}
   */
  holdsCertificate(config: LdapConfig, query: CertificateQuery, der: Buffer): Promise<boolean>;
}

/** Which entries of a directory may hold a certificate. */
interface CertificateQuery {
  readonly bases: readonly string[];
  readonly attribute: string;
  readonly value: string;
}

const certificateAttribute = "userCertificate";
const mostEntries = 20;

/** Whether an entry holds this very certificate in `userCertificate` (RFC 4523, section 2.1). */
export async function holdsCertificate(client: Client, query: CertificateQuery, der: Buffer): Promise<boolean> {
  const { attribute, value, bases } = query;
  const asked = `${certificateAttribute};binary`;
  for (const base of bases) {
    const { searchEntries } = await client.search(base, {
      scope: "sub",
      // A structure, never text: what stands in a certificate is a value and can be nothing else.
      filter: new EqualityFilter({ attribute, value }),
      attributes: [asked],
      explicitBufferAttributes: [asked],
      sizeLimit: mostEntries,
    });
    const values = searchEntries.flatMap((entry) => [entry[asked] ?? []].flat());
    if (values.some((found) => Buffer.isBuffer(found) && found.equals(der))) return true;
  }
  return false;
}
