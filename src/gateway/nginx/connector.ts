import { chmod } from "node:fs/promises";
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { Agent } from "undici";
import { describeError, errorCode } from "../../core/errors.ts";
import type { PeerState } from "../../device/index.ts";
import type { Listener } from "../config/admin.ts";
import { gatewayErrors } from "../errors.ts";
import type { Handler } from "../http/exchange.ts";
import { limitConnections } from "../server/connection-limits.ts";
import type { Connector, ConnectorOptions } from "../server/connector.ts";
import { createPlainServer } from "../server/create-server.ts";
import { createForwardedVerifier } from "../server/forwarded/verifier.ts";
import { http1Inbound } from "../server/http1.ts";
import type { Inbound } from "../server/inbound.ts";
import { direct, type SenderOf } from "../server/sender.ts";
import { type ServeOptions, serve } from "../server/serve.ts";
import { serveUpgrades } from "../server/upgrade.ts";
import type { ServerTls } from "../tls/model.ts";
import { handItOver } from "./decide.ts";
import { agreementOf, type Hop, takeHop } from "./hop.ts";
import { createHopReader } from "./peer-of-hop.ts";
import { checkListeners } from "./site.ts";

/** nginx repeats the certificate with every question, percent-encoded. */
const certificateBytes = 32 * 1024;

export interface NginxConnectorOptions extends Omit<ConnectorOptions, "readPeer" | "handle" | "externalOrigin"> {
  /** Absolute path of the Unix socket; nothing may be there. */
  readonly socket: string;
  readonly listeners: readonly Listener[];
  /** What nginx's configuration has to know as well. */
  readonly settableHeaders: readonly string[];
  readonly externalOrigin: string | undefined;
  /** Serves requests that are handed over. */
  readonly handle: Handler;
  /** Answers questions. */
  readonly decide: Handler;
}

/**
 * Listens on a Unix socket for an nginx that stands in the place of the gateway's own listeners. Whoever can open the socket
 * is believed about clients, so it is for the account of the gateway and its group only.
 *
 * @throws {gateway.config-invalid} for trusted hops
 * @throws {gateway.listen-failed} naming the socket and why
 */
