import { areEqual, isTrue } from "../../runtime/equality.ts";
import { type GroovyValue, isGroovyObject, listOf } from "../../values.ts";
import { intArgument } from "../language.ts";
import { ask, type IterationMethods, items, keep, like } from "./common.ts";

/** Picking items, and asking which there are. */
export const finding: IterationMethods = {
  *find(self, [closure], call) {
    for (const item of items(self, call)) {
      if (isTrue(closure === undefined ? item : yield ask(closure, item, call))) return item;
    }
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
      const result = yield ask(closure, item, call);
      if (result !== null) return result;
    }
    return null;
  },
  *findResults(self, [closure = null], call) {
    const results: GroovyValue[] = [];
    for (const item of items(self, call)) {
      const result = yield ask(closure, item, call);
      if (result !== null) results.push(result);
    }
    return listOf(results);
  },
  *findIndexOf(self, [closure = null], call) {
    for (const [index, item] of items(self, call).entries()) {
      if (isTrue(yield ask(closure, item, call))) return index;
    }
    return -1;
  },
  *any(self, [closure], call) {
    for (const item of items(self, call)) {
      if (isTrue(closure === undefined ? item : yield ask(closure, item, call))) return true;
    }
    return false;
  },
  *every(self, [closure], call) {
    for (const item of items(self, call)) {
      if (!isTrue(closure === undefined ? item : yield ask(closure, item, call))) return false;
    }
    return true;
  },
  *count(self, [wanted = null], call) {
    let count = 0;
    const isClosure = isGroovyObject(wanted) && wanted.kind === "closure";
    for (const item of items(self, call)) {
      if (isClosure ? isTrue(yield ask(wanted, item, call)) : areEqual(item, wanted, call)) count += 1;
    }
    return count;
  },
  *takeWhile(self, [closure = null], call) {
    const kept: GroovyValue[] = [];
    for (const item of items(self, call)) {
      if (!isTrue(yield ask(closure, item, call))) break;
      kept.push(item);
    }
    return like(self, kept, call);
  },
  *dropWhile(self, [closure = null], call) {
    const all = items(self, call);
    let from = 0;
    while (from < all.length && isTrue(yield ask(closure, all[from] ?? null, call))) from += 1;
    return like(self, all.slice(from), call);
  },
  take: (self, args, call) => like(self, items(self, call).slice(0, Math.max(0, intArgument(args, 0))), call),
  drop: (self, args, call) => like(self, items(self, call).slice(Math.max(0, intArgument(args, 0))), call),
};
