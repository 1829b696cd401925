import type { Meter } from "../meter.ts";
import { groovyError } from "../thrown.ts";
import { double, type GroovyDecimal } from "../values.ts";
import * as decimals from "./decimal.ts";
import { type GroovyNumber, isDouble, toDecimal, toDouble, toLong } from "./numbers.ts";

/** Arithmetic as Groovy does it: the wider of both sides decides the kind; `/` never loses a fraction. */

export type Sign = "+" | "-" | "*" | "/" | "%" | "**";

/** `meter` pays for numbers with many digits. */
export function arithmetic(sign: Sign, left: GroovyNumber, right: GroovyNumber, meter: Meter): GroovyNumber {
  if (sign === "**") return power(left, right, meter);
  if (isDouble(left) || isDouble(right)) return double(onDoubles(sign, toDouble(left), toDouble(right)));
  if (sign === "/" || isDecimal(left) || isDecimal(right)) {
    return onDecimals(sign, toDecimal(left), toDecimal(right), meter);
  }
  if (typeof left === "number" && typeof right === "number") return onInts(sign, left, right);
  return toLong(onWholes(sign, BigInt(left), BigInt(right)));
}

function isDecimal(value: GroovyNumber): value is GroovyDecimal {
  return typeof value === "object" && value.kind === "decimal";
}

function onInts(sign: Sign, left: number, right: number): number {
  switch (sign) {
    case "+":
      return (left + right) | 0;
    case "-":
      return (left - right) | 0;
    case "*":
      return Math.imul(left, right);
    default:
      if (right === 0) throw groovyError("ArithmeticException", "/ by zero");
      return (left % right) | 0;
  }
}

function onWholes(sign: Sign, left: bigint, right: bigint): bigint {
  switch (sign) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    default:
      if (right === 0n) throw groovyError("ArithmeticException", "/ by zero");
      return left % right;
  }
}

function onDoubles(sign: Sign, left: number, right: number): number {
  switch (sign) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    default:
      return left % right;
  }
}

const operations = {
  "+": decimals.add,
  "-": decimals.subtract,
  "*": decimals.multiply,
  "/": decimals.divide,
  "%": decimals.remainder,
} as const;

/** Beyond these many digits an operation takes microseconds. */
const manyDigits = 10n ** 30n;

function onDecimals(sign: Exclude<Sign, "**">, left: GroovyDecimal, right: GroovyDecimal, meter: Meter): GroovyDecimal {
  const isLarge = ({ unscaled, scale }: GroovyDecimal): boolean =>
    unscaled > manyDigits || unscaled < -manyDigits || Math.abs(scale) > 30;
  meter.work(isLarge(left) || isLarge(right) ? 500 : 5);
  if (decimals.isTooLong(left) || decimals.isTooLong(right)) throw groovyError("ArithmeticException", "Overflow");
  if ((sign === "/" || sign === "%") && right.unscaled === 0n) {
    throw groovyError("ArithmeticException", left.unscaled === 0n ? "Division undefined" : "Division by zero");
  }
  return operations[sign](left, right);
}

function power(base: GroovyNumber, exponent: GroovyNumber, meter: Meter): GroovyNumber {
  const isSmall = typeof exponent === "number" && exponent >= 0 && exponent <= 4_096;
  if (isSmall && (typeof base === "number" || typeof base === "bigint"))
    return wholePower(BigInt(base), exponent, base);
  if (isSmall && isDecimal(base)) {
    meter.work(exponent);
    return decimals.power(base, exponent) ?? tooLarge("Overflow");
  }
  return double(toDouble(base) ** toDouble(exponent));
}

function wholePower(base: bigint, exponent: number, given: number | bigint): number | bigint {
  const isTiny = base >= -1n && base <= 1n;
  // Powers of -1, 0 and 1 repeat; every other base has left 64 bits by its 64th.
  const result = base ** BigInt(Math.min(exponent, isTiny ? 2 - (exponent % 2) : 64));
  if (typeof given === "number" && BigInt.asIntN(32, result) === result) return Number(result);
  return BigInt.asIntN(64, result) === result ? result : tooLarge("BigInteger out of long range");
}

function tooLarge(message: string): never {
  throw groovyError("ArithmeticException", message);
}
