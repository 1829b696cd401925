import type { Exchange, GatewayResponse, Handler } from "../http/exchange.ts";
import { headersFrom } from "../http/headers.ts";
import { createHandover, type HandoverOptions } from "./handover.ts";

/**
 * A handler that runs the routes and answers what nginx is to do: 200 with where to send the request, or 401 to hand the
 * request over. A route that refuses or fails is run again then, and answers the client itself.
 */
export function decider(routes: Handler, options: Omit<HandoverOptions, "headers" | "client">): Handler {
  return async (exchange) => {
    const handover = createHandover({ ...options, headers: exchange.headers, client: exchange.client });
    const watched: Exchange = Object.create(exchange, {
      headers: { value: handover.headers },
      client: { value: handover.client },
      handover: { value: handover },
    });
    try {
      return handover.decision(await routes(watched)) ?? handItOver();
    } catch {
      return handItOver();
    } finally {
      exchange.route = watched.route;
    }
  };
}

export function handItOver(): GatewayResponse {
  return { status: 401, headers: headersFrom(["Content-Length", "0"]), body: Buffer.alloc(0) };
}
