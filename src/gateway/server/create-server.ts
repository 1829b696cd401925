import { createServer as createHttpServer, type Server as HttpServer, type ServerOptions } from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { Random } from "../../core/random.ts";
import type { GatewayLimits, InvalidCertificate, MissingCertificate } from "../options.ts";
import type { ServerTls } from "../tls/model.ts";
import { contextOptions, namedContexts } from "../tls/secure-context.ts";
import { type TicketSecret, ticketKeys } from "../tls/ticket-keys.ts";

/** A server with every wait bounded and node's strict parser. */
export function createPlainServer(limits: GatewayLimits): HttpServer {
  return bounded(createHttpServer(httpOptions(limits)), limits);
}

export interface TlsServer {
  readonly server: HttpsServer;
  /** New handshakes use these keys and authorities; connections that stand are left alone. After a change old tickets are worth nothing. */
  renew(tls: ServerTls): void;
}

export interface Tickets {
  /** Undefined where no other process shares the port. */
  readonly common: TicketSecret | undefined;
  readonly hasHops: boolean;
  readonly random: Random;
}

/** @param name of the listener: TLS sessions of one are worth nothing at another */
export function createTlsServer(
  name: string,
  tls: ServerTls,
  pages: { readonly invalidCertificate: InvalidCertificate; readonly missingCertificate: MissingCertificate },
  limits: GatewayLimits,
  { common, hasHops, random }: Tickets,
): TlsServer {
  let current = tls;
  let contextOf = namedContexts(name, tls);
  const server = createHttpsServer({
    ...httpOptions(limits),
    ...contextOptions(name, tls, tls.keys),
    ALPNProtocols: tls.http2 ? ["h2", "http/1.1"] : ["http/1.1"],
    SNICallback: (serverName, found) => found(null, contextOf(serverName)),
    handshakeTimeout: limits.handshakeTimeout,
    requestCert: tls.clientAuth !== "NONE",
    // With REQUEST, and to show a page, the handshake completes and the gatekeeper decides.
    rejectUnauthorized:
      tls.clientAuth === "REQUIRED" && pages.invalidCertificate === "close" && pages.missingCertificate === "close",
  });
  const own = random.bytes(32);
  const setTicketKeys = (): void => {
    // The path to the authority is looked for again, and only who made the full handshake knows the certificates on it.
    const isOwn = hasHops || current.revocation !== null;
    if (common !== undefined) {
      server.setTicketKeys(ticketKeys(common.current(), name, current, isOwn ? own : undefined));
    } else if (isOwn) server.setTicketKeys(random.bytes(48));
  };
  // Node gives a worker the keys that the first one had when it began to listen: they may be old, and are shared.
  server.on("listening", setTicketKeys);
  const forget = common?.watch(setTicketKeys);
  server.on("close", () => forget?.());
  return {
    server: bounded(server, limits),
    renew: (next) => {
      const named = namedContexts(name, next);
      server.setSecureContext(contextOptions(name, next, next.keys));
      contextOf = named;
      current = next;
      setTicketKeys();
    },
  };
}

function httpOptions(limits: GatewayLimits): ServerOptions {
  return {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: 1_000,
    requireHostHeader: true,
    insecureHTTPParser: false,
    noDelay: true,
  };
}

function bounded<Server extends HttpServer>(server: Server, limits: GatewayLimits): Server {
  server.maxHeadersCount = 0;
  server.timeout = limits.idleTimeout;
  return server;
}
