import { z } from "zod";
import { toText } from "../../el/values.ts";
import { gatewayErrors } from "../../errors.ts";
import type { ThrottlingRatePolicy } from "../../heap/heap-object.ts";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { duration, reference } from "../../heap/schemas.ts";
import { emptyResponse } from "../handlers/own-answers.ts";
import { throttlingRate } from "./rate.ts";
import { createTokenBuckets } from "./token-buckets.ts";

const config = z.object({
  requestGroupingPolicy: z.string().default(""),
  rate: throttlingRate.optional(),
  throttlingRatePolicy: reference.optional(),
  cleaningInterval: duration
    .refine((milliseconds) => milliseconds > 0 && milliseconds <= 86_400_000, {
      error: "must be more than zero and at most 1 day",
    })
    .optional(),
  executor: reference.optional(),
});

/**
 * `ThrottlingFilter`: as many requests of a group as its rate allows; the others get 429 with `Retry-After`. A group is
 * the value of an expression, and a request that has none is refused. `cleaningInterval` is checked and has no effect:
 * the buckets of groups are bounded in number, and nothing needs cleaning.
 */
export const throttlingFilter = objectType({
  type: "ThrottlingFilter",
  config,
  build: async (settings, context) => {
    const { clock } = context.services;
    const rateFor = await policy(settings, context);
    if (settings.executor !== undefined) await context.refer("executor", settings.executor, "executor");
    const grouping = context.runtime(settings.requestGroupingPolicy, "requestGroupingPolicy");
    const buckets = createTokenBuckets(clock);
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        exchange.handover?.varies();
        const group = grouping.value(exchange);
        if (group === null) {
          throw gatewayErrors.error("gateway.expression-failed", {
            detail: `${context.name}: the request has no group`,
          });
        }
        const rate = await rateFor(exchange);
        if (rate === null) return next(exchange);
        const decision = buckets.take(toText(group), rate);
        if (decision.taken) return next(exchange);
        return emptyResponse(429, ["Retry-After", String(decision.retryAfter)]);
      },
    };
  },
});

async function policy(settings: z.output<typeof config>, context: BuildContext): Promise<ThrottlingRatePolicy> {
  const { rate, throttlingRatePolicy: to } = settings;
  if (rate !== undefined && to !== undefined) {
    throw context.problem("either rate or throttlingRatePolicy, not both", "throttlingRatePolicy");
  }
  if (rate !== undefined) return async () => rate;
  if (to === undefined) throw context.problem("needs a rate or a throttlingRatePolicy");
  return (await context.refer("throttling-rate-policy", to, "throttlingRatePolicy")).rateFor;
}
