import type { GroovyCall, NativeResult } from "../../host-class.ts";
import { areEqual } from "../../runtime/equality.ts";
import { groovyError } from "../../thrown.ts";
import { type GroovyValue, isGroovyObject, listOf } from "../../values.ts";
import { itemsOf } from "../items.ts";
import { collectionUnits } from "../iteration/common.ts";
import { indexOfEqual, intArgument } from "../language.ts";
import { iteratorClass } from "./iterator.ts";

/** What lists and arrays answer without changing. */

type Read = Readonly<
  Record<
    string,
    (self: { readonly items: readonly GroovyValue[] }, args: readonly GroovyValue[], call: GroovyCall) => NativeResult
  >
>;

export const readItems: Read = {
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
    !(itemsOf(others, call) ?? []).some((item) => {
      call.work(items.length);
      return indexOfEqual(items, item, call) >= 0;
    }),
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
    const width = rows.reduce((least, row) => Math.min(least, row.length), 1_000);
    call.charge(width * (rows.length + collectionUnits));
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

export function endItem(items: readonly GroovyValue[], at: number): GroovyValue {
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
