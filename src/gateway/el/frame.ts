import type { Exchange, GatewayResponse } from "../http/exchange.ts";

/** What a runtime expression is evaluated about. */
export interface Frame {
  readonly exchange: Exchange;
  /** Null on the way in. */
  readonly response: GatewayResponse | null;
}
