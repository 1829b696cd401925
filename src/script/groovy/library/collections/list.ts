import { type GroovyCall, type HostClassSpec, invoke } from "../../host-class.ts";
import { isTrue } from "../../runtime/equality.ts";
import { groovyError } from "../../thrown.ts";
import { arrayOf, type GroovyList, type GroovyValue, isGroovyObject, listOf } from "../../values.ts";
import { itemsOf } from "../items.ts";
import { iteration } from "../iteration/table.ts";
import { indexOfEqual, intArgument, valueClass } from "../language.ts";
import { changing, replaceItems } from "./changing.ts";
import { collectionClass } from "./interfaces.ts";
import { itemAt, readItems } from "./reading.ts";

function putItem(list: GroovyList, at: GroovyValue, item: GroovyValue, call: GroovyCall): void {
  const items = changing(list);
  const index = typeof at === "number" ? (at < 0 ? at + items.length : at) : -1;
  if (index < 0) throw groovyError("ArrayIndexOutOfBoundsException", "a negative index");
  if (index > items.length + 1_000_000) throw groovyError("OutOfMemoryError", "the index is too large");
  call.charge(Math.max(1, index - items.length));
  while (items.length < index) items.push(null);
  items[index] = item;
}

function checkedIndex(items: readonly GroovyValue[], index: number, most = items.length - 1): number {
  if (index < 0 || index > most)
    throw groovyError("IndexOutOfBoundsException", `Index ${index} out of bounds for length ${items.length}`);
  return index;
}

const listSpec: HostClassSpec<GroovyList> = {
  name: "java.util.ArrayList",
  extends: [collectionClass],
  implements: ["java.util.List", "java.util.RandomAccess"],
  methods: {
    ...iteration(),
    ...readItems,
    get: ({ items }, args) => items[checkedIndex(items, intArgument(args, 0))] ?? null,
    getAt: ({ items }, [key = null], call) => itemAt(items, key, call),
    add: (self, args, call) => {
      const items = changing(self);
      call.charge(1);
      if (args.length === 2) items.splice(checkedIndex(items, intArgument(args, 0), items.length), 0, args[1] ?? null);
      else items.push(args[0] ?? null);
      return args.length === 2 ? null : true;
    },
    leftShift: (self, [item = null], call) => {
      call.charge(1);
      changing(self).push(item);
      return self;
    },
    push: (self, [item = null], call) => {
      call.charge(1);
      changing(self).push(item);
      return true;
    },
    pop: (self) => {
      const item = changing(self).pop();
      if (item === undefined) throw groovyError("java.util.NoSuchElementException", "Cannot pop() an empty List");
      return item;
    },
    addAll: (self, [others = null], call) => {
      const added = itemsOf(others, call) ?? [];
      call.charge(added.length);
      const items = changing(self);
      for (const item of [...added]) items.push(item);
      return added.length > 0;
    },
    set: (self, args) => {
      const items = changing(self);
      const index = checkedIndex(items, intArgument(args, 0));
      const before = items[index] ?? null;
      items[index] = args[1] ?? null;
      return before;
    },
    remove: (self, [which = null], call) => {
      const items = changing(self);
      if (typeof which === "number") return items.splice(checkedIndex(items, which), 1)[0] ?? null;
      return removed(items, which, call);
    },
    removeAt: (self, args) => changing(self).splice(checkedIndex(self.items, intArgument(args, 0)), 1)[0] ?? null,
    removeElement: (self, [wanted = null], call) => removed(changing(self), wanted, call),
    removeAll: function* (self, [which = null], call) {
      const isClosure = isGroovyObject(which) && which.kind === "closure";
      const others = isClosure ? [] : (itemsOf(which, call) ?? []);
      const kept: GroovyValue[] = [];
      for (const item of [...self.items]) {
        call.work(others.length >> 3);
        const gone = isClosure ? isTrue(yield* invoke(which, [item])) : indexOfEqual(others, item, call) >= 0;
        if (!gone) kept.push(item);
      }
      const changed = kept.length < self.items.length;
      replaceItems(self, kept);
      return changed;
    },
    clear: (self) => {
      changing(self).length = 0;
      return null;
    },
    toArray: ({ items }) => arrayOf(items),
    asImmutable: ({ items }) => listOf(items, true),
    asUnmodifiable: ({ items }) => listOf(items, true),
    swap: (self, args) => {
      const [a, b] = [checkedIndex(self.items, intArgument(args, 0)), checkedIndex(self.items, intArgument(args, 1))];
      const items = changing(self);
      const [left, right] = [items[a] ?? null, items[b] ?? null];
      items[a] = right;
      items[b] = left;
      return self;
    },
  },
  getAt: ({ items }, key, call) => itemAt(items, key, call),
  putAt: putItem,
  construct: ([from = null], call) => listOf(typeof from === "number" ? [] : (itemsOf(from, call) ?? [])),
};

function removed(items: GroovyValue[], wanted: GroovyValue, call: GroovyCall): boolean {
  const index = indexOfEqual(items, wanted, call);
  if (index >= 0) items.splice(index, 1);
  return index >= 0;
}

export const listClass = valueClass<GroovyList>(listSpec, (value) =>
  isGroovyObject(value) && value.kind === "list" ? value : undefined,
);
