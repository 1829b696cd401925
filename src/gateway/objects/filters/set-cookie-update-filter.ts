import { z } from "zod";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import type { Exchange, GatewayResponse } from "../../http/exchange.ts";
import { isHeaderValue } from "../header-fields.ts";
import { regexFrom } from "../regex-from.ts";
import { type Attribute, parseSetCookie, type SetCookie, writeSetCookie } from "./set-cookie.ts";

const attributeName = z.string().regex(/^[A-Za-z][A-Za-z-]{0,31}$/, { error: "is no attribute of a cookie" });
const change = z.object({ value: z.string().optional(), attributes: z.record(attributeName, z.string()).default({}) });
const flags: ReadonlySet<string> = new Set(["secure", "httponly", "partitioned"]);

type Update = (cookie: SetCookie, exchange: Exchange, response: GatewayResponse) => SetCookie;

/**
 * `SetCookieUpdateFilter`: changes value and attributes of cookies that the application sets. Keys are regular
 * expressions that match a cookie's whole name; the first counts. `true` and `false` switch a flag (`Secure`, `HttpOnly`);
 * an attribute whose expression gives nothing, or an empty text, is removed.
 */
export const setCookieUpdateFilter = objectType({
  type: "SetCookieUpdateFilter",
  config: z.object({ cookies: z.record(z.string(), change) }),
  build: ({ cookies }, context) => {
    const updates = Object.entries(cookies).map(([pattern, to]) => ({
      names: regexFrom(pattern, context, "cookies", pattern),
      update: compiled(to, context, pattern),
    }));
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        const response = await next(exchange);
        const before = response.headers.all("set-cookie");
        const after = before.map((field) => {
          const cookie = parseSetCookie(field);
          const found = cookie === undefined ? undefined : updates.find(({ names }) => names.matches(cookie.name));
          if (cookie === undefined || found === undefined) return field;
          return writeSetCookie(found.update(cookie, exchange, response));
        });
        if (after.every((field, index) => field === before[index])) return response;
        response.headers.removeWhere((name) => name === "set-cookie");
        for (const field of after) response.headers.append("Set-Cookie", field);
        return response;
      },
    };
  },
});

function compiled(to: z.output<typeof change>, context: BuildContext, pattern: string): Update {
  const path = ["cookies", pattern];
  const value = to.value === undefined ? undefined : context.runtime(to.value, ...path, "value");
  const attributes = Object.entries(to.attributes).map(([name, text]) => {
    return { name, key: name.toLowerCase(), text: context.runtime(text, ...path, "attributes", name) };
  });
  return (cookie, exchange, response) => {
    const evaluated = attributes.map(({ name, key, text }) => ({
      key,
      attribute: written(name, text.text(exchange, response)),
    }));
    const changed = new Set(evaluated.map(({ key }) => key));
    const kept = cookie.attributes.filter(({ name }) => !changed.has(name.toLowerCase()));
    const given = value?.text(exchange, response) ?? undefined;
    return {
      name: cookie.name,
      value: given !== undefined && isCookiePart(given) ? given : cookie.value,
      attributes: [...kept, ...evaluated.flatMap(({ attribute }) => attribute ?? [])],
    };
  };
}

function written(name: string, text: string | null): Attribute | undefined {
  if (flags.has(name.toLowerCase())) return text?.toLowerCase() === "true" ? { name, value: null } : undefined;
  return text === null || text === "" || !isCookiePart(text) ? undefined : { name, value: text };
}

/** Nothing that could end this part and begin another. */
function isCookiePart(text: string): boolean {
  return isHeaderValue(text) && !text.includes(";");
}
