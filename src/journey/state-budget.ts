import type { Json } from "../core/json.ts";
import { journeyErrors } from "./errors.ts";
import { mostWritten } from "./limits.ts";

/** Counts what the nodes of one request write into the state: a script in a loop must not fill the memory. */
export interface Budget {
  /** @throws {journey.state-too-large} */
  take(key: string, value: Json): void;
}

export function createBudget(): Budget {
  let written = 0;
  return {
    take(key, value) {
      written += key.length + (typeof value === "string" ? value.length : JSON.stringify(value).length);
      if (written <= mostWritten) return;
      throw journeyErrors.error("journey.state-too-large", {
        detail: `more than ${mostWritten} characters in one request`,
      });
    },
  };
}
