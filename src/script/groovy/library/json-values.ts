import type { Json } from "../../../core/json.ts";
import { isJsonObject } from "../../../core/json.ts";
import { type Meter, ownMeter } from "../meter.ts";
import { decimalOf } from "../runtime/decimal.ts";
import { isNumber } from "../runtime/numbers.ts";
import { rangeItems, toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyObject, type GroovyValue, isGroovyObject, listOf, mapOf } from "../values.ts";

const deepest = 64;

/** JSON as JsonSlurper reads it: whole numbers Integer or Long, others BigDecimal. Deeper than 64 levels throws. */
export function fromJson(value: Json, depth = 0): GroovyValue {
  if (depth > deepest) throw groovyError("groovy.json.JsonException", "the JSON nests too deep");
  if (typeof value === "number") return fromNumber(value);
  if (Array.isArray(value)) return listOf(value.map((item: Json) => fromJson(item, depth + 1)));
  if (isJsonObject(value))
    return mapOf(Object.entries(value).map(([key, item]) => [key, fromJson(item, depth + 1)] as const));
  return typeof value === "string" || typeof value === "boolean" ? value : null;
}

function fromNumber(value: number): GroovyValue {
  if (Number.isInteger(value))
    return (value | 0) === value
      ? value
      : Number.isSafeInteger(value)
        ? BigInt(value)
        : decimalOf(BigInt(value).toString());
  return decimalOf(String(value));
}

/** A value as JSON data; numbers beyond JavaScript's precision lose digits. Throws for closures and other objects. */
export function toJson(value: GroovyValue, meter: Meter = ownMeter(), depth = 0): Json {
  meter.work(1);
  if (depth > deepest) throw groovyError("groovy.json.JsonException", "the value nests too deep");
  if (typeof value === "bigint") return Number(value);
  if (!isGroovyObject(value)) return value;
  if (isNumber(value)) return Number(toText(value));
  return objectJson(value, meter, depth + 1);
}

function objectJson(value: GroovyObject, meter: Meter, depth: number): Json {
  switch (value.kind) {
    case "list":
    case "array":
      return value.items.map((item) => toJson(item, meter, depth));
    case "set":
      return [...value.members.values()].map((item) => toJson(item, meter, depth));
    case "range":
      return Array.from(rangeItems(value), (item) => toJson(item, meter, depth));
    case "map":
      return Object.fromEntries(
        value.store
          .keys(meter)
          .map((key) => [toText(key, meter), toJson(value.store.get(key, meter) ?? null, meter, depth)]),
      );
    case "instance":
      return Object.fromEntries([...value.fields].map(([key, item]) => [key, toJson(item, meter, depth)]));
    case "character":
      return toText(value);
    case "host":
      if (value.type.text !== undefined) return toText(value, meter);
      throw groovyError("IllegalArgumentException", `${value.type.name} cannot be written as JSON`);
    default:
      throw groovyError("IllegalArgumentException", "this value cannot be written as JSON");
  }
}

/** JsonOutput.toJson: like `toJson`, with every digit kept, and everything but ASCII escaped as Groovy does. */
export function jsonText(value: GroovyValue, meter: Meter = ownMeter(), depth = 0): string {
  meter.work(1);
  meter.charge(typeof value === "string" ? value.length + 2 : 2);
  if (depth > deepest) throw groovyError("groovy.json.JsonException", "the value nests too deep");
  if (isNumber(value) || typeof value === "boolean" || value === null) return toText(value);
  if (typeof value === "string") return quoted(value);
  if (!isGroovyObject(value)) return toText(value);
  switch (value.kind) {
    case "list":
    case "array":
      return `[${value.items.map((item) => jsonText(item, meter, depth + 1)).join(",")}]`;
    case "set":
      return `[${[...value.members.values()].map((item) => jsonText(item, meter, depth + 1)).join(",")}]`;
    case "map":
      return `{${value.store
        .keys(meter)
        .map(
          (key) => `${quoted(paidKey(key, meter))}:${jsonText(value.store.get(key, meter) ?? null, meter, depth + 1)}`,
        )
        .join(",")}}`;
    default: {
      const json = objectJson(value, meter, depth + 1);
      return typeof json === "string" ? quoted(json) : JSON.stringify(json);
    }
  }
}

function paidKey(key: GroovyValue, meter: Meter): string {
  const text = toText(key, meter);
  meter.charge(text.length + 3);
  return text;
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
