import { z } from "zod";
import { gatewayErrors } from "../../errors.ts";
import { objectType } from "../../heap/object-type.ts";
import { reference } from "../../heap/schemas.ts";
import type { AmSession } from "./am-session.ts";
import type { AmService } from "./model.ts";

/** `SessionInfoFilter`: what AM tells of the session, as the context `amSession`. It stands behind a SingleSignOnFilter. */
export const sessionInfoFilter = objectType({
  type: "SessionInfoFilter",
  config: z.object({
    amService: reference,
    ssoToken: z.string().default("${contexts.ssoToken.value}"),
  }),
  build: async (config, context) => {
    const { am } = await context.refer("am-service", config.amService, "amService");
    const token = context.runtime(config.ssoToken, "ssoToken");
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const value = token.value(exchange);
        const session = typeof value === "string" ? await am.session(value, exchange) : null;
        if (session === null) throw gatewayErrors.error("gateway.sign-in-required");
        exchange.contexts.set("amSession", shown(session, am));
        return next(exchange);
      },
    };
  },
});

function shown({ document, properties }: AmSession, { sessionProperties }: AmService): AmSession["document"] {
  if (sessionProperties.length === 0) return { ...document, properties };
  const chosen = Object.entries(properties).filter(([name]) => sessionProperties.includes(name));
  return { ...document, properties: Object.fromEntries(chosen) };
}
