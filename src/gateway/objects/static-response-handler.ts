import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { objectType } from "../heap/object-type.ts";
import { integer } from "../heap/schemas.ts";
import { headersFrom } from "../http/headers.ts";
import { evaluateFields, headerFields, headerValues } from "./header-fields.ts";

/**
 * `StaticResponseHandler`: a fixed answer whose header values and entity may hold expressions. The entity is sent in the
 * charset of its `Content-Type`, by default UTF-8. Without a type, browsers are told not to guess one.
 */
export const staticResponseHandler = objectType({
  type: "StaticResponseHandler",
  config: z.object({
    status: integer(200, 599),
    /** Accepted and not sent: HTTP/2 has none, and no client may rely on it (RFC 9112, section 4). */
    reason: z.string().optional(),
    headers: headerValues.default({}),
    entity: z.union([z.string(), z.array(z.string()).transform((lines) => lines.join("\n"))]).default(""),
    trailers: z.never({ error: "is not supported: use headers" }).optional(),
  }),
  build: (config, context) => {
    if (STATUS_CODES[config.status] === undefined) throw context.problem("is no HTTP status", "status");
    const entity = context.runtime(config.entity, "entity");
    const fields = headerFields(config.headers, context, "headers");
    return {
      kind: "handler",
      handle: async (exchange) => {
        const headers = headersFrom(evaluateFields(fields, context, exchange));
        const type = headers.first("content-type");
        const body = encoded(entity.text(exchange) ?? "", type ?? "");
        if (type === undefined) headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Length", String(body.length));
        return { status: config.status, headers, body };
      },
    };
  },
});

const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/i;

/** What Latin-1 cannot express becomes a question mark, as in Java. */
function encoded(text: string, contentType: string): Buffer {
  const name = charset.exec(contentType)?.[1]?.toLowerCase() ?? "utf-8";
  if (/^(?:iso-?8859-1|latin-?1)$/.test(name))
    return Buffer.from(text.replace(/[\u{100}-\u{10ffff}]/gu, "?"), "latin1");
  if (/^(?:us-)?ascii$/.test(name)) return Buffer.from(text.replace(/[\u{80}-\u{10ffff}]/gu, "?"), "latin1");
  if (name === "utf-16le") return Buffer.from(text, "utf16le");
  return Buffer.from(text, "utf8");
}
