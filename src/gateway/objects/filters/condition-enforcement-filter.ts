import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";
import { condition, conditionValue } from "../conditions.ts";
import { handlerOr } from "../handlers/own-answers.ts";

/** `ConditionEnforcementFilter`: only requests whose condition is true go on; the others get 403, or `failureHandler`. */
export const conditionEnforcementFilter = objectType({
  type: "ConditionEnforcementFilter",
  config: z.object({ condition: conditionValue, failureHandler: reference.optional() }),
  build: async (config, context) => {
    const holds = condition(config.condition, context, "condition");
    const refuse = await handlerOr(403, config.failureHandler, context);
    return { kind: "filter", filter: (exchange, next) => (holds(exchange) ? next(exchange) : refuse(exchange)) };
  },
});
