import type { Json } from "../../../core/json.ts";
import type { Exchange, GatewayResponse, Handler } from "../../http/exchange.ts";
import { removeSetCookies } from "./cookies.ts";

/** Keeps the gateway's own session values between the requests of a client. */
export interface SessionManager {
  /** Whether a cookie is this manager's: applications neither see nor set it. */
  owns(cookie: string): boolean;
  /** Takes the manager's cookies out of the request, and opens what they stand for; else an empty session. */
  open(exchange: Exchange): OpenSession | Promise<OpenSession>;
}

export interface OpenSession {
  readonly values: Map<string, Json>;
  /**
   * Keeps what the values are now.
   *
   * @returns the cookies to send: none when nothing changed
   * @throws {gateway.session-too-large}
   */
  keep(): readonly string[] | Promise<readonly string[]>;
}

/**
 * A handler inside a session: `exchange.session` holds its values while the handler runs. A session around it comes back
 * with the answer.
 */
export function withSession(manager: SessionManager, handler: Handler): Handler {
  return async (exchange) => {
    const opened = manager.open(exchange);
    const session = opened instanceof Promise ? await opened : opened;
    const outer = exchange.session;
    exchange.session = session.values;
    try {
      const response = await handler(exchange);
      const kept = session.keep();
      const cookies = kept instanceof Promise ? await kept : kept;
      // An nginx in front sends the answer on by itself where nothing is to be added.
      if (exchange.handover !== undefined && cookies.length === 0) return response;
      return withCookies(response, manager, cookies);
    } finally {
      exchange.session = outer;
    }
  };
}

function withCookies(response: GatewayResponse, manager: SessionManager, cookies: readonly string[]): GatewayResponse {
  removeSetCookies(response.headers, (name) => manager.owns(name));
  for (const cookie of cookies) response.headers.append("Set-Cookie", cookie);
  return response;
}

/** The certificate that a session belongs to: a stolen cookie is worth nothing on another device. */
export function deviceOf({ client: { peer } }: Exchange): string {
  return peer.state === "verified" ? peer.certificate.thumbprint : "";
}
