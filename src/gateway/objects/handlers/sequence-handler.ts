import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";
import { bufferRequest } from "../../http/entity.ts";
import type { Handler } from "../../http/exchange.ts";
import { type Condition, condition, conditionValue } from "../conditions.ts";
import { abandon } from "./own-answers.ts";

/**
 * `SequenceHandler`: handlers in turn, each with the same request, while the postcondition of the last one is true. The
 * last response is the answer. A request body is read as a whole first, so that every handler gets it.
 */
export const sequenceHandler = objectType({
  type: "SequenceHandler",
  config: z.object({
    bindings: z
      .array(z.object({ handler: reference, postcondition: conditionValue.default(true) }))
      .min(1, { error: "needs at least one handler" })
      .max(100),
  }),
  build: async (config, context) => {
    const steps: { handle: Handler; goesOn: Condition }[] = [];
    for (const [index, binding] of config.bindings.entries()) {
      const { handle } = await context.refer("handler", binding.handler, "bindings", index, "handler");
      steps.push({ handle, goesOn: condition(binding.postcondition, context, "bindings", index, "postcondition") });
    }
    const last = steps.length - 1;
    const from = async (index: number, exchange: Parameters<Handler>[0]): ReturnType<Handler> => {
      const step = steps[index];
      if (step === undefined) throw context.problem("needs at least one handler", "bindings");
      const response = await step.handle(exchange);
      if (index === last || !step.goesOn(exchange, response)) return response;
      abandon(response);
      return from(index + 1, exchange);
    };
    return {
      kind: "handler",
      handle: async (exchange) => {
        if (last > 0) await bufferRequest(exchange);
        return from(0, exchange);
      },
    };
  },
});
