import { z } from "zod";
import { gatewayErrors } from "../../errors.ts";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";
import type { Handler } from "../../http/exchange.ts";
import type { Headers } from "../../http/headers.ts";
import { parseTarget } from "../../http/request-target.ts";
import { below, composed, mappedBack } from "./path-mapping.ts";

interface Mapping {
  readonly from: string;
  readonly to: string;
}

/**
 * `UriPathRewriteFilter`: replaces the beginning of a path on the way in, and puts it back in `Location` and
 * `Content-Location` on the way out. The most specific mapping wins; no match changes nothing. A path that no request
 * could have, which here can only be one that grew too long, is 500, or what `failureHandler` answers.
 */
export const uriPathRewriteFilter = objectType({
  type: "UriPathRewriteFilter",
  config: z.object({ mappings: z.record(z.string(), z.string()), failureHandler: reference.optional() }),
  build: async (config, context) => {
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
    const fail: Handler =
      config.failureHandler === undefined
        ? () =>
            Promise.reject(gatewayErrors.error("gateway.route-failed", { detail: "the rewritten path is too long" }))
        : (await context.refer("handler", config.failureHandler, "failureHandler")).handle;
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const { path, query } = exchange.target;
        const mapping = mappings.find(({ from }) => below(path, from) !== undefined);
        if (mapping === undefined) return next(exchange);
        const { from, to } = mapping;
        const rewritten = `${to}${below(path, from) ?? ""}` || "/";
        if (!parseTarget(rewritten).ok) return fail(exchange);
        exchange.target = { path: rewritten, query };
        exchange.mapping = composed(exchange.mapping, from, to);
        const response = await next(exchange);
        // An nginx in front is told both paths, and does the same.
        if (exchange.handover !== undefined) return response;
        for (const name of ["location", "content-location"]) {
          mapHeader(response.headers, name, exchange.upstream, mapping);
        }
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
