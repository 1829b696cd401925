import type { Json, JsonObject } from "../core/json.ts";

/** What every `_queryFilter` is answered with (facts: "envelopes"): all results on one page. */
export function queryEnvelope(result: readonly Json[]): JsonObject {
  return {
    result,
    resultCount: result.length,
    pagedResultsCookie: null,
    totalPagedResultsPolicy: "NONE",
    totalPagedResults: -1,
    remainingPagedResults: -1,
  };
}
