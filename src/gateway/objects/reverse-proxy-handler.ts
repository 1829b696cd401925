import { z } from "zod";
import { describeError, SallyportError } from "../../core/errors.ts";
import { gatewayErrors } from "../errors.ts";
import type { Services } from "../heap/model.ts";
import { objectType } from "../heap/object-type.ts";
import { duration, integer, later } from "../heap/schemas.ts";
import { type Exchange, type GatewayResponse, type Handler, targetText } from "../http/exchange.ts";
import { removeHopByHop } from "../http/hop-by-hop.ts";
import { dispatch } from "../upstream/dispatch.ts";
import { addAssertion, dropUnprovenIdentity } from "../upstream/identity.ts";
import type { UpstreamPools } from "../upstream/pools.ts";

const longestWait = 10 * 60_000;
/** Requests that may wait for a connection, per handler. */
const queueLength = 1_024;

const boundedDuration = duration.refine((milliseconds) => milliseconds >= 1 && milliseconds <= longestWait, {
  error: "must be between 1 millisecond and 10 minutes: every wait has a bound",
});

/** `ReverseProxyHandler`: the end of a route. Sends the request to the application; a failure to answer becomes 502. */
export const reverseProxyHandler = objectType({
  type: "ReverseProxyHandler",
  config: z.object({
    connections: integer(1, 10_000).default(64),
    soTimeout: boundedDuration.default(10_000),
    connectionTimeout: boundedDuration.default(10_000),
    circuitBreaker: later,
    protocolVersion: z.literal("HTTP/1.1", { error: "only HTTP/1.1 is supported yet" }).optional(),
    proxyOptions: later,
    retries: later,
    tls: later,
    websocket: later,
  }),
  build: (config, { services }) => {
    const pools = services.openPools({
      connections: config.connections,
      connectTimeout: config.connectionTimeout,
      readTimeout: config.soTimeout,
      ca: services.upstreamCa,
    });
    return { kind: "handler", handle: proxyTo(pools, config.connections + queueLength, services) };
  },
});

function proxyTo(pools: UpstreamPools, mostUnanswered: number, services: Services): Handler {
  let unanswered = 0;
  return async (exchange) => {
    if (unanswered >= mostUnanswered) throw gatewayErrors.error("gateway.upstream-busy", { retryAfter: 1 });
    unanswered += 1;
    try {
      return await forward(exchange, pools, services);
    } finally {
      unanswered -= 1;
    }
  };
}

async function forward(exchange: Exchange, pools: UpstreamPools, services: Services): Promise<GatewayResponse> {
  const origin = exchange.upstream;
  // Without a baseURI the only address left is the one the client chose.
  if (origin === null) throw gatewayErrors.error("gateway.route-failed", { detail: "the route has no baseURI" });
  const dropped = dropUnprovenIdentity(exchange, services.trust.identityHeaders);
  if (dropped.length > 0) {
    const fields = { route: exchange.route, headers: dropped };
    services.log.warn(fields, "identity headers that the client certificate does not prove were dropped");
  }
  addAssertion(exchange, origin, services.trust);
  frame(exchange, origin);
  const request = {
    method: exchange.method,
    path: targetText(exchange.target),
    headers: exchange.headers.toRaw(),
    body: exchange.body?.open() ?? null,
  };
  const response = await dispatch(pools.get(origin), request, exchange.signal).catch((problem: unknown) => {
    throw upstreamFailure(problem, exchange.signal);
  });
  removeHopByHop(response.headers);
  return response;
}

/** Host and framing are the gateway's own: what the client wrote there goes no further. */
function frame(exchange: Exchange, origin: string): void {
  const { headers, body } = exchange;
  headers.removeWhere((name) => /^(?:content-length|transfer-encoding|expect)$/i.test(name));
  headers.set("Host", new URL(origin).host);
  if (body !== null && body.length !== null) headers.set("Content-Length", String(body.length));
  if (body === null && /^(?:POST|PUT|PATCH)$/.test(exchange.method)) headers.set("Content-Length", "0");
}

function upstreamFailure(problem: unknown, signal: AbortSignal): SallyportError {
  if (problem instanceof SallyportError) return problem;
  if (signal.aborted) return gatewayErrors.error("gateway.client-gone", { cause: problem });
  return gatewayErrors.error("gateway.upstream-failed", { detail: describeError(problem), cause: problem });
}
