import type { GroovyCall, NativeResult, StepRequest } from "../../host-class.ts";
import { arithmetic } from "../../runtime/arithmetic.ts";
import { isTrue } from "../../runtime/equality.ts";
import { numberOf } from "../../runtime/numbers.ts";
import { toText } from "../../runtime/text.ts";
import { type GroovyMap, type GroovyValue, isGroovyObject, listOf, mapOf, setOf } from "../../values.ts";
import { closureArguments, entryClass, itemsOf } from "../items.ts";

export type IterationMethod = (self: GroovyValue, args: readonly GroovyValue[], call: GroovyCall) => NativeResult;
export type IterationMethods = Readonly<Record<string, IterationMethod>>;

/** What a made list, set or map costs besides its items. */
export const collectionUnits = 8;

export function items(self: GroovyValue, call: GroovyCall): readonly GroovyValue[] {
  return itemsOf(self, call) ?? [self];
}

/** `yield ask(…)`: what the closure answers for an item. */
export function ask(closure: GroovyValue, item: GroovyValue, call: GroovyCall): StepRequest {
  return { callable: closure, args: closureArguments(item, closure, call) };
}

/** A list again, or a map or set when it was taken from one. */
export function like(self: GroovyValue, kept: readonly GroovyValue[], call: GroovyCall): GroovyValue {
  call.charge(kept.length);
  if (isGroovyObject(self) && self.kind === "map") return mapOfEntries(kept, call);
  return isGroovyObject(self) && self.kind === "set" ? setOf(kept, false, call) : listOf(kept);
}

export function mapOfEntries(kept: readonly GroovyValue[], call: GroovyCall): GroovyMap {
  return mapOf(
    kept.flatMap((item) => {
      const entry = entryClass.unwrap(item);
      return entry === undefined ? [] : [[entry.key, entry.store.get(entry.key, call) ?? null] as const];
    }),
    call,
  );
}

/** `findAll` and the like: the items for which the closure is true, or, without one, those that are true. */
export function* keep(
  self: GroovyValue,
  closure: GroovyValue | undefined,
  wanted: boolean,
  call: GroovyCall,
): Generator<StepRequest, GroovyValue[], GroovyValue> {
  const kept: GroovyValue[] = [];
  for (const item of items(self, call)) {
    const answer = closure === undefined ? item : yield ask(closure, item, call);
    if (isTrue(answer) === wanted) kept.push(item);
  }
  return kept;
}

/** What `sum` and `countBy` add up. */
export function plus(left: GroovyValue, right: GroovyValue, call: GroovyCall): GroovyValue {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return arithmetic("+", a, b, call);
  if (isGroovyObject(left) && (left.kind === "list" || left.kind === "array")) {
    const added = isGroovyObject(right) && (right.kind === "list" || right.kind === "array") ? right.items : [right];
    call.charge(left.items.length + added.length);
    return listOf(left.items.concat(added));
  }
  const text = toText(left, call) + toText(right, call);
  call.charge(text.length);
  return text;
}
