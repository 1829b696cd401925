import {
  type AssertionDevice,
  type AssertionSigner,
  assertionHeader,
  certificateHeaders,
  clientCertificateChainHeader,
  clientCertificateHeader,
  type IdentityHeaders,
  provenIds,
  readDeviceIdHeader,
} from "../../device/index.ts";
import { type Exchange, targetText } from "../http/exchange.ts";

/** Whose word counts behind this gateway. */
export interface GatewayTrust {
  readonly identityHeaders: IdentityHeaders;
  /** Origins that get the assertion, and no others. */
  readonly upstreams: ReadonlySet<string>;
  readonly assertion: AssertionSigner | null;
}

/**
 * The egress rule (docs/architecture.md, "Trust between the doors"): an identity header that a filter or a script set
 * goes on only when its id is one that this connection's certificate proves. Clients' own copies went on arrival.
 *
 * @returns the names that were dropped
 */
export function dropUnprovenIdentity(exchange: Exchange, identity: IdentityHeaders): readonly string[] {
  const { vouched } = exchange;
  if (!exchange.headers.some(identity.has)) return [];
  const present = exchange.headers
    .names()
    .filter((name) => identity.has(name) && vouched?.has(name.toLowerCase()) !== true);
  if (present.length === 0) return present;
  const { peer } = exchange.client;
  const ids = peer.state === "verified" ? provenIds(peer.certificate).map(({ value }) => value.toLowerCase()) : [];
  const unproven = present.filter((name) => {
    if (isForwarded(exchange, name)) return false;
    const read = readDeviceIdHeader(exchange.headers.all(name));
    return read.found !== "id" || !ids.includes(read.value.toLowerCase());
  });
  exchange.headers.removeWhere((name) => unproven.some((dropped) => dropped.toLowerCase() === name.toLowerCase()));
  return unproven;
}

/** Whether the gateway itself wrote this from the certificate, and nobody has changed it since. */
function isForwarded({ headers, forwarded }: Exchange, name: string): boolean {
  const written = forwarded?.get(name.toLowerCase());
  const values = headers.all(name);
  return written !== undefined && values.length === 1 && values[0] === written;
}

/**
 * Adds the gateway's word for this request, with or without a device, when the application is one that believes it; and
 * the certificate that it speaks of (RFC 9440), for those who look at more than the ids.
 */
export function addAssertion(exchange: Exchange, origin: string, trust: GatewayTrust): void {
  if (trust.assertion === null || !trust.upstreams.has(origin)) return;
  const token = trust.assertion.sign({
    method: exchange.method,
    target: targetText(exchange.target),
    external: { origin: exchange.externalOrigin, ...exchange.mapping },
    clientIp: exchange.client.address,
    device: deviceOf(exchange),
  });
  exchange.headers.set(assertionHeader, token);
  addCertificate(exchange);
}

/** Only together with the assertion, which names its thumbprint: without that word nobody should believe it. */
function addCertificate({ client: { peer }, headers }: Exchange): void {
  const certificates = peer.state === "verified" ? certificateHeaders(peer.certificate.der, peer.chain) : null;
  if (certificates === null) return;
  headers.set(clientCertificateHeader, certificates.leaf);
  if (certificates.chain !== null) headers.set(clientCertificateChainHeader, certificates.chain);
}

function deviceOf(exchange: Exchange): AssertionDevice | null {
  const { peer } = exchange.client;
  if (peer.state !== "verified") return null;
  const { thumbprint, notBefore, notAfter } = peer.certificate;
  return { thumbprint, notBefore, notAfter, ids: provenIds(peer.certificate) };
}
