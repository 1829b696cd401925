import { createHash } from "node:crypto";
import { readCertificateHeader } from "../certificate-header.ts";
import { deviceErrors } from "../errors.ts";
import { type ForwardedFormat, forwardedHeaderNames } from "./formats.ts";

/** A certificate that another gateway says it verified. It proves nothing until it is verified here too. */
export interface ForwardedCertificate {
  readonly leaf: Buffer;
  /** In no particular order. */
  readonly chain: readonly Buffer[];
}

/**
 * What a trusted hop says of the client in a format; null when it says that there was no certificate.
 *
 * @param values all values of a header, never joined
 * @throws {device.certificate-unverified} when the hop says that the certificate did not stand its test
 * @throws {device.certificate-malformed} for anything else than one whole certificate: a repeated header, more than one
 *   hop, and names without a certificate, which prove nothing
 */
export function readForwarded(
  format: ForwardedFormat,
  values: (name: string) => readonly string[],
): ForwardedCertificate | null {
  const [main = "", second = "", third = ""] = forwardedHeaderNames[format];
  const value = single(values(main)) ?? "";
  const verdict = format === "nginx" ? single(values(second)) : format === "haproxy" ? single(values(third)) : null;
  if (value === "") {
    if (!isEmptyVerdict(format, verdict)) throw malformed("a verdict without a certificate");
    const left = forwardedHeaderNames[format].slice(1).filter((name) => !isVerdict(name) && values(name).some(Boolean));
    if (left.length > 0) throw malformed(`${left[0]} without a certificate`);
    return null;
  }
  if ((format === "nginx" && verdict !== "SUCCESS") || (format === "haproxy" && verdict !== "0")) {
    throw deviceErrors.error("device.certificate-unverified", { detail: verdict ?? "the hop gave no verdict" });
  }
  if (format === "xfcc") return readXfcc(value);
  const [leaf, ...others] = readCertificateHeader(value);
  if (leaf === undefined) throw malformed("no certificate");
  const chain = format === "rfc9440" ? single(values(second)) : null;
  if (format === "rfc9440" && others.length > 0) throw malformed("more than one certificate");
  return { leaf, chain: [...others, ...(chain === null ? [] : readCertificateHeader(chain))] };
}

/** What a hop says when there was nothing to verify: HAProxy's 0 means both that and success. */
function isEmptyVerdict(format: ForwardedFormat, verdict: string | null): boolean {
  return verdict === null || verdict === "" || verdict === (format === "nginx" ? "NONE" : "0");
}

/** HAProxy and nginx say how the verification went also when there was nothing to verify. */
function isVerdict(name: string): boolean {
  return /-verify$/i.test(name);
}

/** One element of `x-forwarded-client-cert`: Envoy's of the client itself. A second one is another hop's word. */
function readXfcc(value: string): ForwardedCertificate {
  const pairs = xfccPairs(value);
  const certificates = pairs.filter(([key]) => key === "cert").map(([, text]) => text);
  const [certificate, another] = certificates;
  if (certificate === undefined || another !== undefined) throw malformed("not exactly one Cert");
  const [leaf] = readCertificateHeader(certificate);
  if (leaf === undefined) throw malformed("no certificate");
  const sha256 = createHash("sha256").update(leaf).digest("hex");
  const others = pairs.filter(([key, text]) => key === "hash" && text.toLowerCase() !== sha256);
  if (others.length > 0) throw malformed("the Hash of another certificate");
  const chain = pairs.find(([key]) => key === "chain")?.[1];
  return { leaf, chain: chain === undefined ? [] : readCertificateHeader(chain).filter((der) => !der.equals(leaf)) };
}

const longest = 64 * 1024;

/** @throws {device.certificate-malformed} for several elements, an open quote, or a pair without a key */
export function xfccPairs(element: string): readonly (readonly [string, string])[] {
  if (element.length > longest) throw malformed("an oversized header");
  const pairs: [string, string][] = [];
  let at = 0;
  while (at < element.length) {
    const [prefix, key] = /^\s*([A-Za-z]{1,16})=/.exec(element.slice(at, at + 32)) ?? [];
    if (prefix === undefined || key === undefined) throw malformed("no pair of key and value");
    const start = at + prefix.length;
    const [text, end] = element.charAt(start) === '"' ? quotedAt(element, start + 1) : plainAt(element, start);
    pairs.push([key.toLowerCase(), text]);
    if (end < element.length && element.charAt(end) !== ";") throw malformed("more than one element");
    at = end + 1;
  }
  return pairs;
}

function quotedAt(element: string, start: number): [string, number] {
  let text = "";
  for (let at = start; at < element.length; at += 1) {
    const character = element.charAt(at);
    if (character === '"') return [text, at + 1];
    if (character === "\\") at += 1;
    text += element.charAt(at);
  }
  throw malformed("an open quote");
}

function plainAt(element: string, start: number): [string, number] {
  let end = start;
  while (end < element.length && !";,".includes(element.charAt(end))) end += 1;
  return [element.slice(start, end), end];
}

function single(values: readonly string[]): string | null {
  if (values.length > 1) throw malformed("a repeated header");
  return values[0] ?? null;
}

function malformed(detail: string): Error {
  return deviceErrors.error("device.certificate-malformed", { detail });
}
