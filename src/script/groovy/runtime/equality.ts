import { type Meter, ownMeter } from "../meter.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyObject, type GroovyValue, isGroovyObject, keyOf } from "../values.ts";
import { compareNumbers, isCharacter, isNumber, numberOf } from "./numbers.ts";
import { rangeItems, toText } from "./text.ts";

const deepest = 60;

/** `==`: numbers by value, collections by their items, everything else as Java's `equals` decides. */
export function areEqual(left: GroovyValue, right: GroovyValue, meter?: Meter, depth = 0): boolean {
  if (typeof left !== "string" && left === right) return true;
  if (left === null || right === null) return false;
  if (typeof left === "string" && typeof right === "string") {
    payForTexts(left, right, meter);
    return left === right;
  }
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) === 0;
  if (isCharacter(left) || isCharacter(right)) return equalsCharacter(left, right, meter);
  if (!isGroovyObject(left) || !isGroovyObject(right)) return false;
  if (depth > deepest) throw groovyError("StackOverflowError");
  return areEqualObjects(left, right, meter ?? ownMeter(), depth + 1);
}

/** Two long texts are compared letter by letter. */
function payForTexts(left: string, right: string, meter: Meter | undefined): void {
  const length = Math.min(left.length, right.length);
  if (length >= 256) meter?.work(length >> 8);
}

function equalsCharacter(left: GroovyValue, right: GroovyValue, meter?: Meter): boolean {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return compareNumbers(a, b) === 0;
  return toText(left, meter) === toText(right, meter);
}

function areEqualObjects(left: GroovyObject, right: GroovyObject, meter: Meter, depth: number): boolean {
  const areEqualParts = (part: GroovyValue, other: GroovyValue): boolean => {
    meter.work(1);
    return areEqual(part, other, meter, depth);
  };
  const [a, b] = [sequence(left, meter), sequence(right, meter)];
  if (a !== undefined && b !== undefined) {
    return a.length === b.length && a.every((item, index) => areEqualParts(item, b[index] ?? null));
  }
  if (left.kind === "set" && right.kind === "set") {
    meter.work(left.members.size);
    return left.members.size === right.members.size && [...left.members.keys()].every((key) => right.members.has(key));
  }
  if (left.kind === "map" && right.kind === "map") {
    const other = right.store;
    return (
      left.store.size() === other.size() &&
      left.store.keys(meter).every((key) => {
        const item = other.get(key, meter);
        return item !== undefined && areEqualParts(left.store.get(key, meter) ?? null, item);
      })
    );
  }
  if (left.kind === "bytes" && right.kind === "bytes") {
    return left.bytes.length === right.bytes.length && left.bytes.every((byte, index) => byte === right.bytes[index]);
  }
  if (left.kind === "host" && right.kind === "host") return keyOf(left) === keyOf(right);
  return false;
}

function sequence(value: GroovyObject, meter: Meter): readonly GroovyValue[] | undefined {
  if (value.kind === "list" || value.kind === "array") return value.items;
  if (value.kind !== "range" || Math.abs(value.to - value.from) > 100_000) return undefined;
  meter.work(Math.abs(value.to - value.from));
  return Array.from(rangeItems(value));
}

/** `<=>`: negative, zero or positive; null comes first. Throws for what has no order. */
export function compare(left: GroovyValue, right: GroovyValue, meter?: Meter): number {
  if (typeof left === "string" && typeof right === "string") {
    payForTexts(left, right, meter);
    return left === right ? 0 : left < right ? -1 : 1;
  }
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  if (typeof left === "boolean" && typeof right === "boolean") return left ? 1 : -1;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return compareNumbers(a, b);
  if (isCharacter(left) || isCharacter(right)) {
    const [text, other] = [toText(left, meter), toText(right, meter)];
    return text < other ? -1 : text > other ? 1 : 0;
  }
  if (isGroovyObject(left) && isGroovyObject(right) && left.kind === "host" && right.kind === "host") {
    const order = left.type === right.type ? left.type.compare?.(left, right) : undefined;
    if (order !== undefined) return order;
  }
  if (areEqual(left, right, meter)) return 0;
  throw groovyError("IllegalArgumentException", "Cannot compare these values");
}

/** What a condition makes of a value: null, zero and everything empty are false. */
export function isTrue(value: GroovyValue): boolean {
  if (typeof value === "boolean") return value;
  if (value === null) return false;
  if (typeof value === "string") return value !== "";
  if (typeof value === "number") return value !== 0;
  if (typeof value === "bigint") return value !== 0n;
  switch (value.kind) {
    case "list":
    case "array":
      return value.items.length > 0;
    case "set":
      return value.members.size > 0;
    case "map":
      return value.store.size() > 0;
    case "bytes":
      return value.bytes.length > 0;
    case "decimal":
      return value.unscaled !== 0n;
    case "double":
      return value.value !== 0;
    case "character":
      return value.code !== 0;
    case "host":
      return value.type.truth?.(value) ?? true;
    default:
      return true;
  }
}
