import { z } from "zod";
import { objectType } from "../heap/object-type.ts";
import { later } from "../heap/schemas.ts";
import type { Headers } from "../http/headers.ts";
import { parseTarget } from "../http/request-target.ts";
import { below, composed, mappedBack } from "./path-mapping.ts";

interface Mapping {
  readonly from: string;
  readonly to: string;
}

/**
 * `UriPathRewriteFilter`: replaces the beginning of a path on the way in, and puts it back in `Location` and
 * `Content-Location` on the way out. The most specific mapping wins; no match changes nothing.
 */
export const uriPathRewriteFilter = objectType({
  type: "UriPathRewriteFilter",
  config: z.object({ mappings: z.record(z.string(), z.string()), failureHandler: later }),
  build: (config, context) => {
    const prefix = (text: string, key: string): string => {
      const path = context.text(text, "mappings", key);
      const parsed = parseTarget(path);
      if (!parsed.ok || parsed.target.query !== null) {
        throw context.problem(`"${path}" is no absolute path that a request could have`, "mappings", key);
      }
      return parsed.target.path.replace(/\/$/, "");
    };
    const mappings = Object.entries(config.mappings)
      .map(([from, to]): Mapping => ({ from: prefix(from, from), to: prefix(to, from) }))
      .sort((one, other) => other.from.length - one.from.length);
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const { path, query } = exchange.target;
        const mapping = mappings.find(({ from }) => below(path, from) !== undefined);
        if (mapping === undefined) return next(exchange);
        const { from, to } = mapping;
        exchange.target = { path: `${to}${below(path, from) ?? ""}` || "/", query };
        exchange.mapping = composed(exchange.mapping, from, to);
        const response = await next(exchange);
        for (const name of ["location", "content-location"])
          mapHeader(response.headers, name, exchange.upstream, mapping);
        return response;
      },
    };
  },
});

function mapHeader(headers: Headers, name: string, origin: string | null, { from, to }: Mapping): void {
  const value = headers.first(name);
  if (value === undefined) return;
  const mapped = mappedBack(value, origin, from, to);
  if (mapped !== value) headers.set(name, mapped);
}
