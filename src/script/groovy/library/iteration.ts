import { type GroovyCall, invoke, type NativeResult, type StepRequest, type Steps } from "../host-class.ts";
import { areEqual, isTrue } from "../runtime/equality.ts";
import { arithmetic, numberOf } from "../runtime/numbers.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyMap, type GroovyValue, isGroovyObject, keyOf, listOf, mapOf, setOf } from "../values.ts";
import { closureArguments, entryClass, itemsOf } from "./items.ts";
import { intArgument } from "./language.ts";
import { sorted } from "./sorting.ts";

/** What Groovy adds to everything that can be gone through: lists, arrays, sets, maps, ranges, texts, and null. */

export type IterationMethod = (self: GroovyValue, args: readonly GroovyValue[], call: GroovyCall) => NativeResult;

function items(self: GroovyValue, call: GroovyCall): readonly GroovyValue[] {
  return itemsOf(self, call) ?? [self];
}

function* ask(closure: GroovyValue, item: GroovyValue, call: GroovyCall): Steps {
  return yield* invoke(closure, closureArguments(item, closure, call));
}

/** A list again, or a map or set when it was taken from one. */
function like(self: GroovyValue, kept: readonly GroovyValue[], call: GroovyCall): GroovyValue {
  call.charge(kept.length);
  if (isGroovyObject(self) && self.kind === "map") return mapOfEntries(kept, call);
  return isGroovyObject(self) && self.kind === "set" ? setOf(kept, false, call) : listOf(kept);
}

function mapOfEntries(kept: readonly GroovyValue[], call: GroovyCall): GroovyMap {
  return mapOf(
    kept.flatMap((item) => {
      const entry = entryClass.unwrap(item);
      return entry === undefined ? [] : [[entry.key, entry.store.get(entry.key, call) ?? null] as const];
    }),
    call,
  );
}

/** `findAll` and the like: the items for which the closure is true, or, without one, those that are true. */
function* keep(
  self: GroovyValue,
  closure: GroovyValue | undefined,
  wanted: boolean,
  call: GroovyCall,
): Generator<StepRequest, GroovyValue[], GroovyValue> {
  const kept: GroovyValue[] = [];
  for (const item of items(self, call)) {
    const answer = closure === undefined ? item : yield* ask(closure, item, call);
    if (isTrue(answer) === wanted) kept.push(item);
  }
  return kept;
}

function addEntry(map: GroovyMap, item: GroovyValue, call: GroovyCall): void {
  const entry = entryClass.unwrap(item);
  if (entry !== undefined) map.store.set(entry.key, entry.store.get(entry.key, call) ?? null, call);
  else if (isGroovyObject(item) && item.kind === "map")
    for (const key of item.store.keys()) map.store.set(key, item.store.get(key, call) ?? null, call);
  else if (isGroovyObject(item) && (item.kind === "list" || item.kind === "array"))
    map.store.set(item.items[0] ?? null, item.items[1] ?? null, call);
  else throw groovyError("IllegalArgumentException", "a map, an entry or a list of two is expected");
}

export function plus(left: GroovyValue, right: GroovyValue): GroovyValue {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return arithmetic("+", a, b);
  if (isGroovyObject(left) && (left.kind === "list" || left.kind === "array")) {
    const added = isGroovyObject(right) && (right.kind === "list" || right.kind === "array") ? right.items : [right];
    return listOf([...left.items, ...added]);
  }
  return toText(left) + toText(right);
}

