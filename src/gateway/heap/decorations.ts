import type { Json, JsonObject } from "../../core/json.ts";
import { at, invalidAt, type Place } from "../config/place.ts";
import type { Handler } from "../http/exchange.ts";
import type { Decoration, Decorator } from "./decorators/decorator.ts";
import type { HeapObject } from "./heap-object.ts";
import type { Heap } from "./model.ts";

/** Keys beside those that a declaration or a file has of its own: decorations, each named after its decorator. */

/** A decoration and the decorator that it names. */
export interface FoundDecoration extends Decoration {
  readonly decorator: Decorator;
}

/** The decorations of a declaration in the order of its keys; names that no decorator has are left out, as PingGateway does. */
export async function findDecorations(
  content: JsonObject,
  reserved: readonly string[],
  place: Place,
  heap: Heap,
): Promise<readonly FoundDecoration[]> {
  const found: FoundDecoration[] = [];
  for (const [name, value] of Object.entries(content)) {
    const decorator = reserved.includes(name) ? undefined : await heap.decorator(name);
    if (decorator !== undefined) found.push({ name, value, decorator, place: at(place, name) });
  }
  return found;
}

/**
 * Puts decorations around an object, the first innermost.
 *
 * @throws {gateway.config-invalid} for a value that its decorator does not have
 */
export function decorated(
  name: string,
  object: HeapObject,
  decorations: readonly FoundDecoration[],
  { scope, services }: Pick<Heap, "scope" | "services">,
): HeapObject {
  let outer = object;
  for (const { decorator, place, value, ...decoration } of decorations) {
    if (outer.kind === "handler" || outer.kind === "filter") {
      outer = decorator.decorate(outer, value, { object: name, decorator: decoration.name, place, scope, services });
    }
  }
  return outer;
}

/** What a file's top level may have besides its decorations. */
const ownKeys =
  "handler heap name condition properties session auditService globalDecorators monitor temporaryStorage".split(" ");

/**
 * The handler of a file with the decorations of its top level around it.
 *
 * @throws {gateway.config-invalid} for a value that its decorator does not have
 */
export async function decoratedTop(handle: Handler, content: JsonObject, place: Place, heap: Heap): Promise<Handler> {
  const decorations = await findDecorations(content, ownKeys, place, heap);
  const outer = decorated("handler", { kind: "handler", handle }, decorations, heap);
  return outer.kind === "handler" ? outer.handle : handle;
}

/** @throws {gateway.config-invalid} when `globalDecorators` is no object */
export function readGlobalDecorations(value: Json | undefined, place: Place): readonly Decoration[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object" || Array.isArray(value)) throw invalidAt(place, "must be an object of decorations");
  return Object.entries(value).map(([name, item]) => ({ name, value: item, place: at(place, name) }));
}
