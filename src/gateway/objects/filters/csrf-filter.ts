import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { objectType } from "../../heap/object-type.ts";
import { flag, reference } from "../../heap/schemas.ts";
import type { Exchange } from "../../http/exchange.ts";
import { handlerOr } from "../handlers/own-answers.ts";
import { headerName, reservedHeader } from "../header-fields.ts";
import { cookieValues } from "../sessions/cookies.ts";

const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * `CsrfFilter`: a request that may change something must carry, in a header, the SHA-256 of its session cookie: only a
 * page of the same origin can have read it. Every response, a refusal too, carries the right token for the cookie that
 * the request had.
 */
export const csrfFilter = objectType({
  type: "CsrfFilter",
  config: z.object({
    cookieName: z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/, { error: "is no cookie name" }),
    headerName: headerName.default("X-CSRF-Token"),
    excludeSafeMethods: flag.default(true),
    failureHandler: reference.optional(),
  }),
  build: async (config, context) => {
    const reserved = reservedHeader(config.headerName);
    if (reserved !== undefined) throw context.problem(reserved, "headerName");
    const refuse = await handlerOr(403, config.failureHandler, context);
    const isExempt = (exchange: Exchange): boolean => config.excludeSafeMethods && safeMethods.has(exchange.method);
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const [cookie] = cookieValues(exchange.headers, config.cookieName);
        const token = cookie === undefined ? undefined : createHash("sha256").update(cookie).digest("base64url");
        const sent = exchange.headers.all(config.headerName);
        // Without a session there is nobody whose session could be abused.
        const passes =
          token === undefined || isExempt(exchange) || (sent.length === 1 && isEqual(sent[0] ?? "", token));
        const response = await (passes ? next : refuse)(exchange);
        if (token !== undefined) response.headers.set(config.headerName, token);
        return response;
      },
    };
  },
});

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
