import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { describeError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import type { PeerState } from "../../device/index.ts";
import type { GatewayMetrics } from "../monitoring/metrics.ts";
import type { InvalidCertificate, MissingCertificate } from "../options.ts";
import type { ClientAuth } from "../tls/model.ts";
import { createChainMemory } from "./chain-memory.ts";
import { noCertificate } from "./sender.ts";
import type { VerifiedPeer, VetPeer } from "./vetting.ts";

export type ReadPeer = (socket: TLSSocket) => PeerState;

export interface Gatekeeper {
  /**
   * Whether a connection may send requests, as far as the handshake tells: an invalid certificate ends it, and with
   * REQUIRED a missing one, unless it gets a page. Node accepts both where it must not (nodejs/node#35317).
   */
  admits(socket: TLSSocket): boolean;
  /** Who sends a request, looked at anew each time: a certificate may expire, or be taken back, while its connection lives. */
  peerOf(socket: Socket): PeerState | Promise<PeerState>;
  /**
   * Asks further from now on, and ends the connections whose certificate does not stand `test` and that. A test that
   * throws was not stood.
   */
  renew(vet: VetPeer, test: (peer: VerifiedPeer) => boolean): void;
}

export function createGatekeeper(options: {
  clientAuth: ClientAuth;
  invalidCertificate: InvalidCertificate;
  missingCertificate: MissingCertificate;
  readPeer: ReadPeer;
  vet: VetPeer;
  log: Logger;
  metrics: GatewayMetrics;
}): Gatekeeper {
  const { clientAuth, invalidCertificate, missingCertificate, log, metrics } = options;
  const devices = new Set<TLSSocket>();
  // It outlives reloads: connections, and tickets after one that changed nothing, do too.
  const chains = createChainMemory();
  let vet = options.vet;

  const readPeer = (socket: TLSSocket): PeerState => {
    const peer = options.readPeer(socket);
    return peer.state === "verified" ? chains.complete(peer) : peer;
  };
  const refuse = (socket: TLSSocket, why: string): void => {
    log.info({ address: socket.remoteAddress, why }, "a connection was refused for its client certificate");
    metrics.handshake("refused", why);
    socket.destroy();
  };
  const endIfInvalid = async (socket: TLSSocket, peer: VerifiedPeer): Promise<void> => {
    const vetted = await Promise.resolve(peer)
      .then(vet)
      .catch((problem: unknown): PeerState => {
        log.error({ why: describeError(problem) }, "a client certificate could not be checked");
        return { state: "invalid", reason: "REVOCATION_UNKNOWN" };
      });
    if (vetted.state === "invalid" && invalidCertificate === "close") refuse(socket, vetted.reason);
  };

  return {
    admits: (socket) => {
      if (socket.isSessionReused()) metrics.resumption();
      if (clientAuth === "NONE") {
        metrics.handshake("no-certificate", "");
        return true;
      }
      const peer = readPeer(socket);
      const refused =
        (peer.state === "invalid" && invalidCertificate === "close") ||
        (peer.state === "none" && clientAuth === "REQUIRED" && missingCertificate === "close");
      if (refused) refuse(socket, peer.state === "invalid" ? peer.reason : "no certificate");
      if (peer.state === "none" && !refused) metrics.handshake("no-certificate", "");
      if (peer.state !== "verified") return !refused;
      metrics.handshake("verified", "");
      chains.learn(peer);
      devices.add(socket);
      socket.once("close", () => devices.delete(socket));
      void endIfInvalid(socket, peer);
      return true;
    },
    peerOf: (socket) => {
      if (!(socket instanceof TLSSocket) || clientAuth === "NONE") return { state: "none" };
      const peer = readPeer(socket);
      if (peer.state === "none" && clientAuth === "REQUIRED") return { state: "invalid", reason: noCertificate };
      return peer.state === "verified" ? vet(peer) : peer;
    },
    renew: (next, test) => {
      vet = next;
      for (const socket of devices) {
        try {
          const peer = readPeer(socket);
          if (peer.state === "verified" && !test(peer)) refuse(socket, "its authority is not trusted any more");
          else if (peer.state === "verified") void endIfInvalid(socket, peer);
        } catch (problem) {
          log.error({ why: describeError(problem) }, "a client certificate could not be checked");
          refuse(socket, "its authority could not be checked");
        }
      }
    },
  };
}
