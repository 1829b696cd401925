import { perObject } from "../../core/per-object.ts";
import {
  type AssertionDevice,
  type AssertionSigner,
  assertionHeader,
  certificateHeaders,
  clientCertificateChainHeader,
  clientCertificateHeader,
  type IdentityHeaders,
  type PeerState,
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

/** What the gateway says of the client to applications, and what it lets nobody else say. */
export interface Egress {
  /**
   * The egress rule (docs/architecture.md, "Trust between the doors"): an identity header that a filter or a script set
   * goes on only when its id is one that this connection's certificate proves. Clients' own copies went on arrival.
   *
   * @returns the names that were dropped
   */
  dropUnproven(exchange: Exchange): readonly string[];
  /**
   * Adds the gateway's word for this request, with or without a device, when the application is one that believes it; and
   * the certificate that it speaks of (RFC 9440), for those who look at more than the ids.
   */
  addAssertion(exchange: Exchange, origin: string): void;
}

type VerifiedPeer = Extract<PeerState, { state: "verified" }>;

/** What a connection proves, read once: it asks again with every request. */
interface Proof {
  readonly device: AssertionDevice;
  /** In lower case. */
  readonly ids: ReadonlySet<string>;
  /** Values of identity headers that name one of the ids: in practice the one that a filter writes each time. */
  readonly known: Set<string>;
}

const mostKnown = 8;

export function createEgress({ identityHeaders, upstreams, assertion }: GatewayTrust): Egress {
  const proofOf = perObject(readProof);
  const certificatesOf = perObject(({ certificate, chain }: VerifiedPeer) =>
    certificateHeaders(certificate.der, chain),
  );
  return {
    dropUnproven: (exchange) => {
      const { headers, vouched } = exchange;
      const named = headers.namesWhere(identityHeaders.has);
      if (named.length === 0) return none;
      const { peer } = exchange.client;
      const proof = peer.state === "verified" ? proofOf(peer) : null;
      const unproven = named.filter(
        (name) =>
          vouched?.has(name.toLowerCase()) !== true &&
          !isForwarded(exchange, name) &&
          !(proof !== null && isProven(headers.all(name), proof)),
      );
      if (unproven.length === 0) return none;
      const dropped = new Set(unproven.map((name) => name.toLowerCase()));
      headers.removeWhere((name) => dropped.has(name));
      return unproven;
    },
    addAssertion: (exchange, origin) => {
      if (assertion === null || !upstreams.has(origin)) return;
      const { headers, client } = exchange;
      const { peer } = client;
      const token = assertion.sign({
        method: exchange.method,
        target: targetText(exchange.target),
        external: { origin: exchange.externalOrigin, prefix: exchange.mapping.prefix, path: exchange.mapping.path },
        clientIp: client.address,
        device: peer.state === "verified" ? proofOf(peer).device : null,
      });
      headers.set(assertionHeader, token);
      // Only together with the assertion, which names its thumbprint: without that word nobody should believe it.
      const certificates = peer.state === "verified" ? certificatesOf(peer) : null;
      if (certificates === null) return;
      headers.set(clientCertificateHeader, certificates.leaf);
      if (certificates.chain !== null) headers.set(clientCertificateChainHeader, certificates.chain);
    },
  };
}

const none: readonly string[] = Object.freeze([]);

function readProof({ certificate }: VerifiedPeer): Proof {
  const { thumbprint, notBefore, notAfter } = certificate;
  const ids = provenIds(certificate);
  return {
    device: { thumbprint, notBefore, notAfter, ids },
    ids: new Set(ids.map(({ value }) => value.toLowerCase())),
    known: new Set(),
  };
}

function isProven(values: readonly string[], { ids, known }: Proof): boolean {
  const [value] = values;
  if (values.length === 1 && value !== undefined && known.has(value)) return true;
  const read = readDeviceIdHeader(values);
  if (read.found !== "id" || !ids.has(read.value.toLowerCase())) return false;
  if (values.length === 1 && value !== undefined && known.size < mostKnown) known.add(value);
  return true;
}

/** Whether the gateway itself wrote this from the certificate, and nobody has changed it since. */
function isForwarded({ headers, forwarded }: Exchange, name: string): boolean {
  const written = forwarded?.get(name.toLowerCase());
  const values = headers.all(name);
  return written !== undefined && values.length === 1 && values[0] === written;
}
