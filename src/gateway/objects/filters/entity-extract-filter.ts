import { z } from "zod";
import { describeError, SallyportError } from "../../../core/errors.ts";
import type { JsonObject } from "../../../core/json.ts";
import { fromJson } from "../../el/values.ts";
import type { BuildContext } from "../../heap/model.ts";
import { objectType } from "../../heap/object-type.ts";
import { bufferRequest, bufferResponse, entityText } from "../../http/entity.ts";
import { regexFrom } from "../regex-from.ts";
import { messageType } from "./message-type.ts";

const binding = z.object({ key: z.string().min(1), pattern: z.string(), template: z.string().optional() });

/**
 * `EntityExtractFilter`: looks for patterns in the text of a request or response and writes what they found, by key, to
 * `target`. A key whose pattern is not found is null. The entity is read as a whole, up to the limit of the heap's
 * TemporaryStorage.
 */
export const entityExtractFilter = objectType({
  type: "EntityExtractFilter",
  config: z.object({
    messageType,
    target: z.string(),
    bindings: z.array(binding).min(1).max(100),
    charset: z.string().optional(),
  }),
  build: async (config, context) => {
    const { limit } = await context.refer("temporary-storage", "TemporaryStorage");
    const target = context.target(config.target, "target");
    if (!target.writable) throw context.problem("must be a place that can be written to", "target");
    const { charset } = config;
    if (charset !== undefined && !isCharset(charset)) throw context.problem("is no charset", "charset");
    const patterns = config.bindings.map((entry, index) => compiled(entry, context, "bindings", index));
    const extract = (text: string | null): JsonObject =>
      Object.fromEntries(patterns.map(({ key, find }) => [key, text === null ? null : find(text)]));
    const textOf = (headers: Parameters<typeof entityText>[0], bytes: Buffer): string | null =>
      charset === undefined ? entityText(headers, bytes, limit) : new TextDecoder(charset).decode(bytes);
    return {
      kind: "filter",
      filter: async (exchange, next) => {
        if (config.messageType === "REQUEST") {
          const text = textOf(exchange.headers, await bufferRequest(exchange, limit));
          target.assign(exchange, null, fromJson(extract(text)));
          return next(exchange);
        }
        const response = await bufferResponse(await next(exchange), limit);
        const text = textOf(response.headers, response.body);
        return target.assign(exchange, response, fromJson(extract(text))) ?? response;
      },
    };
  },
});

function compiled(entry: z.output<typeof binding>, context: BuildContext, ...path: PropertyKey[]) {
  const { key, pattern, template } = entry;
  const regex = regexFrom(pattern, context, ...path, "pattern");
  const find = (text: string): string | null => {
    try {
      const found = regex.groups(text);
      if (found === undefined || template === undefined) return found?.[0] ?? null;
      return template.replace(/\$(\d)/g, (_all, digit: string) => found[Number(digit)] ?? "");
    } catch (problem) {
      if (!(problem instanceof SallyportError)) throw problem;
      context.services.log.warn({ key, why: describeError(problem) }, "a pattern was too much for an entity");
      return null;
    }
  };
  return { key, find };
}

function isCharset(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== "";
  } catch (problem) {
    if (problem instanceof RangeError) return false;
    throw problem;
  }
}
