import { type GroovyCall, invoke, type NativeResult, type Steps } from "../host-class.ts";
import { itemsOf } from "../library/items.ts";
import { newMatcher, patternClass, patternOf } from "../library/patterns.ts";
import { repeated } from "../library/strings/pieces.ts";
import { isInstance, typeOf } from "../library/type-of.ts";
import { arithmetic } from "../runtime/arithmetic.ts";
import { areEqual, compare, isTrue } from "../runtime/equality.ts";
import { bitwise, isCharacter, numberOf } from "../runtime/numbers.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyValue, isGroovyObject, keyOf, listOf, mapOf, setOf } from "../values.ts";
import { isIn } from "./indexing.ts";
import { callMember } from "./members.ts";

type Operator = (left: GroovyValue, right: GroovyValue, call: GroovyCall) => NativeResult;

/** The binary operators, by their signs; the methods of classes (`plus`, `leftShift`) stand behind those of objects. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["+", plus],
  ["-", minus],
  ["*", times],
  ["/", numeric("/", "div")],
  ["%", numeric("%", "mod")],
  ["**", numeric("**", "power")],
  ["==", (left, right, call) => areEqual(left, right, call)],
  ["!=", (left, right, call) => !areEqual(left, right, call)],
  ["===", (left, right) => left === right],
  ["!==", (left, right) => left !== right],
  ["<=>", (left, right, call) => compare(left, right, call)],
  ["<", (left, right, call) => compare(left, right, call) < 0],
  ["<=", (left, right, call) => compare(left, right, call) <= 0],
  [">", (left, right, call) => compare(left, right, call) > 0],
  [">=", (left, right, call) => compare(left, right, call) >= 0],
  ["in", (left, right, call) => caseFits(right, left, call)],
  ["=~", newMatcher],
  ["==~", (left, right, call) => left !== null && patternOf(right, call).matches(toText(left, call), call.work)],
  ["<<", bits("<<", "leftShift")],
  [">>", bits(">>", "rightShift")],
  [">>>", bits(">>>", "rightShiftUnsigned")],
  ["&", bits("&", "and")],
  ["|", bits("|", "or")],
  ["^", bits("^", "xor")],
]);

function plus(left: GroovyValue, right: GroovyValue, call: GroovyCall): NativeResult {
  if (typeof left === "number" && typeof right === "number") return (left + right) | 0;
  if (typeof left === "string") return joined(left, toText(right, call), call);
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return arithmetic("+", a, b, call);
  if (typeof right === "string" && left !== null && (!isGroovyObject(left) || isCharacter(left) || a !== undefined)) {
    return joined(toText(left, call), right, call);
  }
  if (left === null && typeof right === "string") return joined("null", right, call);
  if (isGroovyObject(left)) return plusObject(left, right, call);
  return callMember(left, "plus", [right], call);
}

function joined(left: string, right: string, call: GroovyCall): string {
  call.charge(left.length + right.length);
  return left + right;
}

function plusObject(left: Exclude<GroovyValue, null>, right: GroovyValue, call: GroovyCall): NativeResult {
  if (!isGroovyObject(left) || !["list", "set", "range", "array"].includes(left.kind)) {
    if (isGroovyObject(left) && left.kind === "map") return callMember(left, "plus", [right], call);
    if (typeof right === "string") return joined(toText(left, call), right, call);
    return callMember(left, "plus", [right], call);
  }
  const added = isGroovyObject(right) && right.kind !== "map" ? (itemsOf(right, call) ?? [right]) : [right];
  const all = [...(itemsOf(left, call) ?? []), ...added];
  call.charge(all.length);
  return left.kind === "set" ? setOf(all, false, call) : listOf(all);
}

function minus(left: GroovyValue, right: GroovyValue, call: GroovyCall): NativeResult {
  if (typeof left === "number" && typeof right === "number") return (left - right) | 0;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return arithmetic("-", a, b, call);
  if (isGroovyObject(left) && ["list", "set", "range", "array"].includes(left.kind)) {
    const gone = new Set(
      (isGroovyObject(right) ? (itemsOf(right, call) ?? [right]) : [right]).map((item) => keyOf(item, call)),
    );
    const kept = (itemsOf(left, call) ?? []).filter((item) => !gone.has(keyOf(item, call)));
    call.charge(kept.length);
    return left.kind === "set" ? setOf(kept, false, call) : listOf(kept);
  }
  if (isGroovyObject(left) && left.kind === "map" && isGroovyObject(right) && right.kind === "map") {
    const kept = left.store
      .keys(call)
      .filter((key) => !areEqual(right.store.get(key, call) ?? null, left.store.get(key, call) ?? null, call));
    return mapOf(
      kept.map((key) => [key, left.store.get(key, call) ?? null] as const),
      call,
    );
  }
  return callMember(left, "minus", [right], call);
}

function times(left: GroovyValue, right: GroovyValue, call: GroovyCall): NativeResult {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return arithmetic("*", a, b, call);
  if (typeof left === "string" && typeof right === "number") return repeated(left, right, call);
  if (isGroovyObject(left) && left.kind === "list" && typeof right === "number") {
    call.charge(left.items.length * Math.max(0, right));
    return listOf(Array.from({ length: Math.max(0, right) }, () => left.items).flat());
  }
  return callMember(left, "multiply", [right], call);
}

function numeric(sign: "/" | "%" | "**", method: string): Operator {
  return (left, right, call) => {
    const [a, b] = [numberOf(left), numberOf(right)];
    return a !== undefined && b !== undefined ? arithmetic(sign, a, b, call) : callMember(left, method, [right], call);
  };
}

function bits(sign: string, method: string): Operator {
  return (left, right, call) => {
    const result = bitwise(sign, left, right);
    if (result !== undefined) return result;
    if (method === "leftShift" && typeof left === "string") return joined(left, toText(right, call), call);
    return callMember(left, method, [right], call);
  };
}

/** Whether `case test:` takes `value`; `value in test`. */
export function caseFits(test: GroovyValue, value: GroovyValue, call: GroovyCall): NativeResult {
  if (isGroovyObject(test) && test.kind === "closure") return truthOf(test, value);
  const pattern = patternClass.unwrap(test);
  if (pattern !== undefined) return value !== null && pattern.regex.matches(toText(value, call), call.work);
  if (isGroovyObject(test) && test.kind === "class") return isInstance(value, test);
  return isIn(value, test, call) ?? areEqual(test, value, call);
}

