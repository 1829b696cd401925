import type { Server } from "node:http";
import { TLSSocket } from "node:tls";
import type { Logger } from "../../core/log.ts";
import type { PeerState } from "../../device/index.ts";
import type { ClientAuth } from "../heap/heap-object.ts";
import type { InvalidCertificate } from "../options.ts";

export type ReadPeer = (socket: TLSSocket) => PeerState;

/**
 * Ends connections whose client certificate does not count, as soon as the handshake is done: an invalid one, unless
 * it gets a page, and with REQUIRED a missing one. Node accepts both where it must not (nodejs/node#35317).
 */
export function checkPeers(
  server: Server,
  clientAuth: ClientAuth,
  invalidCertificate: InvalidCertificate,
  readPeer: ReadPeer,
  log: Logger,
): void {
  if (clientAuth === "NONE") return;
  server.prependListener("secureConnection", (socket: TLSSocket) => {
    const peer = readPeer(socket);
    const refused =
      (peer.state === "invalid" && invalidCertificate === "close") ||
      (peer.state === "none" && clientAuth === "REQUIRED");
    if (!refused) return;
    const why = peer.state === "invalid" ? peer.reason : "no certificate";
    log.info({ address: socket.remoteAddress, why }, "a connection was refused for its client certificate");
    socket.destroy();
  });
}

/** The peer of a request's connection, checked anew: a certificate may expire while its connection lives. */
export function peerOfRequest(socket: unknown, clientAuth: ClientAuth, readPeer: ReadPeer): PeerState {
  if (!(socket instanceof TLSSocket) || clientAuth === "NONE") return { state: "none" };
  const peer = readPeer(socket);
  if (peer.state === "none" && clientAuth === "REQUIRED") return { state: "invalid", reason: "NO_CERTIFICATE" };
  return peer;
}
