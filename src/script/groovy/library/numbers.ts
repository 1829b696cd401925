import type { HostClass, HostClassSpec } from "../host-class.ts";
import { invoke } from "../host-class.ts";
import { decimal, setScale } from "../runtime/decimal.ts";
import { compare } from "../runtime/equality.ts";
import {
  arithmetic,
  compareNumbers,
  type GroovyNumber,
  isNumber,
  negate,
  numberOf,
  toDecimal,
  toDouble,
  toInt,
  toLong,
  toWhole,
} from "../runtime/numbers.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { double, type GroovyValue, isGroovyObject } from "../values.ts";
import { intArgument, interfaceClass, textArgument, valueClass } from "./language.ts";
import { numberFrom } from "./number-texts.ts";
import { comparableClass } from "./strings.ts";

type Kind = "int" | "long" | "double" | "decimal";

export const numberClass = interfaceClass("java.lang.Number");

function expectNumber(value: GroovyValue): GroovyNumber {
  const number = numberOf(value);
  if (number === undefined) throw groovyError("groovy.lang.MissingMethodException", "a number is expected");
  return number;
}

/** A number as another kind, as Java's casts do it. */
export function convert(value: GroovyNumber, kind: Kind): GroovyValue {
  if (kind === "int") return toInt(toWhole(value));
  if (kind === "long") return toLong(toWhole(value));
  if (kind === "double") return double(toDouble(value));
  if (typeof value === "object" && value.kind === "double") return numberFrom(toText(value), "decimal");
  return toDecimal(value);
}

/** `(int) value` and `int x = value`: numbers, characters, and texts of one character. */
function castNumber(kind: Kind): (value: GroovyValue) => GroovyValue | undefined {
  return (value) => {
    if (value === null) return null;
    const number = typeof value === "string" && value.length === 1 ? value.charCodeAt(0) : numberOf(value);
    return number === undefined ? undefined : convert(number, kind);
  };
}

function coerceNumber(kind: Kind): (value: GroovyValue) => GroovyValue | undefined {
  return (value) => (typeof value === "string" ? numberFrom(value.trim(), kind) : castNumber(kind)(value));
}

