import type { JsonObject } from "../../core/json.ts";
import { nearest } from "../../core/nearest.ts";
import { at, type Place } from "../config/place.ts";
import type { Services } from "./model.ts";

/** Remarks on keys that nothing reads: PingGateway ignores them silently, and a typing error looks like that too. */
export function lintKeys(object: JsonObject, known: readonly string[], place: Place, services: Services): void {
  for (const key of Object.keys(object)) {
    if (known.includes(key) || /^_?comment$/.test(key)) continue;
    const bare = key.replace(/^_+/, "");
    if (bare !== key && known.includes(bare)) {
      services.lint(at(place, key), `has no effect: "${bare}" is switched off by its "_"`);
      continue;
    }
    const candidate = bare === key ? nearest(key, known) : undefined;
    if (candidate !== undefined) services.lint(at(place, key), `has no effect; did you mean "${candidate}"?`);
  }
}
