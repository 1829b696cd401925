import { z } from "zod";
import { gatewayErrors } from "../../errors.ts";
import { noteOrigin } from "../../heap/base-uri.ts";
import { objectType } from "../../heap/object-type.ts";
import type { RuntimeTemplate } from "../../heap/templates.ts";
import { bytesBody } from "../../http/entity.ts";
import type { Exchange } from "../../http/exchange.ts";
import { parseTarget } from "../../http/request-target.ts";
import { withdrawWord } from "../../http/vouched.ts";
import { appendAll, evaluateFields, headerFields, headerValues } from "../header-fields.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/**
 * `StaticRequestFilter`: what follows gets a new request, with nothing of the client's but what the expressions take from
 * it. A form is the body of a POST, and part of the query otherwise.
 */
export const staticRequestFilter = objectType({
  type: "StaticRequestFilter",
  config: z.object({
    method: z.enum(methods, { error: `must be one of ${methods.join(", ")}` }),
    uri: z.string(),
    version: z.string().optional(),
    headers: headerValues.default({}),
    form: z.record(z.string(), z.array(z.string()).max(100)).optional(),
    entity: z.string().optional(),
  }),
  build: (config, context) => {
    if (config.form !== undefined && config.entity !== undefined && config.method === "POST") {
      throw context.problem("a request has a form or an entity, not both", "entity");
    }
    const uri = context.runtime(config.uri, "uri");
    if (uri.constant !== undefined && addressOf(uri.constant) === undefined) {
      throw context.problem(`"${uri.constant}" is no http or https address`, "uri");
    }
    noteOrigin(uri, context.services);
    const headers = headerFields(config.headers, context, "headers");
    const entity = config.entity === undefined ? undefined : context.runtime(config.entity, "entity");
    const form = Object.entries(config.form ?? {}).flatMap(([name, values]) =>
      values.map((value, index) => ({ name, value: context.runtime(value, "form", name, index) })),
    );
    return {
      kind: "filter",
      filter: (exchange, next) => {
        const address = addressOf(uri.text(exchange) ?? "");
        if (address === undefined) {
          throw gatewayErrors.error("gateway.expression-failed", { detail: `${context.name}: the uri is no address` });
        }
        const fields = evaluateFields(headers, context, exchange);
        const encoded = encodedForm(form, exchange);
        const posted = config.method === "POST" && form.length > 0;
        const body = posted ? encoded : (entity?.text(exchange) ?? "");
        exchange.headers.removeWhere(() => true);
        withdrawWord(exchange, () => true);
        appendAll(exchange.headers, fields);
        if (posted) exchange.headers.set("Content-Type", "application/x-www-form-urlencoded");
        exchange.method = config.method;
        exchange.body = bytesBody(Buffer.from(body, "utf8"));
        exchange.upstream = address.origin ?? exchange.upstream;
        const query = posted || encoded === "" ? address.query : [address.query, encoded].filter(Boolean).join("&");
        exchange.target = { path: address.path, query };
        return next(exchange);
      },
    };
  },
});

interface Address {
  readonly origin: string | null;
  readonly path: string;
  readonly query: string | null;
}

/** An absolute address, or a path on the application that the request goes to. */
function addressOf(text: string): Address | undefined {
  const absolute = /^https?:\/\//i.test(text);
  // The URL parser drops blanks and line breaks and reads a backslash as a slash.
  if (!/^[\x21-\x5b\x5d-\x7e]+$/.test(text) || (absolute && !URL.canParse(text))) return undefined;
  const url = absolute ? new URL(text) : undefined;
  if (url !== undefined && (url.username !== "" || url.password !== "")) return undefined;
  // What the URL parser would put straight, dot segments for one, is refused: taken from the text, not from the URL.
  const rest = absolute ? text.replace(/^https?:\/\/[^/?#]*/i, "").replace(/^(?!\/)/, "/") : text;
  const parsed = parseTarget(rest);
  return parsed.ok ? { origin: url?.origin ?? null, ...parsed.target } : undefined;
}

function encodedForm(form: readonly { name: string; value: RuntimeTemplate }[], exchange: Exchange): string {
  const pairs = form.flatMap(({ name, value }): [string, string][] => {
    const text = value.text(exchange);
    return text === null ? [] : [[name, text]];
  });
  return new URLSearchParams(pairs).toString();
}
