import { compareNumbers, negate, toDouble, toInt, toWhole } from "../../runtime/numbers.ts";
import { groovyError } from "../../thrown.ts";
import { double, type GroovyValue, isGroovyObject } from "../../values.ts";
import { valueClass } from "../language.ts";
import { expectNumber } from "./convert.ts";

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
