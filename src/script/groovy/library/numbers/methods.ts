import { type HostClassSpec, invoke } from "../../host-class.ts";
import { arithmetic } from "../../runtime/arithmetic.ts";
import { setScale } from "../../runtime/decimal.ts";
import { compare } from "../../runtime/equality.ts";
import { compareNumbers, type GroovyNumber, negate, toInt, toLong, toWhole } from "../../runtime/numbers.ts";
import { toText } from "../../runtime/text.ts";
import { groovyError } from "../../thrown.ts";
import type { GroovyValue } from "../../values.ts";
import { intArgument } from "../language.ts";
import { convert, expectDecimal, expectNumber } from "./convert.ts";

/** What all numbers answer. */
export const numberMethods: NonNullable<HostClassSpec<GroovyNumber>["methods"]> = {
  intValue: (value) => convert(value, "int"),
  longValue: (value) => convert(value, "long"),
  doubleValue: (value) => convert(value, "double"),
  toInteger: (value) => convert(value, "int"),
  toLong: (value) => convert(value, "long"),
  toDouble: (value) => convert(value, "double"),
  toBigDecimal: (value) => convert(value, "decimal"),
  abs: (value) => (compareNumbers(value, 0) < 0 ? negate(value) : value),
  plus: (value, [other = null], call) =>
    typeof other === "string" ? toText(value) + other : arithmetic("+", value, expectNumber(other), call),
  minus: (value, [other = null], call) => arithmetic("-", value, expectNumber(other), call),
  multiply: (value, [other = null], call) => arithmetic("*", value, expectNumber(other), call),
  div: (value, [other = null], call) => arithmetic("/", value, expectNumber(other), call),
  mod: (value, [other = null], call) => arithmetic("%", value, expectNumber(other), call),
  power: (value, [other = null], call) => arithmetic("**", value, expectNumber(other), call),
  negate: (value) => negate(value),
  intdiv: (value, [other = null]) => {
    const divisor = toWhole(expectNumber(other));
    if (divisor === 0n) throw groovyError("ArithmeticException", "/ by zero");
    const result = toWhole(value) / divisor;
    return typeof value === "number" && typeof other === "number" ? toInt(result) : toLong(result);
  },
  compareTo: (value, [other = null]) => compare(value, other),
  round: (value, args) => {
    if (typeof value !== "object") return value;
    if (args.length > 0) return setScale(expectDecimal(value), boundedScale(args));
    return value.kind === "double" ? BigInt(Math.round(value.value)) : setScale(value, 0);
  },
  setScale: (value, args) => setScale(expectDecimal(value), boundedScale(args)),
  toPlainString: (value) => toText(value),
  *times(value, [closure = null], call) {
    const count = Number(toWhole(value));
    for (let index = 0; index < count; index += 1) {
      call.work(1);
      yield* invoke(closure, [index]);
    }
    return null;
  },
  *upto(value, [to = null, closure = null]) {
    const last = Number(toWhole(expectNumber(to)));
    for (let index = Number(toWhole(value)); index <= last; index += 1) yield* invoke(closure, [index]);
    return null;
  },
  *downto(value, [to = null, closure = null]) {
    const last = Number(toWhole(expectNumber(to)));
    for (let index = Number(toWhole(value)); index >= last; index -= 1) yield* invoke(closure, [index]);
    return null;
  },
};

function boundedScale(args: readonly GroovyValue[]): number {
  const scale = intArgument(args, 0);
  if (Math.abs(scale) > 500) throw groovyError("ArithmeticException", "the scale is too large");
  return scale;
}
