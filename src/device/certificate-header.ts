import { X509Certificate } from "node:crypto";
import { deviceErrors } from "./errors.ts";

/** Certificates in headers: written as RFC 9440 asks, read in the forms of facts that other gateways write too. */

export const clientCertificateHeader = "client-cert";
export const clientCertificateChainHeader = "client-cert-chain";

/** What is sent (bytes of DER; beside an assertion it must fit into a request's head), and what is read. */
const limits = { leaf: 6 * 1024, chain: 4 * 1024, certificates: 6, header: 48 * 1024 };

/** The values of `Client-Cert` and `Client-Cert-Chain`. */
interface CertificateHeaders {
  readonly leaf: string;
  /** `null` when there are no other certificates, or too many of them: a part of a chain helps nobody. */
  readonly chain: string | null;
}

/**
 * The header values for a verified certificate, or null when it is too large for a header.
 *
 * @param chain what the client sent besides the leaf, its issuer first
 * @see RFC 9440, section 2
 */
export function certificateHeaders(leaf: Buffer, chain: readonly Buffer[]): CertificateHeaders | null {
  if (leaf.length > limits.leaf) return null;
  const bytes = chain.reduce((sum, certificate) => sum + certificate.length, 0);
  const fits = chain.length > 0 && chain.length <= limits.certificates && bytes <= limits.chain;
  return { leaf: byteSequence(leaf), chain: fits ? chain.map(byteSequence).join(", ") : null };
}

/**
 * The bytes of a header that {@link certificateHeaders} wrote; null for anything else. That they are certificates is not
 * looked at: this is read with every request.
 */
export function readCertificateBytes(value: string): readonly Buffer[] | null {
  const items = value.length > limits.header ? [] : value.split(", ", limits.certificates + 1);
  const sequences = items.map((item) => /^:([A-Za-z0-9+/]+={0,2}):$/.exec(item)?.[1] ?? "");
  if (sequences.length === 0 || sequences.length > limits.certificates || sequences.includes("")) return null;
  return sequences.map((base64) => Buffer.from(base64, "base64"));
}

/**
 * The certificates of a header value, leaf first: RFC 9440 (`:base64:`, also a list), PEM as it is, with its line breaks
 * turned to spaces or percent-encoded (nginx, ingress-nginx, AWS), or bare base64 of the DER (Azure, HAProxy, Traefik).
 *
 * @throws {device.certificate-malformed} for anything else, and for more than 6 certificates
 */
export function readCertificateHeader(value: string): readonly Buffer[] {
  if (value.length > limits.header) throw malformed("an oversized header");
  const text = decodePercent(value).trim();
  const encoded = text.startsWith("-----BEGIN") ? pemBodies(text) : text.split(",").map(unwrap);
  if (encoded.length > limits.certificates) throw malformed(`more than ${limits.certificates} certificates`);
  return encoded.map(decodeCertificate);
}

function byteSequence(der: Buffer): string {
  return `:${der.toString("base64")}:`;
}

/** A `+` stays: it is a character of base64, and nobody writes a space that way here. */
function decodePercent(value: string): string {
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    throw deviceErrors.error("device.certificate-malformed", { detail: "not percent-encoded", cause });
  }
}

function pemBodies(text: string): string[] {
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g)];
  const rest = blocks.reduce((left, [block]) => left.replace(block, ""), text);
  if (blocks.length === 0 || rest.trim() !== "") throw malformed("not PEM");
  return blocks.map(([, body = ""]) => body.replaceAll(/\s/g, ""));
}

function unwrap(item: string): string {
  const text = item.trim();
  return /^:[^:]*:$/.test(text) ? text.slice(1, -1) : text;
}

function decodeCertificate(base64: string): Buffer {
  const der = Buffer.from(base64, "base64");
  const exact = base64 !== "" && der.toString("base64").replaceAll("=", "") === base64.replaceAll("=", "");
  if (!exact) throw malformed("not base64");
  try {
    if (new X509Certificate(der).raw.equals(der)) return der;
  } catch (cause) {
    throw deviceErrors.error("device.certificate-malformed", { detail: "not a certificate", cause });
  }
  throw malformed("bytes after the certificate");
}

function malformed(detail: string): Error {
  return deviceErrors.error("device.certificate-malformed", { detail });
}
