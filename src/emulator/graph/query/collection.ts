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
  readonly matches?: ((item: Item) => boolean) | undefined;
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
    const item = items.at(index);
    if (item === undefined || matches?.(item) === false) continue;
    if (value.length === size) break;
    value.push(answer.write(item));
  }
  const count = counted(query, answer);
  return {
    "@odata.context": answer.context,
    ...(count === undefined ? {} : { "@odata.count": count }),
    ...(index < items.length ? { "@odata.nextLink": nextLink(url, index) } : {}),
    value,
  };
}

/** Counting what a filter selects means reading everything, so that is done only on request. */
function counted<Item>({ count }: QueryOptions, { items, matches }: CollectionAnswer<Item>): number | undefined {
  if (matches === undefined) return count === false ? undefined : items.length;
  if (count !== true) return undefined;
  let matching = 0;
  for (let index = 0; index < items.length; index += 1) {
    const item = items.at(index);
    if (item !== undefined && matches(item)) matching += 1;
  }
  return matching;
}
