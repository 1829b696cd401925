import { z } from "zod";
import { gatewayErrors } from "../../errors.ts";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";
import { conditionValue, decision } from "../conditions.ts";

/**
 * `ConditionalFilter`: a filter for the requests whose condition is true. A condition that fails, or gives neither true
 * nor false, fails the request: the filter is often what protects, and PingGateway would leave it out silently.
 */
export const conditionalFilter = objectType({
  type: "ConditionalFilter",
  config: z.object({ condition: conditionValue, delegate: reference }),
  build: async (config, context) => {
    const decide = decision(config.condition, context, "condition");
    const { filter } = await context.refer("filter", config.delegate, "delegate");
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const applies = decide(exchange);
        if (applies === undefined) {
          const detail = `the condition of ${context.name} gave neither true nor false`;
          throw gatewayErrors.error("gateway.expression-failed", { detail });
        }
        return applies ? filter(exchange, next) : next(exchange);
      },
    };
  },
});
