import { type Meter, ownMeter } from "../meter.ts";
import { type GroovyList, type GroovyValue, isGroovyObject } from "./types.ts";

/**
 * What a value is found by in sets and maps: equal for values that Java calls equal. Texts and numbers are their own keys;
 * what is made of values gets a text that no script's text can equal; other objects, and lists that hold them, are found
 * by identity.
 */
export function keyOf(value: GroovyValue, meter?: Meter, depth = 0): unknown {
  if (typeof value === "string") return value.startsWith("\u0000") ? `\u0000text:${value}` : value;
  if (!isGroovyObject(value)) return value;
  switch (value.kind) {
    case "decimal":
      return `\u0000decimal:${value.unscaled}e${value.scale}`;
    case "double":
      return `\u0000double:${value.value}`;
    case "character":
      return `\u0000character:${value.code}`;
    case "list":
      return depth > 20 || value.items.length > 1_000 ? value : listKey(value, meter ?? ownMeter(), depth + 1);
    case "host":
      return value.type.key === undefined ? value : `\u0000${value.type.name}:${value.type.key(value)}`;
    default:
      return value;
  }
}

/** The keys of the items, each behind its length, so that nothing needs escaping however deep lists nest. */
function listKey(list: GroovyList, meter: Meter, depth: number): unknown {
  meter.work(1);
  const parts: string[] = [];
  for (const item of list.items) {
    meter.work(1);
    const key = keyOf(item, meter, depth);
    if (typeof key === "object" && key !== null) return list;
    const part = `${typeof key}:${String(key)}`;
    meter.charge(part.length);
    parts.push(`${part.length}:${part}`);
  }
  return `\u0000list:${parts.join("")}`;
}
