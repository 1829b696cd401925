import "reflect-metadata";
import { type KeyObject, webcrypto } from "node:crypto";
import { CRLDistributionPointsExtension, Extension, X509CertificateGenerator } from "@peculiar/x509";
import { commonNames, makeCertificate } from "../../../device/testing/certificates.ts";

/** What a phone says of a key in its key store, down to a root of its own making. */

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** Certificates of an `android-key` statement, leaf first, all of which name this revocation list. */
export async function androidKeyChain(
  publicKey: KeyObject,
  clientDataHash: Buffer,
  revocationList?: string,
): Promise<Uint8Array[]> {
  const lists = revocationList === undefined ? [] : [new CRLDistributionPointsExtension([revocationList])];
  const root = await makeCertificate({ subject: commonNames("root"), ca: true, extensions: lists });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const leaf = await X509CertificateGenerator.create({
    serialNumber: "01",
    subject: "CN=leaf",
    issuer: "CN=root",
    notBefore: new Date("2020-01-01T00:00:00Z"),
    notAfter: new Date("2040-01-01T00:00:00Z"),
    publicKey: await webcrypto.subtle.importKey("spki", spki, algorithm, true, ["verify"]),
    signingKey: root.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [keyDescription(clientDataHash), ...lists],
  });
  return [new Uint8Array(leaf.rawData), new Uint8Array(root.der)];
}

/** Versions and security levels, the challenge, no unique id, nothing enforced by software or hardware. */
function keyDescription(challenge: Buffer): Extension {
  const der = `30340201030a01010201030a01010420${challenge.toString("hex")}040030003000`;
  return new Extension("1.3.6.1.4.1.11129.2.1.17", false, Buffer.from(der, "hex"));
}
