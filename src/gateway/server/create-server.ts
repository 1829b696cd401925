import { createHash } from "node:crypto";
import { createServer as createHttpServer, type Server as HttpServer, type ServerOptions } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { ServerTls } from "../heap/heap-object.ts";
import type { GatewayLimits, InvalidCertificate } from "../options.ts";

/** Longest life of a TLS session ticket, in seconds: a resumed connection is not verified again. */
const ticketLifetime = 300;

/**
 * A server with every wait bounded and node's strict parser.
 *
 * @param name of the listener: tickets of one are worth nothing at another, even in one process
 */
export function createServer(
  name: string,
  tls: ServerTls | null,
  invalidCertificate: InvalidCertificate,
  limits: GatewayLimits,
): HttpServer {
  const options: ServerOptions = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: 1_000,
    requireHostHeader: true,
    insecureHTTPParser: false,
    noDelay: true,
  };
  const server =
    tls === null ? createHttpServer(options) : createTlsServer(name, tls, invalidCertificate, limits, options);
  server.maxHeadersCount = 0;
  server.timeout = limits.idleTimeout;
  return server;
}

function createTlsServer(
  name: string,
  tls: ServerTls,
  invalidCertificate: InvalidCertificate,
  limits: GatewayLimits,
  options: ServerOptions,
): HttpServer {
  return createHttpsServer({
    ...options,
    cert: tls.keys.map(({ certificate }) => certificate),
    key: tls.keys.map(({ key }) => key),
    ca: [...tls.authorities],
    minVersion: tls.minVersion,
    maxVersion: tls.maxVersion,
    ALPNProtocols: ["http/1.1"],
    handshakeTimeout: limits.handshakeTimeout,
    requestCert: tls.clientAuth !== "NONE",
    // With REQUEST, and to show a page, the handshake completes and the peer check decides.
    rejectUnauthorized: tls.clientAuth === "REQUIRED" && invalidCertificate === "close",
    sessionIdContext: sessionContext(name, tls),
    sessionTimeout: ticketLifetime,
  });
}

/** Node gives all listeners of a process one context by default: a ticket of REQUEST would then open REQUIRED. */
export function sessionContext(name: string, tls: ServerTls): string {
  const text = JSON.stringify([name, tls.clientAuth, tls.authorities]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
