import { groovyError } from "../thrown.ts";
import { type GroovyObject, type GroovyValue, isGroovyObject } from "../values.ts";
import { decimalText } from "./decimal.ts";
import { doubleText } from "./numbers.ts";

const deepest = 60;
const longest = 4_000_000;

/** What `toString()` gives, and what a value is inside of a string. Never longer than four million characters. */
export function toText(value: GroovyValue): string {
  if (typeof value === "string") return value;
  return write(value, 0);
}

function write(value: GroovyValue, depth: number): string {
  if (!isGroovyObject(value)) return String(value);
  if (depth > deepest) throw groovyError("StackOverflowError");
  const text = writeObject(value, depth + 1);
  if (text.length > longest) throw groovyError("OutOfMemoryError", "the text is too long");
  return text;
}

function writeObject(value: GroovyObject, depth: number): string {
  switch (value.kind) {
    case "decimal":
      return decimalText(value);
    case "double":
      return doubleText(value.value);
    case "character":
      return String.fromCharCode(value.code);
    case "list":
    case "array":
      return writeAll(value.items, depth);
    case "set":
      return writeAll(value.members.values(), depth);
    case "range":
      return value.of === "integers" ? `${value.from}..${value.to}` : writeAll(rangeItems(value), depth);
    case "bytes":
      return `[${value.bytes.join(", ")}]`;
    case "map":
      return writeMap(value, depth);
    case "closure":
      return "a closure";
    case "class":
      return `${value.ancestors.has("interface") ? "interface" : "class"} ${value.name}`;
    case "instance":
      return `${value.type.name}@1`;
    case "host":
      return value.type.text?.(value) ?? `${value.type.name}@1`;
  }
}

function writeAll(items: Iterable<GroovyValue>, depth: number): string {
  const parts: string[] = [];
  let length = 0;
  for (const item of items) {
    const part = write(item, depth);
    length += part.length;
    if (length > longest) throw groovyError("OutOfMemoryError", "the text is too long");
    parts.push(part);
  }
  return `[${parts.join(", ")}]`;
}

function writeMap({ store }: Extract<GroovyObject, { kind: "map" }>, depth: number): string {
  const entries = store.keys().map((key) => `${write(key, depth)}:${write(store.get(key) ?? null, depth)}`);
  return entries.length === 0 ? "[:]" : `[${entries.join(", ")}]`;
}

export function* rangeItems({ from, to, of }: Extract<GroovyObject, { kind: "range" }>): Iterable<GroovyValue> {
  const step = from <= to ? 1 : -1;
  for (let at = from; step > 0 ? at <= to : at >= to; at += step) {
    yield of === "integers" ? at : String.fromCharCode(at);
  }
}
