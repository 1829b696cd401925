import { decimal } from "../../runtime/decimal.ts";
import { type GroovyNumber, numberOf, toDecimal, toDouble, toInt, toLong, toWhole } from "../../runtime/numbers.ts";
import { toText } from "../../runtime/text.ts";
import { groovyError } from "../../thrown.ts";
import { double, type GroovyDecimal, type GroovyValue, isGroovyObject } from "../../values.ts";
import { numberFrom } from "../number-texts.ts";

/** Numbers from values, and as other kinds of numbers. */

export type NumberKind = "int" | "long" | "double" | "decimal";

export function expectNumber(value: GroovyValue): GroovyNumber {
  const number = numberOf(value);
  if (number === undefined) throw groovyError("groovy.lang.MissingMethodException", "a number is expected");
  return number;
}

/** A number as another kind, as Java's casts do it. */
export function convert(value: GroovyNumber, kind: NumberKind): GroovyValue {
  if (kind === "int") return toInt(toWhole(value));
  if (kind === "long") return toLong(toWhole(value));
  if (kind === "double") return double(toDouble(value));
  if (typeof value === "object" && value.kind === "double") return numberFrom(toText(value), "decimal");
  return toDecimal(value);
}

/** `(int) value` and `int x = value`: numbers, characters, and texts of one character. */
export function castNumber(kind: NumberKind): (value: GroovyValue) => GroovyValue | undefined {
  return (value) => {
    if (value === null) return null;
    const number = typeof value === "string" && value.length === 1 ? value.charCodeAt(0) : numberOf(value);
    return number === undefined ? undefined : convert(number, kind);
  };
}

export function coerceNumber(kind: NumberKind): (value: GroovyValue) => GroovyValue | undefined {
  return (value) => (typeof value === "string" ? numberFrom(value.trim(), kind) : castNumber(kind)(value));
}

export function expectDecimal(value: GroovyNumber): GroovyDecimal {
  if (typeof value !== "object") return toDecimal(value);
  if (value.kind === "decimal") return value;
  const found = convert(value, "decimal");
  return isGroovyObject(found) && found.kind === "decimal" ? found : decimal(0n, 0);
}
