import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { AuditEvent } from "./access-event.ts";

/** `filterPolicies.field`: JSON pointers that start with the topic; what they name covers its children. */
export interface FilterPolicy {
  readonly includeIf: readonly string[];
  readonly excludeIf: readonly string[];
}

/**
 * An event without what a policy excludes. The safe list is what an event is made from, so `includeIf` can name nothing
 * that is not in it already; unlike PingGateway's, this gateway's never opens it for credentials.
 */
export function filterEvent(topic: string, event: AuditEvent, { excludeIf }: FilterPolicy): AuditEvent {
  return excludeIf.reduce((kept, pointer) => {
    const [first, ...path] = pointer.split("/").slice(1);
    return first === topic && path.length > 0 ? without(kept, path) : kept;
  }, event);
}

function without(object: JsonObject, [key = "", ...rest]: readonly string[]): JsonObject {
  const name = decodePointer(key);
  const own = Object.keys(object).find((known) => known === name || known.toLowerCase() === name.toLowerCase());
  if (own === undefined) return object;
  const value: Json | undefined = object[own];
  const entries = Object.entries(object).filter(([other]) => other !== own);
  if (rest.length === 0) return Object.fromEntries(entries);
  return isJsonObject(value) ? { ...object, [own]: without(value, rest) } : object;
}

function decodePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
