import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate, id_ce_cRLDistributionPoints } from "@peculiar/asn1-x509";
import { z } from "zod";

/** Formats whose certificates `@simplewebauthn/server` traces to no root, as none is set: it fetches nothing for them. */
const untraced = ["none", "packed", "fido-u2f", "tpm"];
/** Formats whose certificates, all from the client, it traces: it fetches the revocation lists that they name. */
const traced = ["android-key", "apple"];

// Text would be taken as a certificate in base64.
const certificates = z.array(z.instanceof(Uint8Array)).max(10);

/**
 * Refuses an attestation for which the library would fetch what the client names: addresses inside our network, without
 * a bound. Authority information access (RFC 5280, 4.2.2.1) is not followed by it.
 *
 * @param attestationObject base64url
 * @throws Error
 * @see RFC 5280, 4.2.1.13
 */
export async function refuseFetches(attestationObject: string): Promise<void> {
  const { decodeAttestationObject } = await import("@simplewebauthn/server/helpers");
  const attestation = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, "base64url")));
  const format: string = attestation.get("fmt");
  if (untraced.includes(format)) return;
  if (!traced.includes(format)) throw new Error("the format of the attestation statement is not supported");
  const chain = certificates.safeParse(attestation.get("attStmt").get("x5c"));
  if (!chain.success) throw new Error("the attestation statement has no list of certificates");
  if (chain.data.some(namesRevocationLists)) {
    throw new Error("a certificate of the attestation names revocation lists, which are not fetched");
  }
}

function namesRevocationLists(der: Uint8Array): boolean {
  const { extensions = [] } = AsnConvert.parse(der, Certificate).tbsCertificate;
  return extensions.some(({ extnID }) => extnID === id_ce_cRLDistributionPoints);
}
