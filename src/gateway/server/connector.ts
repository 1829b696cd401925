import type { Server } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { Agent } from "undici";
import { describeError, errorCode } from "../../core/errors.ts";
import type { Listener } from "../config/admin.ts";
import { gatewayErrors } from "../errors.ts";
import { allowedMethods } from "../http/request-checks.ts";
import type { GatewayLimits } from "../options.ts";
import type { ServerTls } from "../tls/model.ts";
import type { TicketSecret } from "../tls/ticket-keys.ts";
import { limitConnections } from "./connection-limits.ts";
import { createPlainServer, createTlsServer } from "./create-server.ts";
import { createHopsReader, type ReadHops } from "./forwarded/read-hops.ts";
import { createGatekeeper, type ReadPeer } from "./gatekeeper.ts";
import { http1Inbound } from "./http1.ts";
import { createHttp2Sessions } from "./http2/sessions.ts";
import type { Inbound } from "./inbound.ts";
import { direct, type Sender, type SenderOf } from "./sender.ts";
import { type ServeOptions, serve } from "./serve.ts";
import { createSlowClients } from "./slow-clients.ts";
import { serveUpgrades } from "./upgrade.ts";
import { createVetting, pathFinder, type VetPeer } from "./vetting.ts";

/** An open listener. */
export interface Connector {
  readonly host: string;
  readonly port: number;
  /** `https://<host>:<port>`, as bound. */
  readonly origin: string;
  /**
   * Reads certificates, keys, authorities and revocation lists anew. Connections stay, but for those whose client
   * certificate does not count any more.
   *
   * @throws {gateway.config-invalid} when something cannot be read; what was there before goes on being used
   */
  reload(): Promise<void>;
  /**
   * Stops accepting, lets running requests finish for `gracePeriod` milliseconds, then ends them.
   *
   * @param gracePeriod default: the listener's own, or 1000
   */
  close(gracePeriod?: number): Promise<void>;
}

export type ConnectorOptions = Omit<ServeOptions, "senderOf" | "externalOrigin" | "isDraining"> & {
  readonly externalOrigin: string | undefined;
  readonly readPeer: ReadPeer;
  readonly limits: GatewayLimits;
  readonly tickets?: TicketSecret | undefined;
};

/** A forwarded certificate with its chain, in the longest of the formats, besides the client's own headers. */
const forwardedBytes = 24 * 1024;

/** @throws {gateway.listen-failed} naming the port and why */
export async function openConnector(listener: Listener, options: ConnectorOptions): Promise<Connector> {
  const { log, metrics, readPeer, invalidCertificate, missingCertificate } = options;
  const { host, trustedHops } = listener;
  const headerBytes = options.limits.headerBytes + (trustedHops.length > 0 ? forwardedBytes : 0);
  const limits = { ...options.limits, headerBytes: listener.headerBytes ?? headerBytes };
  const tls = listener.tls === null ? null : await listener.tls();
  const secure =
    tls === null
      ? null
      : createTlsServer(`${host}:${listener.port}`, tls, options, limits, {
          common: options.tickets,
          hasHops: trustedHops.length > 0,
          random: options.random,
        });
  const server = secure?.server ?? createPlainServer(limits);
  const connections = limitConnections(server, limits, log, metrics);
  const slow = createSlowClients(limits, options);
  const authorities = new Agent({ connections: 8, connect: { timeout: 5_000 } });
  const vetting = (settings: ServerTls | null): VetPeer =>
    settings === null
      ? (peer) => peer
      : createVetting(settings, { dispatcher: authorities, clock: options.clock, log });
  const gatekeeper = createGatekeeper({
    clientAuth: tls?.clientAuth ?? "NONE",
    invalidCertificate,
    missingCertificate,
    readPeer,
    vet: vetting(tls),
    log,
    metrics,
  });
  const hopsReader = async (settings: ServerTls | null): Promise<ReadHops | null> =>
    trustedHops.length === 0
      ? null
      : createHopsReader(trustedHops, settings, { dispatcher: authorities, clock: options.clock, log });
  let readHops = await hopsReader(tls);
  const everTrusted = new Set(tls?.authorities);
  const ofHops = new WeakSet<Socket>();
  const senderOf: SenderOf = (inbound) => {
    const { socket } = inbound;
    const own = gatekeeper.peerOf(socket);
    if (readHops === null) return direct(own);
    const read = readHops;
    const noted = (sender: Sender): Sender => {
      if (sender.hop === null) ofHops.delete(socket);
      else ofHops.add(socket);
      return sender;
    };
    const found = own instanceof Promise ? own.then((peer) => read(inbound, peer)) : read(inbound, own);
    return found instanceof Promise ? found.then(noted) : noted(found);
  };
  const condemned = new WeakSet<object>();
  reportBrokenConnections(server, condemned, options);

  let draining = false;
  let external = options.externalOrigin ?? "";
  const serving: ServeOptions = {
    ...options,
    senderOf,
    externalOrigin: () => external,
    isDraining: () => draining,
  };
  const answer = (inbound: Inbound): void => {
    serve(inbound, serving).catch((problem: unknown) => {
      log.error({ why: describeError(problem) }, "a request could not be answered");
      inbound.cut();
    });
  };
  const around = { condemned, limits, log, slow };
  server.on("request", (request, response) => {
    if (condemned.has(request.socket)) return;
    answer(http1Inbound(request, response, around));
  });
  server.on("checkContinue", (request, response) => {
    if (condemned.has(request.socket)) return;
    answer(http1Inbound(request, response, around, "100-continue"));
  });
  serveUpgrades(server, { ...around, answer });
  const http2 = createHttp2Sessions({
    limits,
    clock: options.clock,
    log,
    slow,
    isHop: trustedHops.length === 0 ? null : (socket) => ofHops.has(socket),
    onRequest: answer,
  });
  if (secure !== null) {
    dispatchByProtocol(secure.server, (socket) => {
      if (!gatekeeper.admits(socket)) socket.destroy();
      else if (socket.alpnProtocol === "h2") http2.open(socket);
      else {
        slow.connection(socket);
        return "http/1.1";
      }
      return "done";
    });
  } else server.on("connection", slow.connection);
  const port = await listen(server, host, listener.port);
  if (external === "") external = `${tls === null ? "http" : "https"}://localhost:${port}`;

  return {
    host,
    port,
    origin: `${tls === null ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${port}`,
    reload: async () => {
      const next = listener.tls === null ? null : await listener.tls();
      const nextHops = await hopsReader(next);
      if (secure === null || next === null) {
        readHops = nextHops;
        return;
      }
      const find = pathFinder(next.authorities);
      const vet = vetting(next);
      secure.renew(next);
      readHops = nextHops;
      // While none has ever gone, no connection's has, whether or not this process knows the way to it.
      const allStay = [...everTrusted].every((pem) => next.authorities.includes(pem));
      for (const pem of next.authorities) everTrusted.add(pem);
      gatekeeper.renew(vet, (peer) => allStay || find(peer, options.clock.now()).path !== null);
    },
    close: (gracePeriod = listener.gracePeriod ?? 1_000) =>
      new Promise((resolve) => {
        draining = true;
        const force = setTimeout(() => connections.destroyAll(), gracePeriod);
        server.close(() => {
          clearTimeout(force);
          slow.close();
          authorities.destroy().then(resolve, resolve);
        });
        http2.drain();
        server.closeIdleConnections();
      }),
  };
}

