import type { asn1, pkcs12 } from "node-forge";
import { Secret } from "../../core/secret.ts";
import { microsoftErrors } from "../errors.ts";

/** Certificates and RSA key of a PKCS#12 file (RFC 7292), as PEM: Node itself reads such files for TLS only. */
export async function pemOfPkcs12(bytes: Uint8Array, passphrase: Secret | undefined): Promise<Secret> {
  // Loaded when needed: few deployments have such a file, and the library is large.
  const { default: forge } = await import("node-forge");
  const toPem = (type: string, value: asn1.Asn1): string =>
    forge.pem.encode({
      type,
      body: forge.asn1.toDer(value).getBytes(),
      procType: null,
      contentDomain: null,
      dekInfo: null,
      headers: [],
    });
  const pemOf = ({ type, key, asn1: value, cert }: pkcs12.Bag): string | null => {
    const { certBag, keyBag, pkcs8ShroudedKeyBag } = forge.pki.oids;
    if (type === certBag) return toPem("CERTIFICATE", cert ? forge.pki.certificateToAsn1(cert) : value);
    if (type !== keyBag && type !== pkcs8ShroudedKeyBag) return null;
    return key ? forge.pki.privateKeyToPem(key) : toPem("PRIVATE KEY", value);
  };
  try {
    const der = forge.asn1.fromDer(Buffer.from(bytes).toString("binary"));
    const file = forge.pkcs12.pkcs12FromAsn1(der, passphrase?.reveal() ?? "");
    const blocks = file.safeContents.flatMap(({ safeBags }) => safeBags.map(pemOf));
    return new Secret(blocks.filter((block) => block !== null).join("\n"));
  } catch (cause) {
    const detail = "the file is no PKCS#12, its key is not RSA, or the passphrase is wrong";
    throw microsoftErrors.error("microsoft.certificate-unreadable", { detail, cause });
  }
}
