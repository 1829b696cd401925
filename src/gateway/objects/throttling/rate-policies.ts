import { z } from "zod";
import { toText } from "../../el/values.ts";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";
import { throttlingRate } from "./rate.ts";

/** `MappedThrottlingPolicy`: the rate that a table names for the value of an expression, else the default rate. */
export const mappedThrottlingPolicy = objectType({
  type: "MappedThrottlingPolicy",
  config: z.object({
    throttlingRateMapper: z.string(),
    throttlingRatesMapping: z.record(z.string(), throttlingRate),
    defaultRate: throttlingRate.optional(),
  }),
  build: ({ throttlingRateMapper, throttlingRatesMapping, defaultRate }, context) => {
    const mapper = context.runtime(throttlingRateMapper, "throttlingRateMapper");
    const rates = new Map(Object.entries(throttlingRatesMapping));
    const fallback = defaultRate ?? null;
    return {
      kind: "throttling-rate-policy",
      rateFor: async (exchange) => {
        const found = mapper.value(exchange);
        return found === null ? fallback : (rates.get(toText(found)) ?? fallback);
      },
    };
  },
});

/** `DefaultRateThrottlingPolicy`: the rate of another policy, or the default where that has none. */
export const defaultRateThrottlingPolicy = objectType({
  type: "DefaultRateThrottlingPolicy",
  config: z.object({ delegateThrottlingRatePolicy: reference, defaultRate: throttlingRate }),
  build: async ({ delegateThrottlingRatePolicy: to, defaultRate }, context) => {
    const { rateFor } = await context.refer("throttling-rate-policy", to, "delegateThrottlingRatePolicy");
    return {
      kind: "throttling-rate-policy",
      rateFor: async (exchange) => (await rateFor(exchange)) ?? defaultRate,
    };
  },
});
