import { z } from "zod";
import { objectType } from "../heap/object-type.ts";
import { reference } from "../heap/schemas.ts";
import type { Handler } from "../http/exchange.ts";

/** `Chain`: filters around a handler, the first filter outermost. */
export const chain = objectType({
  type: "Chain",
  config: z.object({ filters: z.array(reference).max(100), handler: reference }),
  build: async ({ filters, handler }, context) => {
    let { handle } = await context.refer("handler", handler, "handler");
    for (const [index, to] of [...filters.entries()].reverse()) {
      const { filter } = await context.refer("filter", to, "filters", index);
      const next: Handler = handle;
      handle = (exchange) => filter(exchange, next);
    }
    return { kind: "handler", handle };
  },
});
