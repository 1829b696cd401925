import {
  double,
  type GroovyCharacter,
  type GroovyDecimal,
  type GroovyDouble,
  type GroovyValue,
  isGroovyObject,
} from "../values.ts";
import * as decimals from "./decimal.ts";

/** Numbers as Groovy has them: Integer, Long, BigDecimal and Double. */

export type GroovyNumber = number | bigint | GroovyDecimal | GroovyDouble;

export function isNumber(value: GroovyValue): value is GroovyNumber {
  if (typeof value === "number" || typeof value === "bigint") return true;
  return isGroovyObject(value) && (value.kind === "decimal" || value.kind === "double");
}

export function isCharacter(value: GroovyValue): value is GroovyCharacter {
  return isGroovyObject(value) && value.kind === "character";
}

/** Numbers, and characters as the numbers that they are. */
export function numberOf(value: GroovyValue): GroovyNumber | undefined {
  if (isNumber(value)) return value;
  return isCharacter(value) ? value.code : undefined;
}

export function toInt(value: bigint | number): number {
  return typeof value === "number" ? value | 0 : Number(BigInt.asIntN(32, value));
}

export function toLong(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

export function toDouble(value: GroovyNumber): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  return value.kind === "double" ? value.value : Number(decimals.decimalText(value));
}

export function toDecimal(value: Exclude<GroovyNumber, GroovyDouble>): GroovyDecimal {
  return typeof value === "object" ? value : decimals.decimal(BigInt(value), 0);
}

/** Towards zero, as Java's casts to whole numbers do. */
export function toWhole(value: GroovyNumber): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return BigInt(value);
  if (value.kind === "decimal") return decimals.toBigInt(value);
  if (Number.isNaN(value.value)) return 0n;
  if (!Number.isFinite(value.value)) return value.value > 0 ? 2n ** 63n - 1n : -(2n ** 63n);
  return BigInt(Math.trunc(value.value));
}

export function isDouble(value: GroovyNumber): value is GroovyDouble {
  return typeof value === "object" && value.kind === "double";
}

export function negate(value: GroovyNumber): GroovyNumber {
  if (typeof value === "number") return -value | 0;
  if (typeof value === "bigint") return toLong(-value);
  return value.kind === "double" ? double(-value.value) : decimals.decimal(-value.unscaled, value.scale);
}

export function compareNumbers(left: GroovyNumber, right: GroovyNumber): number {
  if (typeof left === "number" && typeof right === "number") return left < right ? -1 : left > right ? 1 : 0;
  if (isDouble(left) || isDouble(right)) {
    const [a, b] = [toDouble(left), toDouble(right)];
    return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : -1;
  }
  return decimals.compareDecimals(toDecimal(left), toDecimal(right));
}

/** `<<`, `>>`, `>>>`, `&`, `|`, `^` on whole numbers; `undefined` for others. */
export function bitwise(sign: string, left: GroovyValue, right: GroovyValue): GroovyValue | undefined {
  if (typeof left === "boolean" && typeof right === "boolean") {
    if (sign === "&") return left && right;
    if (sign === "|") return left || right;
    return sign === "^" ? left !== right : undefined;
  }
  const isWhole = (value: GroovyValue): value is number | bigint =>
    typeof value === "number" || typeof value === "bigint";
  if (!isWhole(left) || !isWhole(right)) return undefined;
  const isShift = sign === "<<" || sign === ">>" || sign === ">>>";
  if (typeof left === "number" && (typeof right === "number" || isShift)) return onBits(sign, left, Number(right));
  const [a, b] = [BigInt(left), isShift ? BigInt(right) & 63n : BigInt(right)];
  if (sign === "<<") return toLong(a << b);
  if (sign === ">>") return a >> b;
  if (sign === ">>>") return toLong(BigInt.asUintN(64, a) >> b);
  return sign === "&" ? a & b : sign === "|" ? a | b : a ^ b;
}

function onBits(sign: string, left: number, right: number): number {
  if (sign === "<<") return left << right;
  if (sign === ">>") return left >> right;
  if (sign === ">>>") return (left >>> right) | 0;
  return sign === "&" ? left & right : sign === "|" ? left | right : left ^ right;
}

/** Java's text of a double: `1.0`, `1.0E10`, `1.0E-5`. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  const size = Math.abs(value);
  if (size === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${exponent.replace("+", "")}`;
}