function* truthOf(closure: GroovyValue, value: GroovyValue): Steps {
  return isTrue(yield* invoke(closure, [value]));
}

/** `++` and `--` */
export function stepped(value: GroovyValue, sign: "++" | "--", call: GroovyCall): GroovyValue {
  const number = numberOf(value);
  if (number !== undefined) return arithmetic(sign === "++" ? "+" : "-", number, 1, call);
  if (typeof value === "string" && value.length === 1)
    return String.fromCharCode(value.charCodeAt(0) + (sign === "++" ? 1 : -1));
  throw groovyError(
    "groovy.lang.MissingMethodException",
    `No signature of method: ${typeOf(value).name}.${sign === "++" ? "next" : "previous"}() is applicable`,
  );
}

/** `from..to` */
export function rangeOf(from: GroovyValue, to: GroovyValue, open: boolean): GroovyValue {
  const [a, b] = [rangeEnd(from), rangeEnd(to)];
  if (open && a === b) return listOf([]);
  const last = open ? (a < b ? b - 1 : b + 1) : b;
  return {
    kind: "range",
    from: a,
    to: last,
    of: typeof from === "number" || typeof from === "bigint" ? "integers" : "characters",
  };
}

function rangeEnd(value: GroovyValue): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(BigInt.asIntN(32, value));
  if (typeof value === "string" && value.length === 1) return value.charCodeAt(0);
  if (isCharacter(value)) return value.code;
  throw groovyError("IllegalArgumentException", "a range goes from a whole number or character to another");
}