const shared: NonNullable<HostClassSpec<GroovyNumber>["methods"]> = {
  intValue: (value) => convert(value, "int"),
  longValue: (value) => convert(value, "long"),
  doubleValue: (value) => convert(value, "double"),
  toInteger: (value) => convert(value, "int"),
  toLong: (value) => convert(value, "long"),
  toDouble: (value) => convert(value, "double"),
  toBigDecimal: (value) => convert(value, "decimal"),
  abs: (value) => (compareNumbers(value, 0) < 0 ? negate(value) : value),
  plus: (value, [other = null]) =>
    typeof other === "string" ? toText(value) + other : arithmetic("+", value, expectNumber(other)),
  minus: (value, [other = null]) => arithmetic("-", value, expectNumber(other)),
  multiply: (value, [other = null]) => arithmetic("*", value, expectNumber(other)),
  div: (value, [other = null]) => arithmetic("/", value, expectNumber(other)),
  mod: (value, [other = null]) => arithmetic("%", value, expectNumber(other)),
  power: (value, [other = null]) => arithmetic("**", value, expectNumber(other)),
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
    if (args.length > 0) return setScale(toDecimal(expectDecimal(value)), intArgument(args, 0));
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

function expectDecimal(value: GroovyNumber): ReturnType<typeof decimal> {
  if (typeof value !== "object") return toDecimal(value);
  if (value.kind === "decimal") return value;
  const found = convert(value, "decimal");
  return isGroovyObject(found) && found.kind === "decimal" ? found : decimal(0n, 0);
}

function numberKind(
  name: string,
  kind: Kind,
  statics: HostClassSpec<GroovyNumber>["statics"],
  is: (value: GroovyNumber) => boolean,
): HostClass {
  return valueClass<GroovyNumber>(
    {
      name,
      extends: [numberClass, comparableClass],
      methods: shared,
      statics: {
        ...statics,
        methods: {
          valueOf: ([value = null]: readonly GroovyValue[]) =>
            typeof value === "string" ? numberFrom(value, kind) : convert(expectNumber(value), kind),
          ...statics?.methods,
        },
      },
      construct: ([value = null]) =>
        typeof value === "string" ? numberFrom(value, kind) : convert(expectNumber(value), kind),
      cast: castNumber(kind),
      coerce: coerceNumber(kind),
    },
    (value) => (isNumber(value) && is(value) ? value : undefined),
  );
}

export const integerClass = numberKind(
  "java.lang.Integer",
  "int",
  {
    properties: { MAX_VALUE: () => 2_147_483_647, MIN_VALUE: () => -2_147_483_648 },
    methods: {
      parseInt: (args) => numberFrom(textArgument(args, 0), "int", intArgument(args, 1, 10)),
      toString: ([value = null, radix = 10]: readonly GroovyValue[]) =>
        Number(toWhole(expectNumber(value))).toString(checkedRadix(radix)),
      toHexString: ([value = null]) => (toInt(toWhole(expectNumber(value))) >>> 0).toString(16),
      toBinaryString: ([value = null]) => (toInt(toWhole(expectNumber(value))) >>> 0).toString(2),
      compare: ([left = null, right = null], call) => compare(left, right, call),
      max: ([left = null, right = null], call) => (compare(left, right, call) >= 0 ? left : right),
      min: ([left = null, right = null], call) => (compare(left, right, call) <= 0 ? left : right),
    },
  },
  (value) => typeof value === "number",
);

function checkedRadix(radix: GroovyValue): number {
  return typeof radix === "number" && radix >= 2 && radix <= 36 ? radix : 10;
}

export const longClass = numberKind(
  "java.lang.Long",
  "long",
  {
    properties: { MAX_VALUE: () => 2n ** 63n - 1n, MIN_VALUE: () => -(2n ** 63n) },
    methods: { parseLong: (args) => numberFrom(textArgument(args, 0), "long", intArgument(args, 1, 10)) },
  },
  (value) => typeof value === "bigint",
);

export const decimalClass = numberKind(
  "java.math.BigDecimal",
  "decimal",
  { properties: { ZERO: () => decimal(0n, 0), ONE: () => decimal(1n, 0), TEN: () => decimal(10n, 0) } },
  (value) => typeof value === "object" && value.kind === "decimal",
);

export const doubleClass = numberKind(
  "java.lang.Double",
  "double",
  {
    properties: {
      NaN: () => double(Number.NaN),
      MAX_VALUE: () => double(Number.MAX_VALUE),
      POSITIVE_INFINITY: () => double(Number.POSITIVE_INFINITY),
    },
    methods: {
      parseDouble: (args) => numberFrom(textArgument(args, 0), "double"),
      isNaN: ([value = null]: readonly GroovyValue[]) => Number.isNaN(toDouble(expectNumber(value))),
    },
  },
  (value) => typeof value === "object" && value.kind === "double",
);

export const booleanClass = valueClass<boolean>(
  {
    name: "java.lang.Boolean",
    extends: [comparableClass],
    methods: {
      booleanValue: (value) => value,
      and: (value, [other = null]) => value && other === true,
      or: (value, [other = null]) => value || other === true,
    },
    statics: {
      properties: { TRUE: () => true, FALSE: () => false },
      methods: {
        parseBoolean: ([text = null]) => text !== null && toText(text).toLowerCase() === "true",
        valueOf: ([value = null]: readonly GroovyValue[]) =>
          typeof value === "boolean" ? value : value !== null && toText(value).toLowerCase() === "true",
      },
    },
  },
  (value) => (typeof value === "boolean" ? value : undefined),
);

function onDouble(operation: (value: number) => number) {
  return ([value = null]: readonly GroovyValue[]): GroovyValue => double(operation(toDouble(expectNumber(value))));
}

/** Math knows no BigDecimal. */
function floating(value: GroovyValue): GroovyValue {
  return isGroovyObject(value) && value.kind === "decimal" ? double(toDouble(value)) : value;
}

export const mathClass = valueClass<never>(
  {
    name: "java.lang.Math",
    statics: {
      properties: { PI: () => double(Math.PI), E: () => double(Math.E) },
      methods: {
        abs: ([value = null]) => (compareNumbers(expectNumber(value), 0) < 0 ? negate(expectNumber(value)) : value),
        max: ([left = null, right = null]) =>
          compareNumbers(expectNumber(left), expectNumber(right)) >= 0 ? floating(left) : floating(right),
        min: ([left = null, right = null]) =>
          compareNumbers(expectNumber(left), expectNumber(right)) <= 0 ? floating(left) : floating(right),
        floor: onDouble(Math.floor),
        ceil: onDouble(Math.ceil),
        sqrt: onDouble(Math.sqrt),
        round: ([value = null]) => BigInt(Math.round(toDouble(expectNumber(value)))),
        pow: ([base = null, exponent = null]) =>
          double(toDouble(expectNumber(base)) ** toDouble(expectNumber(exponent))),
        floorMod: ([left = null, right = null]) => {
          const [a, b] = [Number(toWhole(expectNumber(left))), Number(toWhole(expectNumber(right)))];
          if (b === 0) throw groovyError("ArithmeticException", "/ by zero");
          return toInt(((a % b) + b) % b);
        },
      },
    },
  },
  () => undefined,
);
