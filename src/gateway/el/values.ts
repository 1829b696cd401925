import { isJsonObject, type Json } from "../../core/json.ts";
import { gatewayErrors } from "../errors.ts";

/** The values of the expression language, and JUEL's coercions between them (JSR-245, section 1.18). */

export type ElValue = null | boolean | number | string | readonly ElValue[] | ElObject;

/** Anything with named members. Members are looked up by this function only, never on a JavaScript prototype. */
export interface ElObject {
  /** A missing member is null, never an error. */
  member(name: string): ElValue;
  keys(): readonly string[];
  /** What the object becomes inside a text. */
  text(): string;
  /** Set for an array of bytes. */
  readonly bytes?: Buffer;
  /** Set for a point in time: milliseconds since the epoch. */
  readonly instant?: number;
  /** Two objects with one identity are equal. */
  readonly identity?: string;
}

export function isElObject(value: ElValue): value is ElObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object whose members are computed when they are asked for. */
export function elObject(members: Readonly<Record<string, () => ElValue>>, text?: () => string): ElObject {
  return {
    member: (name) => (Object.hasOwn(members, name) ? (members[name]?.() ?? null) : null),
    keys: () => Object.keys(members),
    text: text ?? (() => `{${Object.keys(members).join(", ")}}`),
  };
}

/** An array of bytes; inside a text it is base64. */
export function fromBytes(bytes: Buffer): ElObject {
  return { member: () => null, keys: () => [], text: () => bytes.toString("base64"), bytes };
}

export function fromJson(value: Json): ElValue {
  if (Array.isArray(value)) return value.map(fromJson);
  if (!isJsonObject(value)) return isScalar(value) ? value : null;
  return {
    member: (name) => fromJson(Object.hasOwn(value, name) ? (value[name] ?? null) : null),
    keys: () => Object.keys(value),
    text: () => JSON.stringify(value),
  };
}

const deepestJson = 32;

/**
 * The JSON of a value; an object becomes its members.
 *
 * @throws {gateway.expression-failed} when it nests more than 32 deep
 */
export function elToJson(value: ElValue, depth = 0): Json {
  if (depth > deepestJson) throw failed(`a value nests more than ${deepestJson} deep`);
  if (Array.isArray(value)) return value.map((item) => elToJson(item, depth + 1));
  if (!isElObject(value)) return isElScalar(value) ? value : null;
  if (value.bytes !== undefined || value.instant !== undefined) return value.text();
  return Object.fromEntries(value.keys().map((key) => [key, elToJson(value.member(key), depth + 1)]));
}

function isElScalar(value: ElValue): value is null | boolean | number | string {
  return typeof value !== "object" || value === null;
}

function isScalar(value: Json): value is null | boolean | number | string {
  return typeof value !== "object" || value === null;
}

export function toText(value: ElValue): string {
  if (value === null) return "";
  if (Array.isArray(value)) return `[${value.map(toText).join(", ")}]`;
  return isElObject(value) ? value.text() : String(value);
}

/** @throws {gateway.expression-failed} for anything but a boolean, a text that spells one, or nothing */
export function toBoolean(value: ElValue): boolean {
  if (typeof value === "boolean") return value;
  if (value === null) return false;
  if (typeof value === "string" && /^(true|false|)$/i.test(value)) return value.toLowerCase() === "true";
  throw failed(`${kindOf(value)} is not a boolean`);
}

/** @throws {gateway.expression-failed} for anything but a number, a text that spells one, or nothing */
export function toNumber(value: ElValue): number {
  if (typeof value === "number") return value;
  if (value === null || value === "") return 0;
  if (typeof value === "string" && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)) return Number(value);
  throw failed(`${kindOf(value)} is not a number`);
}

/** Null, the empty text, the empty list and the object without members are empty. */
export function isEmpty(value: ElValue): boolean {
  if (value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isElObject(value) && value.keys().length === 0;
}

/** Equality with JUEL's coercion: to numbers, else to booleans, else to texts; lists and objects by identity. */
export function areEqual(left: ElValue, right: ElValue): boolean {
  if (left === null || right === null) return left === right;
  if (typeof left === "number" || typeof right === "number") return toNumber(left) === toNumber(right);
  if (typeof left === "boolean" || typeof right === "boolean") return toBoolean(left) === toBoolean(right);
  if (typeof left === "string" || typeof right === "string") return toText(left) === toText(right);
  if (isElObject(left) && isElObject(right) && left.identity !== undefined) return left.identity === right.identity;
  return left === right;
}

/** Negative, zero or positive; `undefined` when either side is null, which makes every comparison false. */
export function compare(left: ElValue, right: ElValue): number | undefined {
  if (left === null || right === null) return undefined;
  if (typeof left === "number" || typeof right === "number") return toNumber(left) - toNumber(right);
  if (typeof left !== "string" && typeof right !== "string") throw failed(`${kindOf(left)} has no order`);
  const [a, b] = [toText(left), toText(right)];
  return a === b ? 0 : a < b ? -1 : 1;
}

export function kindOf(value: ElValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

export function failed(detail: string): Error {
  return gatewayErrors.error("gateway.expression-failed", { detail });
}
