import type { BinaryOperator, UnaryOperator } from "./syntax.ts";
import { areEqual, compare, type ElValue, failed, isEmpty, toBoolean, toNumber } from "./values.ts";

/** What operators do with values that are there; `&&`, `||` and `?:` stand where one side may never be computed. */

type StrictOperator = Exclude<BinaryOperator, "&&" | "||">;

export const unaryOperations: Readonly<Record<UnaryOperator, (value: ElValue) => ElValue>> = {
  "-": (value) => -toNumber(value),
  "!": (value) => !toBoolean(value),
  empty: isEmpty,
};

export const binaryOperations: Readonly<Record<StrictOperator, (left: ElValue, right: ElValue) => ElValue>> = {
  "==": areEqual,
  "!=": (left, right) => !areEqual(left, right),
  "<": comparison((order) => order < 0),
  ">": comparison((order) => order > 0),
  "<=": comparison((order) => order <= 0),
  ">=": comparison((order) => order >= 0),
  "+": arithmetic((a, b) => a + b),
  "-": arithmetic((a, b) => a - b),
  "*": arithmetic((a, b) => a * b),
  "/": arithmetic((a, b) => a / b),
  "%": arithmetic((a, b) => a % b),
};

function comparison(holds: (order: number) => boolean) {
  return (left: ElValue, right: ElValue): boolean => {
    const order = compare(left, right);
    return order !== undefined && holds(order);
  };
}

function arithmetic(compute: (a: number, b: number) => number) {
  return (left: ElValue, right: ElValue): number => {
    const result = compute(toNumber(left), toNumber(right));
    if (!Number.isFinite(result)) throw failed("an arithmetic expression has no finite result");
    return result;
  };
}
