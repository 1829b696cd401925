import { z } from "zod";
import { gatewayErrors } from "../../errors.ts";
import { objectType } from "../../heap/object-type.ts";
import type { Exchange } from "../../http/exchange.ts";

const atLeastOne = "needs at least one of scheme, host and port";
const hostName = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])$/;

/**
 * `ForwardedRequestFilter`: the origin under which the client reached this gateway, when what stands in front of it ends
 * TLS or has another name. Redirects, and the gateway's word to applications, carry that origin.
 */
export const forwardedRequestFilter = objectType({
  type: "ForwardedRequestFilter",
  config: z.object({
    scheme: z.string().optional(),
    host: z.string().optional(),
    port: z.union([z.string(), z.number().transform(String)]).optional(),
  }),
  build: ({ scheme, host, port }, context) => {
    if (scheme === undefined && host === undefined && port === undefined) throw context.problem(atLeastOne);
    const part = (text: string | undefined, key: string, form: RegExp) => {
      if (text === undefined) return undefined;
      const template = context.runtime(text, key);
      if (template.constant !== undefined && !form.test(template.constant)) {
        throw context.problem(`"${template.constant}" is no ${key}`, key);
      }
      return (exchange: Exchange): string => {
        const found = template.text(exchange) ?? "";
        if (!form.test(found)) {
          throw gatewayErrors.error("gateway.expression-failed", { detail: `${context.name}: the ${key} is none` });
        }
        return found;
      };
    };
    const schemeOf = part(scheme, "scheme", /^https?$/);
    const hostOf = part(host, "host", hostName);
    const portOf = part(port, "port", /^(?!0)\d{1,5}$/);
    return {
      kind: "filter",
      filter: (exchange, next) => {
        const before = new URL(exchange.externalOrigin);
        const protocol = schemeOf === undefined ? before.protocol.slice(0, -1) : schemeOf(exchange);
        const hostname = hostOf === undefined ? before.hostname : hostOf(exchange);
        const number = portOf === undefined ? before.port : portOf(exchange);
        const address = `${protocol}://${hostname}${number === "" ? "" : `:${number}`}`;
        if (!URL.canParse(address)) {
          throw gatewayErrors.error("gateway.expression-failed", {
            detail: `${context.name}: ${address} is no origin`,
          });
        }
        exchange.externalOrigin = new URL(address).origin;
        return next(exchange);
      },
    };
  },
});
