import type { JsonObject } from "../../../core/json.ts";
import { nextLink, type QueryOptions } from "./query-options.ts";

/** Anything with numbered items: an array, or a list whose items are made when they are read. */
export interface Sequence<Item> {
  readonly length: number;
  at(index: number): Item | undefined;
}

export interface CollectionAnswer<Item> {
  readonly context: string;
  readonly items: Sequence<Item>;
  /** Whether the item at this index belongs to the answer; the others are never read. Absent: all do. */
  readonly matches?: ((index: number) => boolean) | undefined;
  readonly pageSize: number;
  write(item: Item): JsonObject;
}

/** One page of a collection, with the link to the next one when there is more. */
export function collection<Item>(url: URL, query: QueryOptions, answer: CollectionAnswer<Item>): JsonObject {
  const { items, matches } = answer;
  const size = query.top ?? answer.pageSize;
  const value: JsonObject[] = [];
  let index = query.start;
  for (; index < items.length; index += 1) {
    if (matches?.(index) === false) continue;
    if (value.length === size) break;
    const item = items.at(index);
    if (item !== undefined) value.push(answer.write(item));
  }
  const count = counted(query, answer);
  return {
    "@odata.context": answer.context,
    ...(count === undefined ? {} : { "@odata.count": count }),
    ...(index < items.length ? { "@odata.nextLink": nextLink(url, index) } : {}),
    value,
  };
}

/** Counting what a filter selects means comparing everything, so that is done only on request. */
function counted<Item>({ count }: QueryOptions, { items, matches }: CollectionAnswer<Item>): number | undefined {
  if (matches === undefined) return count === false ? undefined : items.length;
  if (count !== true) return undefined;
  let matching = 0;
  for (let index = 0; index < items.length; index += 1) {
    if (matches(index)) matching += 1;
  }
  return matching;
}
