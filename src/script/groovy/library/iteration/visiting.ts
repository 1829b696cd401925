import { invoke } from "../../host-class.ts";
import { isGroovyObject } from "../../values.ts";
import { entryClass } from "../items.ts";
import { ask, type IterationMethods, items } from "./common.ts";

/** Going through all items. */
export const visiting: IterationMethods = {
  *each(self, [closure = null], call) {
    for (const item of items(self, call)) yield ask(closure, item, call);
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
    for (const item of items(self, call).toReversed()) yield ask(closure, item, call);
    return self;
  },
  *inject(self, args, call) {
    const [initial, closure = null] = args.length > 1 ? args : [undefined, args[0]];
    const three = isGroovyObject(closure) && closure.kind === "closure" && closure.parameters === 3;
    let result = initial;
    for (const item of items(self, call)) {
      const entry = three ? entryClass.unwrap(item) : undefined;
      const tail = entry === undefined ? [item] : [entry.key, entry.store.get(entry.key, call) ?? null];
      result = result === undefined ? item : yield* invoke(closure, [result, ...tail]);
    }
    return result ?? null;
  },
};
