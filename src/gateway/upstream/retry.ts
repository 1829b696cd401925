import { setTimeout as wait } from "node:timers/promises";
import type { Exchange, GatewayResponse, Handler } from "../http/exchange.ts";
import { isRepeatable } from "./send.ts";

export interface RetryOptions {
  /** How often a request is sent again at most. */
  readonly count: number;
  /** Milliseconds in between. */
  readonly delay: number;
  /** Whether an answer is a failure. */
  failed(exchange: Exchange, response: GatewayResponse): boolean;
  /** Whether an error is worth another attempt. */
  worthwhile(exchange: Exchange): boolean;
}

/** Sends requests again that fail and can be repeated without harm. Others fail at once. */
export function retrying(send: Handler, { count, delay, failed, worthwhile }: RetryOptions): Handler {
  return async (exchange) => {
    for (let attempt = 0; ; attempt += 1) {
      const last = attempt >= count || !isRepeatable(exchange);
      try {
        const response = await send(exchange);
        if (last || !failed(exchange, response)) return response;
        if (!Buffer.isBuffer(response.body)) response.body.abandon?.(new Error("the request is sent again"));
      } catch (problem) {
        if (last || exchange.ending.reason() !== undefined || !worthwhile(exchange)) throw problem;
      }
      await wait(delay, undefined, { signal: exchange.ending.signal() });
    }
  };
}
