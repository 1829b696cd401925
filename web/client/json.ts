import type { Json } from "../../src/core/json.ts";

/** The JSON of a text; `null` for what is none, such as the error page of a proxy. */
export function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}
