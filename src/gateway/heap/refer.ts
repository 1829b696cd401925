import { invalidAt, type Place } from "../config/place.ts";
import { type HeapObject, type Kind, nameOfKind, type ObjectOf } from "./heap-object.ts";
import type { Heap } from "./model.ts";
import type { Reference } from "./schemas.ts";

/**
 * An object of a certain kind, by name or declared in place.
 *
 * @throws {gateway.config-invalid} when there is no such object or it is of another kind
 */
export async function referTo<Wanted extends Kind>(
  heap: Pick<Heap, "resolve">,
  kind: Wanted,
  to: Reference,
  place: Place,
): Promise<ObjectOf<Wanted>> {
  const object = await heap.resolve(to, place);
  if (isOfKind(object, kind)) return object;
  throw invalidAt(place, `must be ${nameOfKind(kind)}, and this is ${nameOfKind(object.kind)}`);
}

function isOfKind<Wanted extends Kind>(object: HeapObject, kind: Wanted): object is ObjectOf<Wanted> {
  return object.kind === kind;
}
