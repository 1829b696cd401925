import { describeError, SallyportError } from "../../core/errors.ts";
import type { Exchange, GatewayResponse } from "../http/exchange.ts";
import type { Generation } from "./generation.ts";
import type { Route } from "./route.ts";

/** A route in service. Its objects end after its last request, once another version took its place. */
export interface LoadedRoute {
  readonly name: string;
  readonly lint: readonly string[];
  accepts(exchange: Exchange): boolean;
  handle(exchange: Exchange): Promise<GatewayResponse>;
  /** Gets no more requests from the table; ends when nobody is in it any more. */
  retire(): void;
  /** Ends now. */
  close(): Promise<void>;
}

export function inService(route: Route, generation: Generation): LoadedRoute {
  const { clock, log, metrics } = generation.services;
  const meter = metrics.route(route.name);
  let running = 0;
  let retired = false;
  const end = (): void => {
    generation.retire().catch((problem: unknown) => {
      log.error({ route: route.name, why: describeError(problem) }, "a replaced route could not be ended");
    });
  };
  return {
    name: route.name,
    lint: generation.lint,
    accepts: route.accepts,
    handle: async (exchange) => {
      const started = clock.elapsed();
      let status = 500;
      running += 1;
      try {
        const response = await route.handle(exchange);
        // Who looks at an answer that is only described wants to change it: that request is handed over.
        status = exchange.handover === undefined ? response.status : 200;
        return response;
      } catch (problem) {
        if (problem instanceof SallyportError) status = problem.status;
        throw problem;
      } finally {
        meter(status, clock.elapsed() - started);
        running -= 1;
        if (retired && running === 0) end();
      }
    },
    retire: () => {
      if (retired) return;
      retired = true;
      if (running === 0) end();
    },
    close: () => generation.close(),
  };
}
