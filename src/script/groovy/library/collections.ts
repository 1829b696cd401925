import {
  type GroovyCall,
  type HostClass,
  type HostClassSpec,
  hostClass,
  invoke,
  type NativeMethod,
  type NativeResult,
} from "../host-class.ts";
import { areEqual, isTrue } from "../runtime/equality.ts";
import { groovyError } from "../thrown.ts";
import {
  arrayOf,
  type GroovyArray,
  type GroovyBytes,
  type GroovyList,
  type GroovyRange,
  type GroovySet,
  type GroovyValue,
  isGroovyObject,
  keyOf,
  listOf,
  setOf,
} from "../values.ts";
import { itemsOf } from "./items.ts";
import { iterationMethods } from "./iteration.ts";
import { indexOfEqual, intArgument, interfaceClass, valueClass } from "./language.ts";

/** List, array, Set, range and byte[]. */

export const iterableClass = interfaceClass("java.lang.Iterable");
export const collectionClass = interfaceClass("java.util.Collection", { extends: [iterableClass] });

/** The methods of `iterationMethods` in the shape of a class's table. */
export function iteration(): Record<
  string,
  (self: unknown, args: readonly GroovyValue[], call: GroovyCall, value: GroovyValue) => NativeResult
> {
  return Object.fromEntries(
    Object.entries(iterationMethods).map(([name, method]) => [
      name,
      (_self, args, call, value) => method(value, args, call),
    ]),
  );
}

export const iteratorClass = hostClass<{ items: readonly GroovyValue[]; at: number }>({
  name: "java.util.Iterator",
  methods: {
    hasNext: ({ items, at }) => at < items.length,
    next: (self) => {
      const item = self.items[self.at];
      if (item === undefined) throw groovyError("java.util.NoSuchElementException");
      self.at += 1;
      return item;
    },
  },
  iterate: ({ items, at }) => items.slice(at),
});

type Read = Readonly<
  Record<
    string,
    (self: { readonly items: readonly GroovyValue[] }, args: readonly GroovyValue[], call: GroovyCall) => NativeResult
  >
>;

/** What lists and arrays answer without changing. */
const readItems: Read = {
  size: ({ items }) => items.length,
  isEmpty: ({ items }) => items.length === 0,
  contains: ({ items }, [wanted = null], call) => indexOfEqual(items, wanted, call) >= 0,
  containsAll: ({ items }, [others = null], call) =>
    (itemsOf(others, call) ?? []).every((item) => {
      call.work(items.length);
      return indexOfEqual(items, item, call) >= 0;
    }),
  indexOf: ({ items }, [wanted = null], call) => indexOfEqual(items, wanted, call),
  lastIndexOf: ({ items }, [wanted = null], call) => items.findLastIndex((item) => areEqual(item, wanted, call)),
  first: ({ items }) => endItem(items, 0),
  last: ({ items }) => endItem(items, -1),
  head: ({ items }) => endItem(items, 0),
  tail: ({ items }) => listOf(items.slice(1)),
  init: ({ items }) => listOf(items.slice(0, -1)),
  reverse: ({ items }) => listOf(items.toReversed()),
  iterator: ({ items }) => iteratorClass.wrap({ items, at: 0 }),
  flatten: ({ items }, _args, call) => listOf(flat(items, call, 0)),
  disjoint: ({ items }, [others = null], call) =>
    !(itemsOf(others, call) ?? []).some((item) => indexOfEqual(items, item, call) >= 0),
  intersect: ({ items }, [others = null], call) => {
    const other = itemsOf(others, call) ?? [];
    call.work(items.length * other.length);
    return listOf(items.filter((item) => indexOfEqual(other, item, call) >= 0));
  },
  subList: ({ items }, args) => listOf(slice(items, intArgument(args, 0), intArgument(args, 1))),
  stream: ({ items }) => listOf(items),
  asList: ({ items }) => listOf(items),
  transpose: ({ items }, _args, call) => {
    const rows = items.map((item) => itemsOf(item, call) ?? []);
    const width = Math.min(...rows.map((row) => row.length), 1_000);
    return listOf(
      Array.from({ length: rows.length === 0 ? 0 : width }, (_, at) => listOf(rows.map((row) => row[at] ?? null))),
    );
  },
};

function slice(items: readonly GroovyValue[], from: number, to: number): readonly GroovyValue[] {
  if (from < 0 || to > items.length)
    throw groovyError("IndexOutOfBoundsException", `${from < 0 ? "fromIndex" : "toIndex"} = ${from < 0 ? from : to}`);
  if (from > to) throw groovyError("IllegalArgumentException", `fromIndex(${from}) > toIndex(${to})`);
  return items.slice(from, to);
}

