import { isJsonObject, type Json, type JsonObject } from "../core/json.ts";
import { journeyErrors } from "./errors.ts";

/** Keys of the state whose values are objects of their own: their entries are merged, and handed on, one by one. */
const containers: ReadonlySet<string> = new Set(["objectAttributes"]);

export function isContainer(key: string): boolean {
  return containers.has(key);
}

/** @throws {journey.state-nested} unless `values` may be merged into the state */
export function checkMergeable(values: JsonObject): void {
  for (const [key, value] of Object.entries(values)) {
    if (isContainer(key) && !isJsonObject(value)) throw nested(`State containers must be a JSON object: ${key}`);
    if (!isContainer(key) && isJsonObject(value)) {
      const known = [...containers].join(", ");
      throw nested(
        `State must not contain nested objects unless they are inside registered state containers: ${known}`,
      );
    }
  }
}

/** The values whose keys are declared; of a container that is not, the entries that are. */
export function pickDeclared(values: ReadonlyMap<string, Json>, declared: ReadonlySet<string>): Map<string, Json> {
  const picked = new Map<string, Json>();
  for (const [key, value] of values) {
    if (declared.has(key)) picked.set(key, value);
    else if (isContainer(key) && isJsonObject(value)) {
      const entries = Object.entries(value).filter(([name]) => declared.has(name));
      if (entries.length > 0) picked.set(key, Object.fromEntries(entries));
    }
  }
  return picked;
}

/** Two layers of state as one: the later wins, containers entry by entry. */
export function mergeLayers(earlier: ReadonlyMap<string, Json>, later: ReadonlyMap<string, Json>): Map<string, Json> {
  const merged = new Map([...earlier, ...later]);
  for (const key of containers) {
    const objects = [earlier.get(key), later.get(key)].filter(isJsonObject);
    if (objects.length === 2) merged.set(key, mergeObjects(objects));
  }
  return merged;
}

/** `objects` as one, later ones winning entry by entry. */
export function mergeObjects(objects: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(objects.flatMap((object) => Object.entries(object)));
}

/** An object without these entries. */
export function withoutEntries(object: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name)));
}

function nested(detail: string): Error {
  return journeyErrors.error("journey.state-nested", { detail });
}
