import { isJsonObject, type Json } from "../../../core/json.ts";
import { nearest } from "../../../core/nearest.ts";
import { invalidAt, type Place } from "../../config/place.ts";

/** Where a message is captured, as it passes an object. */
export type CapturePoint = "request" | "filtered_request" | "response" | "filtered_response";

const points: readonly CapturePoint[] = ["request", "filtered_request", "response", "filtered_response"];

/**
 * The points that a decoration names: a text or a list of texts, without regard to case. `none` wins over all others.
 *
 * @throws {gateway.config-invalid} for anything else
 */
export function capturePoints(value: Json, place: Place): ReadonlySet<CapturePoint> {
  const list = Array.isArray(value) ? value : [value];
  const words = list.map((item) => {
    if (typeof item !== "string" || isJsonObject(item)) throw invalidAt(place, "must be a text or a list of texts");
    return item.trim().toLowerCase();
  });
  const known = ["all", "none", ...points];
  for (const word of words) {
    if (known.includes(word)) continue;
    const candidate = nearest(word, known);
    const hint = candidate === undefined ? `one of ${known.join(", ")}` : `"${candidate}"`;
    throw invalidAt(place, `"${word}" is no point of a capture; did you mean ${hint}?`);
  }
  if (words.includes("none")) return new Set();
  return new Set(words.includes("all") ? points : points.filter((point) => words.includes(point)));
}