function endItem(items: readonly GroovyValue[], at: number): GroovyValue {
  const item = items.at(at);
  if (item === undefined)
    throw groovyError(
      "java.util.NoSuchElementException",
      `Cannot access ${at === 0 ? "first" : "last"}() element from an empty List`,
    );
  return item;
}

function flat(items: readonly GroovyValue[], call: GroovyCall, depth: number): readonly GroovyValue[] {
  if (depth > 50) throw groovyError("StackOverflowError");
  call.charge(items.length);
  return items.flatMap((item) =>
    isGroovyObject(item) &&
    (item.kind === "list" || item.kind === "array" || item.kind === "set" || item.kind === "range")
      ? flat(itemsOf(item, call) ?? [], call, depth + 1)
      : [item],
  );
}

function changing(list: GroovyList): GroovyValue[] {
  if (list.fixed) throw groovyError("UnsupportedOperationException");
  return list.items;
}

/** `list[i]`: null outside, from the end when negative; a range or a list of indexes gives a list. */
export function itemAt(items: readonly GroovyValue[], key: GroovyValue, call: GroovyCall): GroovyValue {
  if (typeof key === "number") {
    if (key < -items.length)
      throw groovyError(
        "ArrayIndexOutOfBoundsException",
        `Negative array index [${key}] too large for array size ${items.length}`,
      );
    return items.at(key) ?? null;
  }
  const several = isGroovyObject(key) && (key.kind === "range" || key.kind === "list") ? itemsOf(key, call) : undefined;
  if (several === undefined) throw groovyError("IllegalArgumentException", "an index of a list is a whole number");
  return listOf(
    several.map((one) => {
      const item = typeof one === "number" ? items.at(one) : undefined;
      if (item === undefined && isGroovyObject(key) && key.kind === "range")
        throw groovyError("IndexOutOfBoundsException", `index ${String(one)}`);
      return item ?? null;
    }),
  );
}

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
      for (const item of [...added]) changing(self).push(item);
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
      for (const item of self.items) {
        const gone = isClosure ? isTrue(yield* invoke(which, [item])) : indexOfEqual(others, item, call) >= 0;
        if (!gone) kept.push(item);
      }
      const changed = kept.length < self.items.length;
      changing(self).splice(0, self.items.length, ...kept);
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
      const [left, right] = [self.items[a] ?? null, self.items[b] ?? null];
      self.items[a] = right;
      self.items[b] = left;
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

export const arrayClass = valueClass<GroovyArray>(
  {
    name: "[Ljava.lang.Object;",
    methods: { ...iteration(), ...readItems, clone: ({ items }) => arrayOf(items) },
    properties: { length: { get: ({ items }) => items.length } },
    getAt: ({ items }, key, call) => {
      if (typeof key !== "number") return itemAt(items, key, call);
      const item = items.at(key);
      if (item === undefined)
        throw groovyError("ArrayIndexOutOfBoundsException", `Index ${key} out of bounds for length ${items.length}`);
      return item;
    },
    putAt: ({ items }, key, item) => {
      const index = typeof key === "number" ? (key < 0 ? key + items.length : key) : -1;
      if (index < 0 || index >= items.length)
        throw groovyError(
          "ArrayIndexOutOfBoundsException",
          `Index ${String(key)} out of bounds for length ${items.length}`,
        );
      items[index] = item;
    },
  },
  (value) => (isGroovyObject(value) && value.kind === "array" ? value : undefined),
);

function changingSet(self: GroovySet): GroovySet["members"] {
  if (self.fixed) throw groovyError("UnsupportedOperationException");
  return self.members;
}

function addTo(self: GroovySet, item: GroovyValue, call: GroovyCall): boolean {
  const key = keyOf(item, call);
  const members = changingSet(self);
  if (members.has(key)) return false;
  call.charge(1);
  members.set(key, item);
  return true;
}

