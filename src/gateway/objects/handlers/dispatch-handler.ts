import { z } from "zod";
import { at } from "../../config/place.ts";
import { gatewayErrors } from "../../errors.ts";
import { baseUri, noteOrigin } from "../../heap/base-uri.ts";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";
import type { Exchange, Handler } from "../../http/exchange.ts";
import { type Condition, condition, conditionValue } from "../conditions.ts";

const binding = z.object({
  condition: conditionValue.default(true),
  handler: reference,
  baseURI: z.string().optional(),
});

interface Binding {
  readonly holds: Condition;
  readonly rebase: (exchange: Exchange) => void;
  readonly handle: Handler;
}

/** `DispatchHandler`: the first binding whose condition is true takes the request; without one the answer is 404. */
export const dispatchHandler = objectType({
  type: "DispatchHandler",
  config: z.object({ bindings: z.array(binding).max(1_000) }),
  build: async (config, context) => {
    const bindings: Binding[] = [];
    for (const [index, declared] of config.bindings.entries()) {
      bindings.push(await compiled(declared, context, "bindings", index));
    }
    return {
      kind: "handler",
      handle: async (exchange) => {
        const taken = bindings.find(({ holds }) => holds(exchange));
        if (taken === undefined) throw gatewayErrors.error("gateway.no-route");
        taken.rebase(exchange);
        return taken.handle(exchange);
      },
    };
  },
});

async function compiled(
  { condition: text, handler, baseURI }: z.output<typeof binding>,
  context: BuildContext,
  ...path: PropertyKey[]
): Promise<Binding> {
  return {
    holds: condition(text, context, ...path, "condition"),
    rebase: baseURI === undefined ? () => undefined : rebased(baseURI, context, ...path, "baseURI"),
    handle: (await context.refer("handler", handler, ...path, "handler")).handle,
  };
}

function rebased(text: string, context: BuildContext, ...path: PropertyKey[]): Binding["rebase"] {
  const template = context.runtime(text, ...path);
  noteOrigin(template, context.services);
  return baseUri(template, at(context.place, ...path));
}
