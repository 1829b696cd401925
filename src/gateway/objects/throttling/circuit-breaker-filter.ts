import { z } from "zod";
import { SallyportError } from "../../../core/errors.ts";
import { gatewayErrors } from "../../errors.ts";
import { objectType } from "../../heap/object-type.ts";
import { duration, integer, reference } from "../../heap/schemas.ts";
import { createCircuitBreaker } from "../../upstream/circuit-breaker.ts";

const mostFailures = 10_000;

/**
 * `CircuitBreakerFilter`: after `maxFailures` failures among the last requests the next ones get 503, or what
 * `openHandler` answers, until `openDuration` has passed. A failure is an error that was raised, not a response, whatever
 * its status; what was the client's own mistake counts as no failure.
 */
export const circuitBreakerFilter = objectType({
  type: "CircuitBreakerFilter",
  config: z.object({
    maxFailures: integer(1, mostFailures),
    openDuration: duration.refine((milliseconds) => milliseconds > 0 && milliseconds <= 86_400_000, {
      error: "must be more than zero and at most 1 day",
    }),
    slidingCounter: z.object({ size: integer(2, mostFailures + 1) }).optional(),
    openHandler: reference.optional(),
    executor: reference.optional(),
  }),
  build: async ({ maxFailures, openDuration, slidingCounter, openHandler, executor }, context) => {
    const window = slidingCounter?.size ?? maxFailures + 1;
    if (window <= maxFailures) {
      throw context.problem("must be more than maxFailures", "slidingCounter", "size");
    }
    if (executor !== undefined) await context.refer("executor", executor, "executor");
    const instead =
      openHandler === undefined ? undefined : (await context.refer("handler", openHandler, "openHandler")).handle;
    const breaker = createCircuitBreaker({ maxFailures, openDuration, window }, context.services.clock.elapsed);
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        exchange.handover?.varies();
        const wait = breaker.openFor();
        if (wait > 0) {
          if (instead !== undefined) return instead(exchange);
          const detail = `the circuit of ${context.name} is open`;
          throw gatewayErrors.error("gateway.upstream-busy", { retryAfter: Math.ceil(wait / 1_000), detail });
        }
        try {
          const response = await next(exchange);
          breaker.record(false);
          return response;
        } catch (problem) {
          if (isFailure(problem)) breaker.record(true);
          throw problem;
        }
      },
    };
  },
});

function isFailure(problem: unknown): boolean {
  return !(problem instanceof SallyportError) || problem.status >= 500;
}
