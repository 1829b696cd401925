import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { toText } from "../el/values.ts";
import { objectType } from "../heap/object-type.ts";
import { integer, later } from "../heap/schemas.ts";
import { headersFrom } from "../http/headers.ts";

const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, { error: "is no header name" });
/** What a header value must not hold: anything that could end it (RFC 9110, section 5.5). */
const unsafe = /[^\t\x20-\x7e\x80-\xff]/;

/** `StaticResponseHandler`: a fixed answer whose header values and entity may hold expressions. */
export const staticResponseHandler = objectType({
  type: "StaticResponseHandler",
  config: z.object({
    status: integer(200, 599),
    reason: z.string().optional(),
    headers: z.record(headerName, z.array(z.string())).default({}),
    entity: z.union([z.string(), z.array(z.string()).transform((lines) => lines.join("\n"))]).default(""),
    trailers: later,
  }),
  build: (config, context) => {
    if (STATUS_CODES[config.status] === undefined) throw context.problem("is no HTTP status", "status");
    const entity = context.runtime(config.entity, "entity");
    const fields = Object.entries(config.headers).flatMap(([name, values]) =>
      values.map((value, index) => ({ name, value: context.runtime(value, "headers", name, index) })),
    );
    return {
      kind: "handler",
      handle: async (exchange) => {
        const body = Buffer.from(toText(entity.value(exchange)), "utf8");
        const headers = headersFrom([]);
        for (const { name, value } of fields) {
          const found = value.value(exchange);
          if (found !== null && !unsafe.test(toText(found))) headers.append(name, toText(found));
        }
        headers.set("Content-Length", String(body.length));
        return { status: config.status, headers, body };
      },
    };
  },
});
