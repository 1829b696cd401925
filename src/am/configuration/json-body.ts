import { isJson, isJsonObject, type JsonObject } from "../../core/json.ts";
import { jsonSchema } from "../../core/json-schema.ts";
import { readBody } from "../body.ts";
import { amErrors } from "../errors.ts";
import type { Exchange } from "../exchange.ts";

/** How deep a document may be nested. */
const mostLevels = 32;

/**
 * The body of a write: a JSON object, or nothing.
 *
 * @throws {am.body-not-json}, {am.body-malformed}
 */
export function objectBody({ body }: Pick<Exchange, "body">): JsonObject {
  const document = readBody(body, jsonSchema);
  if (isJsonObject(document) && isJson(document, mostLevels)) return document;
  throw amErrors.error("am.body-malformed", { detail: "not a JSON object, or nested too deep" });
}
