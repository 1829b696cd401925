import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";
import { handlerOr } from "../handlers/own-answers.ts";
import { allowRule, compileRule } from "./allow-only-rules.ts";

/**
 * `AllowOnlyFilter`: a request goes on when one of the rules matches it; the others get 401 without a body, or what
 * `failureHandler` answers. The client's address is that of the connection unless a rule has a `resolver`.
 */
export const allowOnlyFilter = objectType({
  type: "AllowOnlyFilter",
  config: z.object({
    rules: z.array(allowRule).min(1, { error: "needs at least one rule" }).max(100),
    failureHandler: reference.optional(),
  }),
  build: async (config, context) => {
    const rules = config.rules.map((rule, index) => compileRule(rule, context, "rules", index));
    const refuse = await handlerOr(401, config.failureHandler, context);
    return {
      kind: "filter",
      filter: (exchange, next) => (rules.some((matches) => matches(exchange)) ? next(exchange) : refuse(exchange)),
    };
  },
});
