import { type GroovyValue, isGroovyObject, keyOf, listOf } from "../../values.ts";
import { replaceItems } from "../collections/changing.ts";
import { sorted } from "../sorting.ts";
import { ask, type IterationMethods, items, mapOfEntries } from "./common.ts";

/** Order, and what is the same. */
export const ordering: IterationMethods = {
  *max(self, [closure], call) {
    return (yield* sorted(items(self, call), closure, call)).items.at(-1) ?? null;
  },
  *min(self, [closure], call) {
    return (yield* sorted(items(self, call), closure, call)).items[0] ?? null;
  },
  *sort(self, args, call) {
    const closure = args.findLast((arg) => typeof arg !== "boolean");
    const { items: ordered } = yield* sorted(items(self, call), closure, call);
    if (isGroovyObject(self) && args[0] !== false) {
      if (self.kind === "list") return replaceItems(self, ordered);
      if (self.kind === "array") {
        for (const [at, item] of ordered.entries()) self.items[at] = item;
        return self;
      }
    }
    return isGroovyObject(self) && self.kind === "map" ? mapOfEntries(ordered, call) : listOf(ordered);
  },
  *toSorted(self, [closure], call) {
    return listOf((yield* sorted(items(self, call), closure, call)).items);
  },
  *unique(self, args, call) {
    const closure = args.find((arg) => typeof arg !== "boolean");
    const seen = new Map<unknown, GroovyValue>();
    for (const item of items(self, call)) {
      const key = keyOf(closure === undefined ? item : yield ask(closure, item, call), call);
      if (!seen.has(key)) seen.set(key, item);
    }
    call.charge(seen.size);
    const kept = [...seen.values()];
    const inPlace = isGroovyObject(self) && self.kind === "list" && args[0] !== false;
    return inPlace ? replaceItems(self, kept) : listOf(kept);
  },
};
