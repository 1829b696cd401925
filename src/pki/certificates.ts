import { isIP } from "node:net";
import type { Extension, JsonGeneralName, JsonNameParams } from "@peculiar/x509";
import type { Clock } from "../core/clock.ts";
import type { Random } from "../core/random.ts";
import { exportPrivateKey, generateKeyPair, importPrivateKey, keyAlgorithm } from "./keys.ts";
import { loadX509 } from "./x509.ts";

/** A development certificate authority and what it issues (RFC 5280). Not for production: the CA key lies on disk. */

/** A certificate and its private key, both PEM; the key is PKCS#8. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Where time and serial numbers come from. */
export interface IssueContext {
  readonly clock: Clock;
  readonly random: Random;
}

export interface DevelopmentCaOptions extends IssueContext {
  readonly commonName: string;
  /** Default ten years. */
  readonly days?: number;
}

export interface ServerCertificateOptions extends IssueContext {
  /** DNS names and IP addresses. */
  readonly hosts: readonly string[];
  /** Default 397, the longest that browsers accept. */
  readonly days?: number;
}

export interface DeviceCertificateOptions extends IssueContext {
  readonly commonName: string;
  readonly organization?: string;
  readonly dnsNames?: readonly string[];
  readonly uris?: readonly string[];
  /** Validity, milliseconds since the epoch; default from five minutes ago for 397 days. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  /** Whether the certificate may authenticate a TLS client; otherwise it may only authenticate a server. Default true. */
  readonly clientAuth?: boolean;
}

const day = 24 * 60 * 60 * 1000;
/** Certificates are valid a little before they were made, for clients whose clock is behind. */
const backdate = 5 * 60 * 1000;

/** A self-signed CA that can issue leaf certificates only. */
export async function createDevelopmentCa(options: DevelopmentCaOptions): Promise<KeyedCertificate> {
  const x509 = await loadX509();
  const keys = await generateKeyPair();
  const now = options.clock.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(options.random),
    name: new x509.Name([{ CN: [{ utf8String: options.commonName }] }]),
    notBefore: new Date(now - backdate),
    notAfter: new Date(now + (options.days ?? 3650) * day),
    signingAlgorithm: keyAlgorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: exportPrivateKey(keys.privateKey) };
}

/** A certificate for a TLS server that browsers and curl accept when they trust the CA. */
export async function issueServerCertificate(
  ca: KeyedCertificate,
  options: ServerCertificateOptions,
): Promise<KeyedCertificate> {
  const { ExtendedKeyUsage } = await loadX509();
  const now = options.clock.now();
  return issueLeaf(ca, options, {
    subject: [{ CN: [{ utf8String: options.hosts[0] ?? "localhost" }] }],
    names: options.hosts.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value })),
    usage: ExtendedKeyUsage.serverAuth,
    notBefore: now - backdate,
    notAfter: now + (options.days ?? 397) * day,
  });
}

/** A certificate for a device. Names are written as given, so that tests can make the odd ones too. */
export async function issueDeviceCertificate(
  ca: KeyedCertificate,
  options: DeviceCertificateOptions,
): Promise<KeyedCertificate> {
  const { ExtendedKeyUsage } = await loadX509();
  const now = options.clock.now();
  const organization = options.organization === undefined ? [] : [{ O: [{ utf8String: options.organization }] }];
  return issueLeaf(ca, options, {
    subject: [...organization, { CN: [{ utf8String: options.commonName }] }],
    names: [
      ...(options.dnsNames ?? []).map((value) => ({ type: "dns" as const, value })),
      ...(options.uris ?? []).map((value) => ({ type: "url" as const, value })),
    ],
    usage: options.clientAuth === false ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth,
    notBefore: options.notBefore ?? now - backdate,
    notAfter: options.notAfter ?? now + 397 * day,
  });
}

interface Leaf {
  readonly subject: JsonNameParams;
  readonly names: JsonGeneralName[];
  readonly usage: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

async function issueLeaf(ca: KeyedCertificate, { random }: IssueContext, leaf: Leaf): Promise<KeyedCertificate> {
  const x509 = await loadX509();
  const issuer = new x509.X509Certificate(ca.certificate);
  const keys = await generateKeyPair();
  const extensions: Extension[] = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([leaf.usage]),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    await x509.AuthorityKeyIdentifierExtension.create(issuer),
  ];
  if (leaf.names.length > 0) extensions.push(new x509.SubjectAlternativeNameExtension(leaf.names));
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(random),
    subject: new x509.Name(leaf.subject),
    issuer: issuer.subjectName,
    notBefore: new Date(leaf.notBefore),
    notAfter: new Date(leaf.notAfter),
    publicKey: keys.publicKey,
    signingKey: await importPrivateKey(ca.key),
    signingAlgorithm: keyAlgorithm,
    extensions,
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: exportPrivateKey(keys.privateKey) };
}

/** 127 random bits, positive and without a leading zero byte (RFC 5280 section 4.1.2.2). */
function serialNumber(random: Random): string {
  const bytes = random.bytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString("hex");
}
