import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";

/** Filters that set one header and have nothing to configure. */

/** `TransactionIdOutboundFilter`: tells whoever is called under which id this request stands in the gateway's log. */
export const transactionIdOutboundFilter = objectType({
  type: "TransactionIdOutboundFilter",
  config: z.object({}),
  build: () => ({
    kind: "filter",
    filter: (exchange, next) => {
      exchange.headers.set("X-ForgeRock-TransactionId", exchange.transactionId);
      return next(exchange);
    },
  }),
});

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const interactionId = "x-fapi-interaction-id";

/** `FapiInteractionIdFilter`: keeps the client's interaction id, or makes one, for the application and in the response. */
export const fapiInteractionIdFilter = objectType({
  type: "FapiInteractionIdFilter",
  config: z.object({}),
  build: (_config, { services }) => ({
    kind: "filter",
    filter: async (exchange, next) => {
      const [sent = "", ...more] = exchange.headers.all(interactionId);
      const id = uuid.test(sent) && more.length === 0 ? sent : services.random.uuid();
      exchange.headers.set(interactionId, id);
      const response = await next(exchange);
      response.headers.set(interactionId, id);
      return response;
    },
  }),
});

/** `DateHeaderFilter`: a `Date` for responses that came without one (RFC 9110, section 6.6.1). */
export const dateHeaderFilter = objectType({
  type: "DateHeaderFilter",
  config: z.object({}),
  build: (_config, { services }) => ({
    kind: "filter",
    filter: async (exchange, next) => {
      const response = await next(exchange);
      if (response.headers.first("date") === undefined) {
        response.headers.set("Date", new Date(services.clock.now()).toUTCString());
      }
      return response;
    },
  }),
});
