import { decimalOf } from "../runtime/decimal.ts";
import { groovyError } from "../thrown.ts";
import { double, type GroovyValue } from "../values.ts";

type NumberKind = "int" | "long" | "double" | "decimal";

/** Reads a number as `Integer.parseInt` and its kin do. Throws NumberFormatException. */
export function numberFrom(text: string, kind: NumberKind, radix = 10): GroovyValue {
  const value = read(text, kind, radix);
  if (value === undefined) throw groovyError("NumberFormatException", `For input string: "${text.slice(0, 200)}"`);
  return value;
}

function read(text: string, kind: NumberKind, radix: number): GroovyValue | undefined {
  if (kind === "int" || kind === "long") {
    const whole = radix === 10 ? readWhole(text) : readDigits(text, radix);
    const bits = kind === "int" ? 32 : 64;
    if (whole === undefined || BigInt.asIntN(bits, whole) !== whole) return undefined;
    return kind === "int" ? Number(whole) : whole;
  }
  if (text.length > 500 || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(text)) return undefined;
  return kind === "double" ? double(Number(text)) : decimalOf(text.replace(/^\+/, ""));
}

function readWhole(text: string): bigint | undefined {
  return /^[+-]?\d{1,19}$/.test(text) ? BigInt(text.replace(/^\+/, "")) : undefined;
}

function readDigits(text: string, radix: number): bigint | undefined {
  const negative = text.startsWith("-");
  let value = 0n;
  const digits = text.replace(/^[+-]/, "").toLowerCase();
  if (digits === "" || digits.length > 64) return undefined;
  for (const sign of digits) {
    const digit = "0123456789abcdefghijklmnopqrstuvwxyz".indexOf(sign);
    if (digit < 0 || digit >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(digit);
  }
  return negative ? -value : value;
}
