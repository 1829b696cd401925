import { z } from "zod";
import { at } from "../../config/place.ts";
import { baseOrigin } from "../../heap/base-uri.ts";
import { objectType } from "../../heap/object-type.ts";

/**
 * `LocationHeaderFilter` (alias `RedirectFilter`): a `Location` on the application's own origin becomes one on
 * `baseURI`, by default the origin under which the client reaches the gateway. Path and query stay.
 */
export const locationHeaderFilter = objectType({
  type: "LocationHeaderFilter",
  config: z.object({ baseURI: z.string().optional() }),
  build: ({ baseURI }, context) => {
    const base =
      baseURI === undefined ? undefined : baseOrigin(context.runtime(baseURI, "baseURI"), at(context.place, "baseURI"));
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const response = await next(exchange);
        const location = response.headers.first("location");
        const { upstream } = exchange;
        if (location === undefined || upstream === null || !URL.canParse(location)) return response;
        const { origin, pathname, search, hash } = new URL(location);
        if (origin !== upstream) return response;
        const target = (base === undefined ? null : base(exchange)) ?? exchange.externalOrigin;
        response.headers.set("Location", `${target}${pathname}${search}${hash}`);
        return response;
      },
    };
  },
});
