import { createPrivateKey, X509Certificate } from "node:crypto";
import type { asn1, pkcs12 } from "node-forge";
import type { Secret } from "../../core/secret.ts";

/** What a PKCS#12 file holds (RFC 7292), as PEM: node itself reads such files for TLS only and lists nothing. */
export interface Pkcs12Content {
  readonly keys: readonly Pkcs12Key[];
  /** Certificates that belong to no key of the file: authorities. */
  readonly trusted: readonly { readonly alias: string | undefined; readonly certificate: string }[];
}

export interface Pkcs12Key {
  /** In lower case, as Java's key stores compare them. */
  readonly alias: string | undefined;
  /** PEM of the certificate and of what the file has of its issuers, in order; empty when it has none. */
  readonly chain: readonly string[];
  /** PEM, PKCS#8 without a passphrase. */
  readonly key: string;
}

const largestFile = 1024 * 1024;

/**
 * Reads keys and certificates. A secret key (a "secret bag") is not supported: such a file is refused as a whole.
 *
 * @param problem makes the error of the caller's own place
 */
export async function readPkcs12(
  bytes: Buffer,
  password: Secret,
  problem: (text: string) => Error,
): Promise<Pkcs12Content> {
  if (bytes.length > largestFile) throw problem("the key store is over 1 MB");
  const bags = await bagsOf(bytes, password).catch(() => {
    // The library's own words may quote the file, which is a secret.
    throw problem(
      "the key store is no PKCS#12, holds something else than keys and certificates, or the password is wrong",
    );
  });
  const certificates = bags.flatMap(({ alias, certificate }) =>
    certificate === undefined ? [] : [{ alias, certificate, x509: new X509Certificate(certificate) }],
  );
  const used = new Set<string>();
  const keys = bags.flatMap(({ alias, key }): Pkcs12Key[] => {
    if (key === undefined) return [];
    const own = certificates.find(({ x509 }) => x509.checkPrivateKey(createPrivateKey(key)));
    const chain: string[] = [];
    for (let link = own; link !== undefined && !chain.includes(link.certificate); link = issuerOf(link, certificates)) {
      chain.push(link.certificate);
      used.add(link.certificate);
    }
    return [{ alias: alias ?? own?.alias, chain, key }];
  });
  const trusted = certificates.filter(({ certificate }) => !used.has(certificate));
  return { keys, trusted: trusted.map(({ alias, certificate }) => ({ alias, certificate })) };
}

interface FoundCertificate {
  readonly alias: string | undefined;
  readonly certificate: string;
  readonly x509: X509Certificate;
}

function issuerOf({ x509 }: FoundCertificate, all: readonly FoundCertificate[]): FoundCertificate | undefined {
  return all.find((candidate) => candidate.x509 !== x509 && x509.checkIssued(candidate.x509));
}

interface Bag {
  readonly alias: string | undefined;
  readonly certificate?: string;
  readonly key?: string;
}

async function bagsOf(bytes: Buffer, password: Secret): Promise<Bag[]> {
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
  const { certBag, keyBag, pkcs8ShroudedKeyBag } = forge.pki.oids;
  const read = ({ type, key, asn1: value, cert, attributes }: pkcs12.Bag): Bag => {
    const name: unknown = attributes?.friendlyName?.[0];
    const alias = typeof name === "string" ? name.toLowerCase() : undefined;
    if (type === certBag) {
      return { alias, certificate: toPem("CERTIFICATE", cert ? forge.pki.certificateToAsn1(cert) : value) };
    }
    if (type !== keyBag && type !== pkcs8ShroudedKeyBag) return { alias };
    const info = key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : value;
    return { alias, key: toPem("PRIVATE KEY", info) };
  };
  const der = forge.asn1.fromDer(bytes.toString("binary"));
  const file = forge.pkcs12.pkcs12FromAsn1(der, password.reveal());
  return file.safeContents.flatMap(({ safeBags }) => safeBags.map(read));
}
