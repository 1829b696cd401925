import type { HostClass, HostClassSpec } from "../../host-class.ts";
import { decimal } from "../../runtime/decimal.ts";
import { compare } from "../../runtime/equality.ts";
import { type GroovyNumber, isNumber, toDouble, toInt, toWhole } from "../../runtime/numbers.ts";
import { double, type GroovyValue } from "../../values.ts";
import { intArgument, interfaceClass, textArgument, valueClass } from "../language.ts";
import { numberFrom } from "../number-texts.ts";
import { comparableClass } from "../strings/interfaces.ts";
import { castNumber, coerceNumber, convert, expectNumber, type NumberKind } from "./convert.ts";
import { numberMethods } from "./methods.ts";

export const numberClass = interfaceClass("java.lang.Number");

function numberKind(
  name: string,
  kind: NumberKind,
  statics: HostClassSpec<GroovyNumber>["statics"],
  is: (value: GroovyNumber) => boolean,
): HostClass {
  return valueClass<GroovyNumber>(
    {
      name,
      extends: [numberClass, comparableClass],
      methods: numberMethods,
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
      parseInt: (args, call) => numberFrom(textArgument(args, 0, call), "int", intArgument(args, 1, 10)),
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
    methods: { parseLong: (args, call) => numberFrom(textArgument(args, 0, call), "long", intArgument(args, 1, 10)) },
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
      parseDouble: (args, call) => numberFrom(textArgument(args, 0, call), "double"),
      isNaN: ([value = null]: readonly GroovyValue[]) => Number.isNaN(toDouble(expectNumber(value))),
    },
  },
  (value) => typeof value === "object" && value.kind === "double",
);
