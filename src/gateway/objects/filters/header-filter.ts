import { z } from "zod";
import { at } from "../../config/place.ts";
import { objectType } from "../../heap/object-type.ts";
import type { Exchange, GatewayResponse } from "../../http/exchange.ts";
import { withdrawWord } from "../../http/vouched.ts";
import { appendAll, evaluateFields, headerFields, headerName, headerValues, reservedHeader } from "../header-fields.ts";
import { messageType } from "./message-type.ts";

/**
 * `HeaderFilter`: removes headers, then adds to them and replaces them, in the request or in the response. Expressions
 * see the message as it was before. An identity header that it sets still obeys the egress rule: it reaches the
 * application only when the client's certificate proves it.
 */
export const headerFilter = objectType({
  type: "HeaderFilter",
  config: z.object({
    messageType,
    remove: z.array(headerName).max(100).default([]),
    add: headerValues.default({}),
    replace: headerValues.default({}),
  }),
  build: (config, context) => {
    const gone = new Set(Object.keys(config.replace).map((name) => name.toLowerCase()));
    for (const [index, name] of config.remove.entries()) {
      const reserved = reservedHeader(name);
      if (reserved === undefined) gone.add(name.toLowerCase());
      else context.services.lint(at(context.place, "remove", index), `has no effect: ${reserved}`);
    }
    const replace = headerFields(config.replace, context, "replace");
    const written = new Set(
      [...Object.keys(config.replace), ...Object.keys(config.add)].map((name) => name.toLowerCase()),
    );
    const add = headerFields(config.add, context, "add");
    const change = (exchange: Exchange, response?: GatewayResponse): void => {
      const { headers } = response ?? exchange;
      const fresh = [
        ...evaluateFields(replace, context, exchange, response),
        ...evaluateFields(add, context, exchange, response),
      ];
      if (gone.size > 0) headers.removeWhere((name) => gone.has(name));
      appendAll(headers, fresh);
    };
    if (config.messageType === "REQUEST") {
      return {
        kind: "filter",
        filter: (exchange, next) => {
          change(exchange);
          withdrawWord(exchange, (name) => written.has(name));
          return next(exchange);
        },
      };
    }
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const response = await next(exchange);
        change(exchange, response);
        return response;
      },
    };
  },
});
