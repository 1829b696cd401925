import type { Filter, Operator, Value } from "./parse.ts";

/**
 * Whether a filter matches; `valuesOf` gives the values of a field, and one that fits is enough. Texts are compared without
 * case, as IDM does. A field without a value matches no comparison.
 */
export function matches(filter: Filter, valuesOf: (field: string) => readonly string[]): boolean {
  switch (filter.kind) {
    case "constant":
      return filter.value;
    case "not":
      return !matches(filter.filter, valuesOf);
    case "and":
      return filter.filters.every((part) => matches(part, valuesOf));
    case "or":
      return filter.filters.some((part) => matches(part, valuesOf));
    case "present":
      return valuesOf(filter.field).length > 0;
    case "compare":
      return valuesOf(filter.field).some((value) => fits(filter.operator, value, filter.value));
  }
}

function fits(operator: Operator, actual: string, wanted: Value): boolean {
  if (typeof wanted === "number") {
    const number = actual.trim() === "" ? Number.NaN : Number(actual);
    return !Number.isNaN(number) && inOrder(operator, number - wanted);
  }
  const [left, right] = [actual.toLowerCase(), String(wanted).toLowerCase()];
  if (operator === "co") return left.includes(right);
  if (operator === "sw") return left.startsWith(right);
  return inOrder(operator, left < right ? -1 : left > right ? 1 : 0);
}

/** @param difference below zero when the actual value comes before the wanted one */
function inOrder(operator: Operator, difference: number): boolean {
  switch (operator) {
    case "eq":
      return difference === 0;
    case "lt":
      return difference < 0;
    case "le":
      return difference <= 0;
    case "gt":
      return difference > 0;
    case "ge":
      return difference >= 0;
    case "co":
    case "sw":
      return false;
  }
}
