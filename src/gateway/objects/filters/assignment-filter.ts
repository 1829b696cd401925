import { z } from "zod";
import { at } from "../../config/place.ts";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import type { Exchange, GatewayResponse } from "../../http/exchange.ts";
import { condition, conditionValue } from "../conditions.ts";

const assignments = z
  .array(
    z.object({
      condition: conditionValue.default(true),
      target: z.string({ error: "must be an expression that names one place" }),
      value: z.union([z.string(), z.number(), z.boolean(), z.null()]).default(null),
    }),
  )
  .max(100)
  .default([]);

/** Returns the response to go on with; null on the way in. */
type Assign = (exchange: Exchange, response: GatewayResponse | null) => GatewayResponse | null;

/**
 * `AssignmentFilter`: writes values to places that expressions name, before and after the rest, in the order of the
 * list. What cannot be written is left as it is.
 */
export const assignmentFilter = objectType({
  type: "AssignmentFilter",
  config: z.object({ onRequest: assignments, onResponse: assignments }),
  build: (config, context) => {
    const onRequest = compiled(config.onRequest, context, "onRequest");
    const onResponse = compiled(config.onResponse, context, "onResponse");
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        for (const assign of onRequest) assign(exchange, null);
        let response = await next(exchange);
        for (const assign of onResponse) response = assign(exchange, response) ?? response;
        return response;
      },
    };
  },
});

function compiled(list: z.output<typeof assignments>, context: BuildContext, key: string): readonly Assign[] {
  return list.map(({ condition: text, target, value }, index): Assign => {
    const path = [key, index];
    const holds = condition(text, context, ...path, "condition");
    const place = context.target(target, ...path, "target");
    if (!place.writable)
      context.services.lint(at(context.place, ...path, "target"), "has no effect: nobody can write it");
    const template = typeof value === "string" ? context.runtime(value, ...path, "value") : undefined;
    return (exchange, response) => {
      if (!holds(exchange, response)) return response;
      const found = template === undefined ? value : template.value(exchange, response);
      return place.assign(exchange, response, found);
    };
  });
}
