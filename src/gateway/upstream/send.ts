import { SallyportError } from "../../core/errors.ts";
import { gatewayErrors } from "../errors.ts";
import type { Services } from "../heap/model.ts";
import { type Exchange, type Handler, targetText } from "../http/exchange.ts";
import { removeHopByHop } from "../http/hop-by-hop.ts";
import { eventStreamPause, isEventStream } from "../http/response.ts";
import { dispatch, type UpstreamRequest, type UpstreamResponse } from "./dispatch.ts";
import { createEgress, type Egress } from "./identity.ts";
import type { Upstream, UpstreamPools } from "./pools.ts";
import { wasStale } from "./stale.ts";

export interface SendOptions {
  /** Milliseconds between two bytes of a response, and for a free connection. */
  readonly readTimeout: number;
  readonly waitQueueSize: number;
  readonly preserveHost: boolean;
}

/** Methods that may be sent twice (RFC 9110, section 9.2.2). */
const idempotent: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** Whether the request can be sent again without harm, and its body is still there. */
export function isRepeatable({ method, body }: Exchange): boolean {
  return idempotent.has(method) && (body === null || body.bytes !== undefined);
}

/**
 * Sends requests to the application that baseURI names: with the application's own framing and Host, with the identity
 * that this connection proves and no other, over connections that are kept.
 */
export function sender(
  pools: UpstreamPools,
  options: SendOptions,
  services: Services,
): (exchange: Exchange) => Promise<UpstreamResponse> {
  const egress = createEgress(services.trust);
  return async (exchange) => {
    const { ending, upstream: origin } = exchange;
    // Without a baseURI the only address left is the one the client chose.
    if (origin === null) throw gatewayErrors.error("gateway.route-failed", { detail: "the route has no baseURI" });
    const upstream = pools.get(origin);
    if (upstream.running >= upstream.connections + options.waitQueueSize) {
      throw gatewayErrors.error("gateway.upstream-busy", { retryAfter: 1 });
    }
    prepare(exchange, upstream, egress, options, services);
    const send = (): Promise<UpstreamResponse> => {
      // Anew for every attempt: it is believed once.
      egress.addAssertion(exchange, origin);
      return dispatch(upstream, upstreamRequest(exchange, upstream), ending, options.readTimeout);
    };
    let response: UpstreamResponse;
    try {
      response = await send();
    } catch (problem) {
      // Its other end closed a kept connection just now. An application that was not reached is asked once more.
      if (!wasStale(problem) || !isRepeatable(exchange) || ending.reason() !== undefined) throw problem;
      response = await send();
    }
    response.watch(isEventStream(response.headers) ? eventStreamPause : options.readTimeout);
    removeHopByHop(response.headers);
    return response;
  };
}

/** Prepares requests as {@link sender} does, and tells nginx what it would send. */
export function describer(pools: UpstreamPools, options: SendOptions, services: Services): Handler {
  const egress = createEgress(services.trust);
  return async (exchange) => {
    const { handover, upstream: origin } = exchange;
    if (handover === undefined || origin === null) throw gatewayErrors.error("gateway.route-failed");
    handover.arrived();
    prepare(exchange, pools.get(origin), egress, options, services);
    egress.addAssertion(exchange, origin);
    return handover.describe(exchange, origin);
  };
}

function upstreamRequest(exchange: Exchange, upstream: Upstream): UpstreamRequest {
  return {
    method: exchange.method,
    path: targetText(exchange.target),
    headers: exchange.headers.toRaw(),
    body: exchange.body?.bytes ?? exchange.body?.open() ?? null,
    servername: upstream.serverName,
    upgrade: exchange.upgrade ?? null,
  };
}

/** Host and framing are the gateway's own: what the client wrote there goes no further. */
function prepare(
  exchange: Exchange,
  upstream: Upstream,
  egress: Egress,
  { preserveHost }: SendOptions,
  services: Services,
): void {
  const dropped = egress.dropUnproven(exchange);
  if (dropped.length > 0) {
    const fields = { route: exchange.route, headers: dropped };
    services.log.warn(fields, "identity headers that the client certificate does not prove were dropped");
  }
  const { headers, body, method } = exchange;
  headers.removeWhere(isFraming);
  if (!preserveHost || headers.first("host") === undefined) headers.set("Host", upstream.host);
  if (body !== null && body.length !== null) headers.set("Content-Length", String(body.length));
  if (body === null && (method === "POST" || method === "PUT" || method === "PATCH")) {
    headers.set("Content-Length", "0");
  }
}

function isFraming(name: string): boolean {
  return name === "content-length" || name === "transfer-encoding" || name === "expect" || name === "connection";
}

/** What went wrong, as one of ours. */
export function failure(problem: unknown, exchange: Exchange): SallyportError {
  if (problem instanceof SallyportError) return problem;
  if (exchange.ending.reason() !== undefined) return gatewayErrors.error("gateway.client-gone", { cause: problem });
  return gatewayErrors.error("gateway.upstream-failed", { cause: problem });
}
