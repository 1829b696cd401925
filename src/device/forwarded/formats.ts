import { createHash } from "node:crypto";
import type { ClientCertificate } from "../certificate.ts";
import { certificateHeaders } from "../certificate-header.ts";
import { deviceErrors } from "../errors.ts";

/** The forms in which gateways and clouds forward a client certificate (facts of each product's documentation). */
export const forwardedFormats = ["rfc9440", "xfcc", "nginx", "haproxy", "alb", "traefik", "azure"] as const;
export type ForwardedFormat = (typeof forwardedFormats)[number];

/** Name and value. */
export type ForwardedHeader = readonly [name: string, value: string];

/** The headers that carry a certificate in each format; all of them are identity headers. */
export const forwardedHeaderNames: Readonly<Record<ForwardedFormat, readonly string[]>> = {
  rfc9440: ["Client-Cert", "Client-Cert-Chain"],
  xfcc: ["X-Forwarded-Client-Cert"],
  nginx: ["ssl-client-cert", "ssl-client-verify", "ssl-client-subject-dn", "ssl-client-issuer-dn"],
  haproxy: ["X-SSL-Client-Cert", "X-SSL-Client-DN", "X-SSL-Client-Verify"],
  alb: [
    "X-Amzn-Mtls-Clientcert-Leaf",
    "X-Amzn-Mtls-Clientcert-Serial-Number",
    "X-Amzn-Mtls-Clientcert-Issuer",
    "X-Amzn-Mtls-Clientcert-Subject",
    "X-Amzn-Mtls-Clientcert-Validity",
  ],
  traefik: ["X-Forwarded-Tls-Client-Cert"],
  azure: ["X-ARR-ClientCert"],
};

const mostBytes = 10 * 1024;

/**
 * The headers that say which certificate was verified on this connection.
 *
 * @param chain what the client sent besides, its issuer first
 * @throws {device.certificate-malformed} when it is too large for a header, or a name in it cannot stand in one: a value
 *   is refused, never shortened or cleaned
 */
export function writeForwarded(
  format: ForwardedFormat,
  certificate: ClientCertificate,
  chain: readonly Buffer[],
): readonly ForwardedHeader[] {
  const bytes = chain.reduce((sum, { length }) => sum + length, certificate.der.length);
  if (bytes > mostBytes) throw refused("the certificate and its chain are too large for a header");
  const headers = writers[format](certificate, chain);
  if (headers.some(([, value]) => /[^\x20-\x7e]/.test(value))) throw refused("a name that cannot stand in a header");
  return headers;
}

const writers: Readonly<
  Record<ForwardedFormat, (certificate: ClientCertificate, chain: readonly Buffer[]) => ForwardedHeader[]>
> = {
  rfc9440: ({ der }, chain) => {
    const headers = certificateHeaders(der, chain);
    if (headers === null || (headers.chain === null && chain.length > 0))
      throw refused("a chain too large for a header");
    const rest: ForwardedHeader[] = headers.chain === null ? [] : [["Client-Cert-Chain", headers.chain]];
    return [["Client-Cert", headers.leaf], ...rest];
  },
  xfcc: (certificate, chain) => [["X-Forwarded-Client-Cert", xfccElement(certificate, chain)]],
  nginx: ({ pem, subject, issuer }) => [
    ["ssl-client-cert", encodeURIComponent(pem)],
    ["ssl-client-verify", "SUCCESS"],
    ["ssl-client-subject-dn", subject],
    ["ssl-client-issuer-dn", issuer],
  ],
  haproxy: ({ der, subject }) => [
    ["X-SSL-Client-Cert", der.toString("base64")],
    ["X-SSL-Client-DN", subject],
    ["X-SSL-Client-Verify", "0"],
  ],
  alb: ({ pem, serialNumber, issuer, subject, notBefore, notAfter }) => [
    ["X-Amzn-Mtls-Clientcert-Leaf", keepingBase64(encodeURIComponent(pem))],
    ["X-Amzn-Mtls-Clientcert-Serial-Number", serialNumber],
    ["X-Amzn-Mtls-Clientcert-Issuer", issuer],
    ["X-Amzn-Mtls-Clientcert-Subject", subject],
    ["X-Amzn-Mtls-Clientcert-Validity", `NotBefore=${isoSeconds(notBefore)};NotAfter=${isoSeconds(notAfter)}`],
  ],
  traefik: ({ der }, chain) => [
    ["X-Forwarded-Tls-Client-Cert", [der, ...chain].map((each) => each.toString("base64")).join(",")],
  ],
  azure: ({ der }) => [["X-ARR-ClientCert", der.toString("base64")]],
};

function xfccElement({ der, pem, subject, uris, dnsNames }: ClientCertificate, chain: readonly Buffer[]): string {
  const all = [pem, ...chain.map(pemOf)].join("");
  return [
    `Hash=${createHash("sha256").update(der).digest("hex")}`,
    `Cert="${encodeURIComponent(pem)}"`,
    `Chain="${encodeURIComponent(all)}"`,
    `Subject=${quoted(subject)}`,
    ...uris.map((uri) => `URI=${quotedIfNeeded(uri)}`),
    ...dnsNames.map((name) => `DNS=${quotedIfNeeded(name)}`),
  ].join(";");
}

function quotedIfNeeded(value: string): string {
  return /[,;="\\]/.test(value) ? quoted(value) : value;
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}

function pemOf(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** AWS leaves the characters of base64 as they are. */
function keepingBase64(text: string): string {
  return text.replaceAll("%2B", "+").replaceAll("%3D", "=").replaceAll("%2F", "/");
}

function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

function refused(detail: string): Error {
  return deviceErrors.error("device.certificate-malformed", { detail });
}