export const iterationMethods: Readonly<Record<string, IterationMethod>> = {
  *each(self, [closure = null], call) {
    for (const item of items(self, call)) yield* ask(closure, item, call);
    return self;
  },
  *eachWithIndex(self, [closure = null], call) {
    const three = isGroovyObject(closure) && closure.kind === "closure" && closure.parameters === 3;
    for (const [index, item] of items(self, call).entries()) {
      const entry = three ? entryClass.unwrap(item) : undefined;
      yield* invoke(
        closure,
        entry === undefined ? [item, index] : [entry.key, entry.store.get(entry.key, call) ?? null, index],
      );
    }
    return self;
  },
  *reverseEach(self, [closure = null], call) {
    for (const item of items(self, call).toReversed()) yield* ask(closure, item, call);
    return self;
  },
  *collect(self, [closure], call) {
    const results: GroovyValue[] = [];
    for (const item of items(self, call)) results.push(closure === undefined ? item : yield* ask(closure, item, call));
    call.charge(results.length);
    return listOf(results);
  },
  *collectMany(self, [closure = null], call) {
    const results: GroovyValue[] = [];
    for (const item of items(self, call)) results.push(...(itemsOf(yield* ask(closure, item, call), call) ?? []));
    call.charge(results.length);
    return listOf(results);
  },
  *collectEntries(self, [closure], call) {
    const map = mapOf();
    for (const item of items(self, call))
      addEntry(map, closure === undefined ? item : yield* ask(closure, item, call), call);
    call.charge(map.store.size);
    return map;
  },
  *find(self, [closure], call) {
    for (const item of items(self, call))
      if (isTrue(closure === undefined ? item : yield* ask(closure, item, call))) return item;
    return null;
  },
  *findAll(self, [closure], call) {
    return like(self, yield* keep(self, closure, true, call), call);
  },
  *split(self, [closure], call) {
    const [yes, no] = [yield* keep(self, closure, true, call), yield* keep(self, closure, false, call)];
    return listOf([like(self, yes, call), like(self, no, call)]);
  },
  *findResult(self, [closure = null], call) {
    for (const item of items(self, call)) {
      const result = yield* ask(closure, item, call);
      if (result !== null) return result;
    }
    return null;
  },
  *findResults(self, [closure = null], call) {
    const results: GroovyValue[] = [];
    for (const item of items(self, call)) {
      const result = yield* ask(closure, item, call);
      if (result !== null) results.push(result);
    }
    return listOf(results);
  },
  *findIndexOf(self, [closure = null], call) {
    for (const [index, item] of items(self, call).entries()) if (isTrue(yield* ask(closure, item, call))) return index;
    return -1;
  },
  *any(self, [closure], call) {
    for (const item of items(self, call))
      if (isTrue(closure === undefined ? item : yield* ask(closure, item, call))) return true;
    return false;
  },
  *every(self, [closure], call) {
    for (const item of items(self, call))
      if (!isTrue(closure === undefined ? item : yield* ask(closure, item, call))) return false;
    return true;
  },
  *count(self, [wanted = null], call) {
    let count = 0;
    const isClosure = isGroovyObject(wanted) && wanted.kind === "closure";
    for (const item of items(self, call))
      if (isClosure ? isTrue(yield* ask(wanted, item, call)) : areEqual(item, wanted, call)) count += 1;
    return count;
  },
  *sum(self, [first], call) {
    const closure = isGroovyObject(first ?? null) ? first : undefined;
    let total: GroovyValue = closure === undefined ? (first ?? null) : null;
    for (const [index, item] of items(self, call).entries()) {
      const value = closure === undefined ? item : yield* ask(closure, item, call);
      total = index === 0 && (first === undefined || closure !== undefined) ? value : plus(total, value);
    }
    return total;
  },
  *inject(self, args, call) {
    const [initial, closure] = args.length > 1 ? args : [undefined, args[0]];
    let result = initial;
    for (const item of items(self, call)) {
      const entry =
        isGroovyObject(closure ?? null) &&
        closure !== null &&
        typeof closure === "object" &&
        closure.kind === "closure" &&
        closure.parameters === 3
          ? entryClass.unwrap(item)
          : undefined;
      const tail = entry === undefined ? [item] : [entry.key, entry.store.get(entry.key, call) ?? null];
      result = result === undefined ? item : yield* invoke(closure ?? null, [result, ...tail]);
    }
    return result ?? null;
  },
  *groupBy(self, [closure = null], call) {
    const groups = mapOf();
    for (const item of items(self, call)) {
      const key = yield* ask(closure, item, call);
      const group = groups.store.get(key, call);
      if (isGroovyObject(group ?? null) && typeof group === "object" && group?.kind === "list") group.items.push(item);
      else groups.store.set(key, listOf([item]), call);
    }
    for (const key of isGroovyObject(self) && self.kind === "map" ? groups.store.keys() : []) {
      groups.store.set(key, mapOfEntries(itemsOf(groups.store.get(key, call) ?? null, call) ?? [], call), call);
    }
    return groups;
  },
  *countBy(self, [closure = null], call) {
    const counts = mapOf();
    for (const item of items(self, call)) {
      const key = yield* ask(closure, item, call);
      counts.store.set(key, plus(counts.store.get(key, call) ?? 0, 1), call);
    }
    return counts;
  },
  *max(self, [closure], call) {
    return (yield* sorted(items(self, call), closure, call)).items.at(-1) ?? null;
  },
  *min(self, [closure], call) {
    return (yield* sorted(items(self, call), closure, call)).items[0] ?? null;
  },
  *sort(self, args, call) {
    const closure = args.findLast((arg) => typeof arg !== "boolean");
    const { items: ordered } = yield* sorted(items(self, call), closure, call);
    const inPlace = isGroovyObject(self) && (self.kind === "list" || self.kind === "array") && args[0] !== false;
    if (!inPlace) return isGroovyObject(self) && self.kind === "map" ? mapOfEntries(ordered, call) : listOf(ordered);
    self.items.splice(0, self.items.length, ...ordered);
    return self;
  },
  *toSorted(self, [closure], call) {
    return listOf((yield* sorted(items(self, call), closure, call)).items);
  },
  *unique(self, args, call) {
    const closure = args.find((arg) => typeof arg !== "boolean");
    const seen = new Map<unknown, GroovyValue>();
    for (const item of items(self, call)) {
      const key = keyOf(closure === undefined ? item : yield* ask(closure, item, call), call);
      if (!seen.has(key)) seen.set(key, item);
    }
    const inPlace = isGroovyObject(self) && self.kind === "list" && args[0] !== false;
    if (!inPlace) return listOf(seen.values());
    self.items.splice(0, self.items.length, ...seen.values());
    return self;
  },
  *takeWhile(self, [closure = null], call) {
    const kept: GroovyValue[] = [];
    for (const item of items(self, call)) {
      if (!isTrue(yield* ask(closure, item, call))) break;
      kept.push(item);
    }
    return like(self, kept, call);
  },
  *dropWhile(self, [closure = null], call) {
    const all = items(self, call);
    let from = 0;
    while (from < all.length && isTrue(yield* ask(closure, all[from] ?? null, call))) from += 1;
    return like(self, all.slice(from), call);
  },
  take: (self, args, call) => like(self, items(self, call).slice(0, Math.max(0, intArgument(args, 0))), call),
  drop: (self, args, call) => like(self, items(self, call).slice(Math.max(0, intArgument(args, 0))), call),
  join: (self, [separator = ""], call) => {
    const text = items(self, call).map(toText).join(toText(separator));
    call.charge(text.length);
    return text;
  },
  toList: (self, _args, call) => copied(items(self, call), call),
  toSet: (self, _args, call) => setOf(items(self, call), false, call),
  toListString: (self) => toText(self),
  collate: (self, args, call) => {
    const size = intArgument(args, 0);
    if (size <= 0) return listOf([listOf(items(self, call))]);
    const all = items(self, call);
    return listOf(
      Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
        listOf(all.slice(index * size, (index + 1) * size)),
      ),
    );
  },
  withIndex: (self, [from = 0], call) =>
    listOf(items(self, call).map((item, index) => listOf([item, index + Number(from)]))),
  indexed: (self, [from = 0], call) =>
    mapOf(items(self, call).map((item, index) => [index + Number(from), item] as const)),
};

function copied(all: readonly GroovyValue[], call: GroovyCall): GroovyValue {
  call.charge(all.length);
  return listOf(all);
}
