import type { Exchange, GatewayResponse, Handler } from "../http/exchange.ts";
import { headersFrom } from "../http/headers.ts";
import { type HandoverRules, handoversBy, type WatchedHandover } from "./handover.ts";

/**
 * A handler that runs the routes and answers what nginx is to do: 200 with where to send the request, or 401 to hand the
 * request over. A route that refuses or fails is run again then, and answers the client itself.
 */
export function decider(routes: Handler, rules: HandoverRules): Handler {
  const handoverOf = handoversBy(rules);
  return async (exchange) => {
    const handover = handoverOf(exchange.headers, exchange.client);
    const watched = watchedExchange(exchange, handover);
    try {
      return handover.decision(await routes(watched)) ?? handItOver();
    } catch {
      return handItOver();
    } finally {
      exchange.route = watched.route;
    }
  };
}

/** The same request to routes that are watched; what they change in it stays theirs. */
function watchedExchange(exchange: Exchange, handover: WatchedHandover): Exchange {
  return {
    transactionId: exchange.transactionId,
    method: exchange.method,
    version: exchange.version,
    client: handover.client,
    externalOrigin: exchange.externalOrigin,
    original: exchange.original,
    headers: handover.headers,
    body: exchange.body,
    ending: exchange.ending,
    upgrade: exchange.upgrade,
    attributes: exchange.attributes,
    contexts: exchange.contexts,
    session: exchange.session,
    handover,
    target: exchange.target,
    upstream: exchange.upstream,
    mapping: exchange.mapping,
    route: exchange.route,
  };
}

export function handItOver(): GatewayResponse {
  return { status: 401, headers: headersFrom(["Content-Length", "0"]), body: Buffer.alloc(0) };
}