export async function openNginxConnector(options: NginxConnectorOptions): Promise<Connector> {
  const { socket: path, listeners, log, metrics, clock } = options;
  checkListeners(listeners);
  const limits = { ...options.limits, headerBytes: options.limits.headerBytes + certificateBytes };
  const crowd = { connections: limits.connections, connectionsPerAddress: limits.connections };
  const server = createPlainServer({ ...limits, requestTimeout: 0, keepAliveTimeout: 75_000 });
  const connections = limitConnections(server, crowd, log, metrics);
  const authorities = new Agent({ connections: 8, connect: { timeout: 5_000 } });
  const readerOf = async ({ tls }: Listener): Promise<(hop: Hop) => PeerState | Promise<PeerState>> => {
    if (tls === null) return () => ({ state: "none" });
    const settings: ServerTls = await tls();
    return createHopReader(
      settings.clientAuth,
      createForwardedVerifier(settings, { dispatcher: authorities, clock, log }),
    );
  };
  let readers = await Promise.all(listeners.map(readerOf));
  let draining = false;
  const hops = new WeakMap<Socket, Hop>();
  const senderOf: SenderOf = ({ socket }) => {
    const hop = hops.get(socket);
    const read = hop === undefined ? undefined : readers[hop.connector];
    return direct(hop === undefined || read === undefined ? { state: "invalid", reason: "NO_HOP" } : read(hop));
  };
  const servingOf = (listener: Listener, handle: Handler): ServeOptions => ({
    ...options,
    handle,
    senderOf,
    // nginx has finished the handshake: there is no connection of the client's to close.
    invalidCertificate: "page",
    missingCertificate: "page",
    externalOrigin: () =>
      options.externalOrigin ?? `${listener.tls === null ? "http" : "https"}://localhost:${listener.port}`,
    isDraining: () => draining,
  });
  const serving = listeners.map((listener) => ({
    request: servingOf(listener, options.handle),
    decision: servingOf(listener, options.decide),
    outdated: servingOf(listener, async () => handItOver()),
  }));
  const agreement = agreementOf(options.settableHeaders, listeners);
  let wasOutdated = false;
  /** The gateway serves everything itself for an nginx that knows other headers. */
  const kindOf = (hop: Hop): "request" | "decision" | "outdated" => {
    if (hop.purpose === "request") return "request";
    const isOutdated = hop.agreement !== agreement;
    if (isOutdated && !wasOutdated) {
      log.error({ socket: path }, "nginx's configuration is outdated: run sallyport gateway nginx, and reload nginx");
    }
    wasOutdated = isOutdated;
    return isOutdated ? "outdated" : "decision";
  };
  const condemned = new WeakSet<object>();
  const answer = (inbound: Inbound): void => {
    const hop = hops.get(inbound.socket);
    const found = hop === undefined ? undefined : serving[hop.connector]?.[kindOf(hop)];
    if (hop === undefined || found === undefined) {
      inbound.cut();
      return;
    }
    serve(fromHop(inbound, hop, listeners[hop.connector]?.tls !== null), found).catch((problem: unknown) => {
      log.error({ why: describeError(problem) }, "a request could not be answered");
      inbound.cut();
    });
  };
  const learn = (request: Parameters<typeof takeHop>[0] & { socket: Socket }): boolean => {
    const hop = takeHop(request);
    if (hop !== null) {
      hops.set(request.socket, hop);
      return true;
    }
    // What was said of the request before is not said of this one.
    hops.delete(request.socket);
    log.error({ socket: path }, "a request without nginx's word on the client: is its configuration ours?");
    return false;
  };
  server.on("request", (request, response) => {
    if (learn(request)) answer(http1Inbound(request, response, { condemned, limits, log }));
    else response.writeHead(400).end();
  });
  server.on("upgrade", (request) => {
    learn(request);
  });
  serveUpgrades(server, { condemned, limits, log, answer });
  server.on("clientError", (problem, socket) => {
    log.warn({ why: describeError(problem) }, "nginx sent no valid request");
    socket.destroy();
  });
  await listen(server, path);
  return {
    host: path,
    port: 0,
    origin: `unix:${path}`,
    reload: async () => {
      readers = await Promise.all(listeners.map(readerOf));
    },
    close: (gracePeriod = 1_000) =>
      new Promise((resolve) => {
        draining = true;
        const force = setTimeout(() => connections.destroyAll(), gracePeriod);
        server.close(() => {
          clearTimeout(force);
          authorities.destroy().then(resolve, resolve);
        });
        server.closeIdleConnections();
      }),
  };
}

/** The request of the client before nginx. Whatever else a question is answered with, nginx gets by handing the request over. */
function fromHop(inbound: Inbound, { client: { address, port }, purpose }: Hop, secure: boolean): Inbound {
  const { method, version, rawHeaders, upgrade, socket } = inbound;
  const { read, answer, distrust, isAnswered, cut, status, onLeave } = inbound;
  return {
    method,
    version,
    rawHeaders,
    upgrade,
    socket,
    client: { address, port, secure },
    read,
    answer:
      purpose === "request"
        ? answer
        : (response, last) => answer(response.status === 200 ? response : handItOver(), last),
    distrust,
    isAnswered,
    cut,
    status,
    onLeave,
  };
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ path }, () => {
      server.off("error", reject);
      resolve();
    });
  }).catch((cause: unknown) => {
    const message = `The gateway cannot listen on the socket ${path}: ${errorCode(cause) ?? "unknown reason"}.`;
    throw gatewayErrors.error("gateway.listen-failed", { message, cause });
  });
  await chmod(path, 0o660);
}
