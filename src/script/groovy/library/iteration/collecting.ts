import type { GroovyCall } from "../../host-class.ts";
import { joinedText, toText } from "../../runtime/text.ts";
import { groovyError } from "../../thrown.ts";
import { type GroovyMap, type GroovyValue, isGroovyObject, listOf, mapOf, setOf } from "../../values.ts";
import { entryClass, itemsOf } from "../items.ts";
import { intArgument } from "../language.ts";
import { ask, collectionUnits, type IterationMethods, items, mapOfEntries, plus } from "./common.ts";

/** Making something new of all items. Each result is paid for while it grows. */
export const collecting: IterationMethods = {
  *collect(self, [closure], call) {
    const results: GroovyValue[] = [];
    for (const item of items(self, call)) results.push(closure === undefined ? item : yield ask(closure, item, call));
    call.charge(results.length);
    return listOf(results);
  },
  *collectMany(self, [closure = null], call) {
    const results: GroovyValue[] = [];
    for (const item of items(self, call)) {
      const several = itemsOf(yield ask(closure, item, call), call) ?? [];
      call.charge(several.length);
      for (const one of several) results.push(one);
    }
    return listOf(results);
  },
  *collectEntries(self, [closure], call) {
    const map = mapOf();
    for (const item of items(self, call)) {
      addEntry(map, closure === undefined ? item : yield ask(closure, item, call), call);
    }
    return map;
  },
  *sum(self, [first], call) {
    const closure = isGroovyObject(first ?? null) ? first : undefined;
    let total: GroovyValue = closure === undefined ? (first ?? null) : null;
    for (const [index, item] of items(self, call).entries()) {
      const value = closure === undefined ? item : yield ask(closure, item, call);
      total = index === 0 && (first === undefined || closure !== undefined) ? value : plus(total, value, call);
    }
    return total;
  },
  *groupBy(self, [closure = null], call) {
    const groups = mapOf();
    for (const item of items(self, call)) {
      const key = yield ask(closure, item, call);
      const group = groups.store.get(key, call) ?? null;
      call.charge(1);
      if (isGroovyObject(group) && group.kind === "list") group.items.push(item);
      else {
        call.charge(collectionUnits);
        groups.store.set(key, listOf([item]), call);
      }
    }
    for (const key of isGroovyObject(self) && self.kind === "map" ? groups.store.keys(call) : []) {
      groups.store.set(key, mapOfEntries(itemsOf(groups.store.get(key, call) ?? null, call) ?? [], call), call);
    }
    return groups;
  },
  *countBy(self, [closure = null], call) {
    const counts = mapOf();
    for (const item of items(self, call)) {
      const key = yield ask(closure, item, call);
      call.charge(1);
      counts.store.set(key, plus(counts.store.get(key, call) ?? 0, 1, call), call);
    }
    return counts;
  },
  join: (self, [separator = ""], call) => joinedText(items(self, call), toText(separator, call), call),
  toList: (self, _args, call) => {
    const all = items(self, call);
    call.charge(all.length);
    return listOf(all);
  },
  toSet: (self, _args, call) => {
    const all = items(self, call);
    call.charge(all.length);
    return setOf(all, false, call);
  },
  toListString: (self, _args, call) => toText(self, call),
  collate: (self, args, call) => {
    const size = intArgument(args, 0);
    const all = items(self, call);
    if (size <= 0) return listOf([listOf(all)]);
    const count = Math.ceil(all.length / size);
    call.charge(all.length + count * collectionUnits);
    return listOf(Array.from({ length: count }, (_, index) => listOf(all.slice(index * size, (index + 1) * size))));
  },
  withIndex: (self, [from = 0], call) => {
    const all = items(self, call);
    call.charge(all.length * collectionUnits);
    return listOf(all.map((item, index) => listOf([item, index + Number(from)])));
  },
  indexed: (self, [from = 0], call) => {
    const all = items(self, call);
    call.charge(all.length * 2);
    return mapOf(
      all.map((item, index) => [index + Number(from), item] as const),
      call,
    );
  },
};

function addEntry(map: GroovyMap, item: GroovyValue, call: GroovyCall): void {
  const add = (key: GroovyValue, value: GroovyValue): void => {
    call.charge(1);
    map.store.set(key, value, call);
  };
  const entry = entryClass.unwrap(item);
  if (entry !== undefined) add(entry.key, entry.store.get(entry.key, call) ?? null);
  else if (isGroovyObject(item) && item.kind === "map") {
    for (const key of item.store.keys(call)) add(key, item.store.get(key, call) ?? null);
  } else if (isGroovyObject(item) && (item.kind === "list" || item.kind === "array")) {
    add(item.items[0] ?? null, item.items[1] ?? null);
  } else throw groovyError("IllegalArgumentException", "a map, an entry or a list of two is expected");
}