export const setClass = valueClass<GroovySet>(
  {
    name: "java.util.LinkedHashSet",
    extends: [collectionClass],
    implements: ["java.util.Set", "java.util.HashSet"],
    methods: {
      ...iteration(),
      size: ({ members }) => members.size,
      isEmpty: ({ members }) => members.size === 0,
      contains: ({ members }, [wanted = null], call) => members.has(keyOf(wanted, call)),
      containsAll: ({ members }, [others = null], call) =>
        (itemsOf(others, call) ?? []).every((item) => members.has(keyOf(item, call))),
      add: (self, [item = null], call) => addTo(self, item, call),
      leftShift: (self, [item = null], call) => {
        addTo(self, item, call);
        return self;
      },
      addAll: (self, [others = null], call) => {
        const added = (itemsOf(others, call) ?? []).map((item) => addTo(self, item, call));
        return added.includes(true);
      },
      remove: (self, [item = null], call) => changingSet(self).delete(keyOf(item, call)),
      clear: (self) => {
        changingSet(self).clear();
        return null;
      },
      first: ({ members }) => endItem([...members.values()], 0),
      last: ({ members }) => endItem([...members.values()], -1),
      iterator: ({ members }) => iteratorClass.wrap({ items: [...members.values()], at: 0 }),
      intersect: ({ members }, [others = null], call) =>
        setOf(
          (itemsOf(others, call) ?? []).filter((item) => members.has(keyOf(item, call))),
          false,
          call,
        ),
      asImmutable: ({ members }, _args, call) => setOf(members.values(), true, call),
      toArray: ({ members }) => arrayOf(members.values()),
    },
    getAt: ({ members }, key, call) => itemAt([...members.values()], key, call),
    construct: ([from = null], call) => setOf(typeof from === "number" ? [] : (itemsOf(from, call) ?? []), false, call),
  },
  (value) => (isGroovyObject(value) && value.kind === "set" ? value : undefined),
);

export const rangeClass = valueClass<GroovyRange>(
  {
    name: "groovy.lang.IntRange",
    extends: [collectionClass],
    implements: ["java.util.List", "groovy.lang.Range"],
    methods: {
      ...iteration(),
      size: ({ from, to }) => Math.abs(to - from) + 1,
      contains: ({ from, to, of }, [wanted = null]) => {
        const at =
          of === "integers" ? wanted : typeof wanted === "string" && wanted.length === 1 ? wanted.charCodeAt(0) : null;
        return typeof at === "number" && at >= Math.min(from, to) && at <= Math.max(from, to);
      },
      isEmpty: () => false,
      step: (self, args, call) => {
        const step = Math.abs(intArgument(args, 0));
        if (step === 0)
          throw groovyError("groovy.lang.GroovyRuntimeException", "Infinite loop detected due to step size of 0");
        return listOf((itemsOf(self, call) ?? []).filter((_item, at) => at % step === 0));
      },
      ...listMethods(
        "get",
        "first",
        "last",
        "head",
        "tail",
        "reverse",
        "indexOf",
        "iterator",
        "subList",
        "containsAll",
      ),
    },
    properties: {
      from: { get: ({ from, to }) => Math.min(from, to) },
      to: { get: ({ from, to }) => Math.max(from, to) },
    },
    getAt: (self, key, call) => itemAt(itemsOf(self, call) ?? [], key, call),
  },
  (value) => (isGroovyObject(value) && value.kind === "range" ? value : undefined),
);

/** Methods of a list for what can be made one. */
function listMethods(
  ...names: readonly string[]
): Record<string, (self: GroovyRange, args: readonly GroovyValue[], call: GroovyCall) => NativeResult> {
  const found = names.flatMap((name): [string, NativeMethod][] => {
    const method = listClass.methods.get(name);
    return method === undefined ? [] : [[name, method]];
  });
  return Object.fromEntries(
    found.map(([name, method]) => [name, (self, args, call) => method(listOf(itemsOf(self, call) ?? []), args, call)]),
  );
}

export const bytesClass: HostClass = valueClass<GroovyBytes>(
  {
    name: "[B",
    methods: {
      ...iteration(),
      size: ({ bytes }) => bytes.length,
      encodeBase64: ({ bytes }) => Buffer.from(bytes).toString("base64"),
      encodeBase64Url: ({ bytes }) => Buffer.from(bytes).toString("base64url"),
      encodeHex: ({ bytes }) => Buffer.from(bytes).toString("hex"),
    },
    properties: { length: { get: ({ bytes }) => bytes.length } },
    getAt: ({ bytes }, key) => {
      const byte = typeof key === "number" ? bytes.at(key) : undefined;
      if (byte === undefined)
        throw groovyError(
          "ArrayIndexOutOfBoundsException",
          `Index ${String(key)} out of bounds for length ${bytes.length}`,
        );
      return (byte << 24) >> 24;
    },
  },
  (value) => (isGroovyObject(value) && value.kind === "bytes" ? value : undefined),
);