/** Puts `first` in front of node's own handling of a TLS connection, which speaks HTTP/1.1 whatever was agreed upon. */
function dispatchByProtocol(server: HttpsServer, first: (socket: TLSSocket) => "http/1.1" | "done"): void {
  const speakHttp1 = server.listeners("secureConnection");
  server.removeAllListeners("secureConnection");
  server.on("secureConnection", (socket: TLSSocket) => {
    if (first(socket) === "done") return;
    for (const listener of speakHttp1) listener.call(server, socket);
  });
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve();
    });
  }).catch((cause: unknown) => {
    const why = errorCode(cause) === "EADDRINUSE" ? "another program uses it" : (errorCode(cause) ?? "unknown reason");
    const message = `The gateway cannot listen on ${host}, port ${port}: ${why}.`;
    throw gatewayErrors.error("gateway.listen-failed", { message, cause });
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

const statusOfParserError: ReadonlyMap<string, string> = new Map([
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
]);

/** What node's parser or TLS refuses never becomes a request; it is answered here, if it can be. */
function reportBrokenConnections(server: Server, condemned: WeakSet<object>, { log, metrics }: ConnectorOptions): void {
  server.on("clientError", (problem: Error, socket: Duplex) => {
    const code = errorCode(problem) ?? "";
    log.debug({ why: code }, "a connection sent no valid request");
    // An answer is on its way already, and the connection ends with it.
    if (condemned.has(socket)) return;
    condemned.add(socket);
    endWith(socket, statusOfParserError.get(code) ?? "400 Bad Request");
  });
  server.on("tlsClientError", (problem: Error, socket: Duplex) => {
    // Before a handshake there is nobody to answer, and an answer would wait for the handshake.
    socket.destroy();
    metrics.handshake("failed", errorCode(problem) ?? "");
    log.debug({ why: errorCode(problem) ?? problem.message }, "a TLS handshake failed");
  });
  server.on("connect", (_request, socket) => {
    // Node has let go of the connection, and with it of the listener that keeps a reset from ending the process.
    socket.on("error", (problem) => log.debug({ why: describeError(problem) }, "a client connection failed"));
    condemned.add(socket);
    endWith(socket, "405 Method Not Allowed", [`Allow: ${allowedMethods}`]);
  });
}

function endWith(socket: Duplex, status: string, more: readonly string[] = []): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const lines = [`HTTP/1.1 ${status}`, "Connection: close", "Content-Length: 0", ...more];
  socket.end(`${lines.join("\r\n")}\r\n\r\n`, () => socket.destroy());
}
