import { createHash } from "node:crypto";
import { z } from "zod";
import { gatewayErrors } from "../errors.ts";
import type { BuildContext } from "../heap/model.ts";
import { duration, flag, integer, later, reference } from "../heap/schemas.ts";
import type { Exchange, GatewayResponse, Handler } from "../http/exchange.ts";
import type { Headers } from "../http/headers.ts";
import type { ClientConfig } from "./client-config.ts";
import { sender } from "./send.ts";
import { createTunnel } from "./tunnel.ts";

const protocolName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/;
const bounded = duration.refine((milliseconds) => milliseconds >= 1 && milliseconds <= 24 * 3_600_000, {
  error: "must be between 1 millisecond and 1 day: every wait has a bound",
});

export const webSocketConfig = z
  .object({
    enabled: flag.default(false),
    soTimeout: bounded.optional(),
    connectionTimeout: bounded.optional(),
    tls: reference.optional(),
    proxyOptions: later,
    vertx: z.record(z.string(), z.unknown()).optional(),
    /** Ours: sub-protocols that may be asked for; all when absent. */
    subProtocols: z.array(z.string().regex(protocolName)).optional(),
    /** Ours: origins whose pages may connect, besides the page's own host. */
    allowedOrigins: z.array(z.string().regex(/^https?:\/\/[^/\s]+$/)).default([]),
    /** Ours: a connection without a byte in either direction ends. */
    idleTimeout: bounded.default(10 * 60_000),
    /** Ours: bytes in one direction, after which the connection ends; 0 sets no end. */
    maxBytes: integer(0, Number.MAX_SAFE_INTEGER).default(0),
  })
  .prefault({});

type WebSocketConfig = z.output<typeof webSocketConfig>;

/**
 * WebSocket (RFC 6455) to the application: the handshake passes the route's filters and carries the same identity as any
 * request; then bytes go both ways until one side ends, falls silent, or the client's certificate expires.
 */
export async function webSocketProxy(
  config: ClientConfig & { readonly websocket: WebSocketConfig },
  context: BuildContext,
): Promise<Handler> {
  const { websocket } = config;
  const { services } = context;
  if (!websocket.enabled) {
    return () => Promise.reject(gatewayErrors.error("gateway.upgrade-refused"));
  }
  const to = websocket.tls ?? config.tls;
  const path = websocket.tls === undefined ? ["tls"] : ["websocket", "tls"];
  const tls = to === undefined ? null : (await context.refer("client-tls", to, ...path)).tls;
  const readTimeout = websocket.soTimeout ?? config.soTimeout;
  const pools = services.openPools({
    connections: config.connections,
    connectTimeout: websocket.connectionTimeout ?? config.connectionTimeout,
    readTimeout,
    timeToLive: Number.POSITIVE_INFINITY,
    ca: services.upstreamCa,
    tls,
    resolve: services.resolve,
  });
  const { waitQueueSize, preserveHost } = config;
  const send = sender(pools, { readTimeout, waitQueueSize, preserveHost }, services);
  return async (exchange) => {
    checkOrigin(exchange, websocket.allowedOrigins);
    const offered = offerProtocols(exchange.headers, websocket.subProtocols);
    const key = exchange.headers.first("sec-websocket-key") ?? "";
    const response = await send(exchange);
    const { socket } = response;
    if (socket === null) return response;
    const problem = agreementProblem(response, key, offered);
    if (problem !== undefined) {
      socket.destroy();
      throw gatewayErrors.error("gateway.upstream-failed", { detail: `a WebSocket handshake with ${problem}` });
    }
    const { peer } = exchange.client;
    const life = peer.state === "verified" ? peer.certificate.notAfter - services.clock.now() : null;
    const { idleTimeout, maxBytes } = websocket;
    return { ...response, tunnel: createTunnel(socket, { idleTimeout, maxBytes, life }) };
  };
}

/** A page of another site must not use the cookies and the certificate of whoever reads it. */
function checkOrigin({ headers }: Exchange, allowed: readonly string[]): void {
  const origins = headers.all("origin");
  if (origins.length === 0) return;
  const [origin = ""] = origins;
  const own = URL.canParse(origin) && new URL(origin).host === headers.first("host")?.toLowerCase();
  if (origins.length === 1 && (own || allowed.includes(origin))) return;
  throw gatewayErrors.error("gateway.origin-refused");
}

/** Leaves only allowed sub-protocols in the request. */
function offerProtocols(headers: Headers, allowed: readonly string[] | undefined): readonly string[] {
  const name = "Sec-WebSocket-Protocol";
  const asked = headers.all(name).flatMap((value) => value.split(",").map((item) => item.trim()));
  if (asked.length === 0) return asked;
  const offered = asked.filter((item) => protocolName.test(item) && allowed?.includes(item) !== false);
  if (offered.length === 0) {
    const message = "The request asks for no WebSocket sub-protocol that is allowed here.";
    throw gatewayErrors.error("gateway.request-malformed", { message });
  }
  headers.set(name, offered.join(", "));
  return offered;
}

/** An application that does not mean WebSocket must not get a raw connection with a client behind the gateway. */
function agreementProblem({ status, headers }: GatewayResponse, key: string, offered: readonly string[]) {
  if (status !== 101) return `status ${status}`;
  // RFC 6455, section 1.3: the only purpose of SHA-1 here is to show that the key was understood.
  const expected = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  if (headers.first("sec-websocket-accept") !== expected) return "a wrong Sec-WebSocket-Accept";
  const chosen = headers.all("sec-websocket-protocol");
  const known = chosen.length === 0 || (chosen.length === 1 && offered.includes(chosen[0] ?? ""));
  return known ? undefined : "a sub-protocol that was not offered";
}
