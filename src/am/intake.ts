import type { IncomingMessage } from "node:http";
import type { Logger } from "../core/log.ts";
import { perText } from "../core/per-text.ts";
import {
  type AssertionVerifier,
  assertionHeader,
  canonicalHeaderName,
  clientCertificateChainHeader,
  clientCertificateHeader,
  type GatewayAssertion,
  type IdentityHeaders,
  readDeviceIdHeader,
} from "../device/index.ts";
import type { Caller } from "./caller.ts";
import { clientCertificatesOf } from "./client-certificates.ts";
import { amErrors } from "./errors.ts";
import { remoteHosts } from "./remote-hosts.ts";

/** Whose word the server takes for an identity. */
export interface Trust {
  readonly identityHeaders: IdentityHeaders;
  /** null: no gateway shares a key with this server, so every assertion is refused. */
  readonly assertions: AssertionVerifier | null;
  /** Peers whose identity headers count without an assertion; see {@link remoteHosts}. */
  readonly remoteHosts: readonly string[];
}

/** What the intake reads of a request. */
export type RawRequest = Pick<IncomingMessage, "rawHeaders" | "method" | "url"> & {
  readonly socket: { readonly remoteAddress?: string | undefined };
};

export type Intake = (request: RawRequest) => Caller;

interface Header {
  readonly name: string;
  readonly value: string;
  /** What the name alone says. */
  readonly kind: "assertion" | "certificate" | "other";
}

const mostHeaders = 100;
const longestHeaderName = 256;

/**
 * The first thing that happens to any request: decides which of its claims about identity are true, and drops the rest.
 * An assertion, when there is one, is the whole truth; without one, identity headers count only from a trusted peer.
 *
 * @throws {device.assertion-refused}, {am.assertion-refused}: nothing else may happen to such a request
 * @throws {am.request-malformed} for control characters, {am.headers-too-many}
 */
export function createIntake(trust: Trust, log: Logger): Intake {
  const trusted = remoteHosts(trust.remoteHosts);
  const nameOf = perText(readName);
  return (request) => {
    const headers = readHeaders(request.rawHeaders, nameOf);
    const assertion = verifyAssertion(headers, request, trust.assertions);
    const peer = request.socket.remoteAddress ?? "";
    const believed = assertion === null ? believePeer(trusted.trusts(peer)) : believeAssertion(headers, assertion);
    const claims = ({ name }: Header): boolean => trust.identityHeaders.has(name);
    const kept = headers.filter((header) => {
      const { name, kind } = header;
      if (kind === "assertion") return false;
      // Its place is `clientCertificates`; nobody reads it as a text.
      if (assertion !== null && kind === "certificate") return false;
      const keep = !claims(header) || believed(name);
      if (!keep) log.info({ header: name, peer }, "an identity header that nothing proves was removed");
      return keep;
    });
    return {
      clientIp: assertion?.clientIp ?? peer,
      certificate: assertion?.device?.thumbprint ?? null,
      clientCertificates: assertion === null ? [] : clientCertificatesOf(assertion, (name) => copiesOf(headers, name)),
      peer: { address: peer, headers: assertion === null ? groupByName(headers.filter(claims)) : new Map() },
      external: assertion?.external ?? null,
      headers: groupByName(kept),
    };
  };
}

function readHeaders(raw: readonly string[], nameOf: typeof readName): Header[] {
  if (raw.length > mostHeaders * 2)
    throw amErrors.error("am.headers-too-many", { detail: `${raw.length / 2} headers` });
  const headers: Header[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const read = nameOf(raw[index] ?? "");
    const value = raw[index + 1] ?? "";
    if (read === null || hasControlCharacter(value)) {
      throw amErrors.error("am.request-malformed", { detail: "control characters in a header, or an oversized name" });
    }
    headers.push({ name: read.name, value, kind: read.kind });
  }
  return headers;
}

function hasControlCharacter(value: string): boolean {
  return /[^\t\x20-\x7e\x80-\uffff]/.test(value);
}

/** `null`: no name of a header that anybody sends. */
function readName(raw: string): Pick<Header, "name" | "kind"> | null {
  const name = raw.toLowerCase();
  if (name.length > longestHeaderName || !/^[\x21-\x7e]+$/.test(name)) return null;
  return { name, kind: kindOf(name) };
}

function kindOf(name: string): Header["kind"] {
  if (canonicalHeaderName(name) === assertionHeader) return "assertion";
  return name === clientCertificateHeader || name === clientCertificateChainHeader ? "certificate" : "other";
}

function copiesOf(headers: readonly Header[], wanted: string): readonly string[] {
  return headers.filter(({ name }) => name === wanted).map(({ value }) => value);
}

function verifyAssertion(
  headers: readonly Header[],
  request: RawRequest,
  verifier: AssertionVerifier | null,
): GatewayAssertion | null {
  const [assertion, second] = headers.filter(({ kind }) => kind === "assertion");
  if (assertion === undefined) return null;
  if (second !== undefined) throw amErrors.error("am.assertion-refused", { detail: "two assertions" });
  if (verifier === null) throw amErrors.error("am.assertion-refused", { detail: "no assertion key is configured" });
  return verifier.verify(assertion.value, { method: request.method ?? "", target: request.url ?? "" });
}

function believePeer(trusted: boolean): (name: string) => boolean {
  return () => trusted;
}

/** The egress rule, checked once more: an identity header passes if its id is one that the certificate proves. */
function believeAssertion(headers: readonly Header[], { device }: GatewayAssertion): (name: string) => boolean {
  const proven = new Set(device?.ids.map(({ value }) => value));
  return (name) => {
    const id = readDeviceIdHeader(copiesOf(headers, name));
    return id.found === "id" && proven.has(id.value);
  };
}

function groupByName(headers: readonly Header[]): ReadonlyMap<string, readonly string[]> {
  const grouped = new Map<string, string[]>();
  for (const { name, value } of headers) {
    const values = grouped.get(name);
    if (values === undefined) grouped.set(name, [value]);
    else values.push(value);
  }
  return grouped;
}
