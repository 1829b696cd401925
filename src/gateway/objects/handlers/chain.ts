import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";
import { chained } from "../filters/chained.ts";

/** `Chain`: filters around a handler, the first filter outermost. */
export const chain = objectType({
  type: "Chain",
  config: z.object({ filters: z.array(reference).max(100), handler: reference }),
  build: async ({ filters, handler }, context) => {
    const { handle } = await context.refer("handler", handler, "handler");
    const through = await chained(filters, context);
    return { kind: "handler", handle: through(handle) };
  },
});
