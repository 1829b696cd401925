import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";
import { chained } from "./chained.ts";

/** `ChainOfFilters`: several filters as one. */
export const chainOfFilters = objectType({
  type: "ChainOfFilters",
  config: z.object({ filters: z.array(reference).max(100) }),
  build: async ({ filters }, context) => {
    const through = await chained(filters, context);
    return { kind: "filter", filter: (exchange, next) => through(next)(exchange) };
  },
});
