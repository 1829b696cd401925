import { type Meter, ownMeter } from "../meter.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyObject, type GroovyValue, isGroovyObject } from "../values.ts";
import { decimalText } from "./decimal.ts";
import { doubleText } from "./numbers.ts";

const deepest = 60;

/**
 * What `toString()` gives, and what a value is inside of a string. `meter` pays a step for every part of a collection, and
 * its characters; a text costs nothing.
 */
export function toText(value: GroovyValue, meter?: Meter): string {
  if (typeof value === "string") return value;
  return isGroovyObject(value) ? write(value, meter ?? ownMeter(), 0) : String(value);
}

/** The texts of several values in a row, paid for before they are put together. */
export function joinedText(values: readonly GroovyValue[], separator: string, meter: Meter): string {
  const parts: string[] = [];
  for (const value of values) {
    const part = toText(value, meter);
    meter.charge(part.length + separator.length);
    parts.push(part);
  }
  return parts.join(separator);
}

function write(value: GroovyValue, meter: Meter, depth: number): string {
  if (!isGroovyObject(value)) return String(value);
  if (depth > deepest) throw groovyError("StackOverflowError");
  return writeObject(value, meter, depth + 1);
}

function writeObject(value: GroovyObject, meter: Meter, depth: number): string {
  switch (value.kind) {
    case "decimal":
      return decimalText(value);
    case "double":
      return doubleText(value.value);
    case "character":
      return String.fromCharCode(value.code);
    case "list":
    case "array":
      return writeAll(value.items, meter, depth);
    case "set":
      return writeAll(value.members.values(), meter, depth);
    case "range":
      return value.of === "integers" ? `${value.from}..${value.to}` : writeAll(rangeItems(value), meter, depth);
    case "bytes":
      meter.work(value.bytes.length >> 3);
      meter.charge(value.bytes.length * 4);
      return `[${new Int8Array(value.bytes).join(", ")}]`;
    case "map":
      return writeMap(value, meter, depth);
    case "closure":
      return "a closure";
    case "class":
      return `${value.ancestors.has("interface") ? "interface" : "class"} ${value.name}`;
    case "instance":
      return `${value.type.name}@1`;
    case "host":
      return value.type.text?.(value, meter) ?? `${value.type.name}@1`;
  }
}

function writePart(value: GroovyValue, meter: Meter, depth: number): string {
  meter.work(1);
  const part = write(value, meter, depth);
  meter.charge(part.length);
  return part;
}

function writeAll(items: Iterable<GroovyValue>, meter: Meter, depth: number): string {
  const parts: string[] = [];
  for (const item of items) parts.push(writePart(item, meter, depth));
  return `[${parts.join(", ")}]`;
}

function writeMap({ store }: Extract<GroovyObject, { kind: "map" }>, meter: Meter, depth: number): string {
  const parts: string[] = [];
  for (const key of store.keys(meter)) {
    parts.push(`${writePart(key, meter, depth)}:${writePart(store.get(key, meter) ?? null, meter, depth)}`);
  }
  return parts.length === 0 ? "[:]" : `[${parts.join(", ")}]`;
}

export function* rangeItems({ from, to, of }: Extract<GroovyObject, { kind: "range" }>): Iterable<GroovyValue> {
  const step = from <= to ? 1 : -1;
  for (let at = from; step > 0 ? at <= to : at >= to; at += step) {
    yield of === "integers" ? at : String.fromCharCode(at);
  }
}
