import type { JsonObject } from "../../core/json.ts";
import type { Answer } from "../answer.ts";

/**
 * PingAM's refusal of attributes that a type does not have, or null when there are none. `frodo` reads the valid names,
 * removes the others and tries again.
 */
export function unknownAttributes(document: JsonObject, valid: readonly string[]): Answer | null {
  const unknown = Object.keys(document).filter((name) => !name.startsWith("_") && !valid.includes(name));
  if (unknown.length === 0) return null;
  const error = { code: 400, reason: "Bad Request", message: "Invalid attribute specified." };
  return { status: 400, body: { ...error, detail: { validAttributes: [...valid] } }, headers: {} };
}
