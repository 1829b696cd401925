import type { Json, JsonObject } from "../core/json.ts";
import { jsonSchema } from "../core/json-schema.ts";

/** What a node adds to an answer: values that are JSON become what they say, and keys that the server itself sets are left out. */
export function detailsOf(details: Readonly<Record<string, string>>, reserved: readonly string[]): JsonObject {
  const kept = Object.entries(details).filter(([key]) => !reserved.includes(key));
  return Object.fromEntries(kept.map(([key, text]) => [key, parsed(text)]));
}

function parsed(text: string): Json {
  try {
    return jsonSchema.parse(JSON.parse(text));
  } catch {
    // Plain text is the ordinary case.
    return text;
  }
}
