import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Logger } from "../../core/log.ts";
import type { Random } from "../../core/random.ts";
import { forwardedHeaderNames, type IdentityHeaders, type PeerState } from "../../device/index.ts";
import { gatewayErrors } from "../errors.ts";
import type { Ending } from "../http/ending.ts";
import type { ClientPeer, Exchange } from "../http/exchange.ts";
import { stripInbound } from "../http/inbound-headers.ts";
import type { GatewayMetrics } from "../monitoring/metrics.ts";
import type { Inbound } from "./inbound.ts";
import type { Sender } from "./sender.ts";

/**
 * Turns a request from the wire into an exchange that routes may see: checked, normalised and stripped.
 *
 * @throws {gateway.request-malformed} {@link gatewayErrors} and its kin for a request that no route may see
 */
export function acceptRequest(
  inbound: Inbound,
  { peer, hop }: { peer: Exclude<PeerState, { state: "invalid" }>; hop: Sender["hop"] },
  ending: Ending,
  around: {
    readonly identityHeaders: IdentityHeaders;
    readonly externalOrigin: string;
    readonly log: Logger;
    readonly metrics: GatewayMetrics;
    readonly random: Random;
  },
): Exchange {
  const { method, version, socket } = inbound;
  const client = clientOf(socket, inbound.client, peer);
  const { target, headers, body } = inbound.read();
  const stripped = stripInbound(headers, around.identityHeaders);
  const spoofed = hop === null ? stripped : stripped.filter((name) => !isOfHop(name, hop));
  if (spoofed.length > 0) {
    around.metrics.spoofedHeaders(spoofed.length);
    around.log.warn({ address: client.address, headers: spoofed }, "a client sent identity headers; they were removed");
  }
  return {
    transactionId: around.random.uuid(),
    method,
    version,
    client,
    externalOrigin: around.externalOrigin,
    original: target,
    headers,
    body,
    ending,
    upgrade: inbound.upgrade,
    attributes: new Map(),
    contexts: new Map(),
    session: new Map(),
    target,
    upstream: null,
    mapping: { prefix: "", path: "" },
    route: null,
  };
}

/** What a trusted hop says is no attempt to be somebody else. */
function isOfHop(name: string, hop: NonNullable<Sender["hop"]>): boolean {
  return forwardedHeaderNames[hop.format].some((own) => own.toLowerCase() === name.toLowerCase());
}

function clientOf(socket: Socket, known: Inbound["client"], peer: ClientPeer["peer"]): ClientPeer {
  if (known !== undefined) return { address: known.address, port: known.port, secure: known.secure, peer };
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined) throw gatewayErrors.error("gateway.client-gone");
  const address = remoteAddress.startsWith("::ffff:")
    ? remoteAddress.replace(/^::ffff:(?=[\d.]+$)/, "")
    : remoteAddress;
  return { address, port: remotePort ?? 0, secure: socket instanceof TLSSocket, peer };
}
