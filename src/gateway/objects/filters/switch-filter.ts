import { z } from "zod";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";
import type { Handler } from "../../http/exchange.ts";
import { type Condition, condition, conditionValue } from "../conditions.ts";
import { abandon } from "../handlers/own-answers.ts";

const cases = z
  .array(z.object({ condition: conditionValue.default(true), handler: reference }))
  .max(100)
  .default([]);

/**
 * `SwitchFilter`: the first case of `onRequest` whose condition is true answers instead of what follows; the first of
 * `onResponse` answers instead of the response that came.
 */
export const switchFilter = objectType({
  type: "SwitchFilter",
  config: z.object({ onRequest: cases, onResponse: cases }),
  build: async (config, context) => {
    const onRequest = await compiled(config.onRequest, context, "onRequest");
    const onResponse = await compiled(config.onResponse, context, "onResponse");
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const instead = onRequest.find(({ holds }) => holds(exchange));
        if (instead !== undefined) return instead.handle(exchange);
        const response = await next(exchange);
        const after = onResponse.find(({ holds }) => holds(exchange, response));
        if (after === undefined) return response;
        abandon(response);
        return after.handle(exchange);
      },
    };
  },
});

async function compiled(list: z.output<typeof cases>, context: BuildContext, key: string) {
  const found: { holds: Condition; handle: Handler }[] = [];
  for (const [index, { condition: text, handler }] of list.entries()) {
    const holds = condition(text, context, key, index, "condition");
    const { handle } = await context.refer("handler", handler, key, index, "handler");
    found.push({ holds, handle });
  }
  return found;
}
