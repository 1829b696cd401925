import { groovyError } from "../../thrown.ts";
import type { GroovyList, GroovyValue } from "../../values.ts";

/** The items of a list that may be changed. */
export function changing(list: GroovyList): GroovyValue[] {
  if (list.fixed) throw groovyError("UnsupportedOperationException");
  return list.items;
}

/** In place: whoever holds the list sees it. */
export function replaceItems(list: GroovyList, by: readonly GroovyValue[]): GroovyList {
  const items = changing(list);
  items.length = 0;
  for (const item of by) items.push(item);
  return list;
}
