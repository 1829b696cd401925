import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import type { Exchange } from "../../http/exchange.ts";
import { removeCookies, removeSetCookies } from "../sessions/cookies.ts";
import { cookiesFor, readJar, stored, writeJar } from "./cookie-jar.ts";
import { parseSetCookie } from "./set-cookie.ts";

const names = z.array(z.string().min(1)).max(1_000).default([]);
const sessionKey = "CookieFilter";

/**
 * `CookieFilter`: which cookies pass between client and application. A managed cookie stays in the gateway's session and
 * the client never sees it; a suppressed one is dropped in both directions; a relayed one passes. At most 50 cookies or
 * 16 KB are managed in a session; what was set last stays.
 */
export const cookieFilter = objectType({
  type: "CookieFilter",
  config: z.object({
    managed: names,
    suppressed: names,
    relayed: names,
    defaultAction: z
      .string()
      .toUpperCase()
      .pipe(z.enum(["MANAGE", "SUPPRESS", "RELAY"], { error: "must be MANAGE, SUPPRESS or RELAY" }))
      .default("MANAGE"),
  }),
  build: (config, context) => {
    const { clock } = context.services;
    const actions = new Map<string, "MANAGE" | "SUPPRESS" | "RELAY">();
    for (const [key, action] of [
      ["managed", "MANAGE"],
      ["suppressed", "SUPPRESS"],
      ["relayed", "RELAY"],
    ] as const) {
      for (const [index, name] of config[key].entries()) {
        if (actions.has(name)) throw context.problem(`the cookie "${name}" stands in two lists`, key, index);
        actions.set(name, action);
      }
    }
    const actionFor = (name: string) => actions.get(name) ?? config.defaultAction;
    const stays = (name: string): boolean => actionFor(name) !== "RELAY";

    const toApplication = (exchange: Exchange): void => {
      removeCookies(exchange.headers, stays);
      const kept = readJar(exchange.session.get(sessionKey));
      const pairs = cookiesFor(kept, addressOf(exchange), clock.now()).map(({ name, value }) => `${name}=${value}`);
      if (pairs.length === 0) return;
      exchange.headers.set("Cookie", [...exchange.headers.all("cookie"), ...pairs].join("; "));
    };
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        toApplication(exchange);
        const response = await next(exchange);
        const address = addressOf(exchange);
        let kept = readJar(exchange.session.get(sessionKey));
        const before = kept;
        for (const field of response.headers.all("set-cookie")) {
          const cookie = parseSetCookie(field);
          if (cookie !== undefined && actionFor(cookie.name) === "MANAGE")
            kept = stored(kept, cookie, address, clock.now());
        }
        if (kept !== before) exchange.session.set(sessionKey, writeJar(kept));
        removeSetCookies(response.headers, stays);
        return response;
      },
    };
  },
});

/** Where the application is, as it would be asked now. */
function addressOf({ upstream, externalOrigin, target }: Exchange): URL {
  return new URL(target.path, upstream ?? externalOrigin);
}
