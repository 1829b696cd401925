import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { Clock } from "../core/clock.ts";
import { SallyportError } from "../core/errors.ts";
import { type ClientCertificate, parseClientCertificate } from "./certificate.ts";

/**
 * Who stands at the other end of a TLS connection. `invalid` is never to be treated as `none`: a certificate was
 * presented and does not count, or nothing can be said any more. `reason` is OpenSSL's code or one of ours.
 */
export type PeerState =
  | { readonly state: "none" }
  | {
      readonly state: "verified";
      readonly certificate: ClientCertificate;
      /** DER of what the client sent besides, its issuer first, without a root; empty after a resumption. */
      readonly chain: readonly Buffer[];
    }
  | { readonly state: "invalid"; readonly reason: string };

/**
 * The state of a connection now. Identity is a certificate that is present and a chain that was verified:
 * `authorized` alone proves nothing, because Node.js 20 sets it on a resumed TLS 1.3 connection whose client never had
 * a certificate (nodejs/node#35317). Expiry is checked here because resumption does not.
 */
export function peerState(socket: TLSSocket, clock: Clock): PeerState {
  return withinValidity(readPeer(socket), clock);
}

/**
 * {@link peerState} that parses the certificate once per connection; validity is still checked on every call. Node 20 tells
 * the chain of a connection only once, so this must be the first to ask.
 */
export function createPeerReader(clock: Clock): (socket: TLSSocket) => PeerState {
  const verified = new WeakMap<TLSSocket, PeerState>();
  return (socket) => {
    const state = verified.get(socket) ?? readPeer(socket);
    if (state.state === "verified") verified.set(socket, state);
    return withinValidity(state, clock);
  };
}

function readPeer(socket: TLSSocket): PeerState {
  const peer = socket.getPeerX509Certificate();
  // A closed connection forgets its certificate; it must not look like one that never had any.
  if (peer === undefined) {
    return socket.destroyed ? { state: "invalid", reason: "CONNECTION_CLOSED" } : { state: "none" };
  }
  if (!socket.authorized) return { state: "invalid", reason: authorizationError(socket) };
  try {
    return { state: "verified", certificate: parseClientCertificate(peer.raw), chain: intermediatesOf(peer) };
  } catch (error) {
    if (error instanceof SallyportError) return { state: "invalid", reason: "CERTIFICATE_MALFORMED" };
    throw error;
  }
}

const longestChain = 8;

/** What the client sent besides its own certificate, without a root: whoever believes in that one has it. */
function intermediatesOf({ issuerCertificate }: X509Certificate): readonly Buffer[] {
  const chain: Buffer[] = [];
  for (let issuer = issuerCertificate; issuer && chain.length < longestChain; issuer = issuer.issuerCertificate) {
    if (issuer.subject !== issuer.issuer) chain.push(issuer.raw);
  }
  return chain;
}

function authorizationError(socket: TLSSocket): string {
  const error: unknown = socket.authorizationError;
  if (typeof error === "string") return error;
  return error instanceof Error ? error.message : "UNVERIFIED";
}

function withinValidity(state: PeerState, clock: Clock): PeerState {
  if (state.state !== "verified") return state;
  const now = clock.now();
  if (now > state.certificate.notAfter) return { state: "invalid", reason: "CERT_HAS_EXPIRED" };
  return now < state.certificate.notBefore ? { state: "invalid", reason: "CERT_NOT_YET_VALID" } : state;
}
