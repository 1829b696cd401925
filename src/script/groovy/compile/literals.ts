import { itemsOf } from "../library/items.ts";
import { type Fiber, pop, popAll, push } from "../machine/fiber.ts";
import { answer } from "../machine/frames.ts";
import { callMember } from "../machine/members.ts";
import { joinedText, toText } from "../runtime/text.ts";
import type { Expression, Item } from "../syntax/ast.ts";
import { groovyError } from "../thrown.ts";
import { arrayOf, type GroovyValue, isGroovyObject, listOf, mapOf } from "../values.ts";
import type { Emitter } from "./emitter.ts";
import type { Emit } from "./jumps.ts";

/** Values as they are written: texts, lists, maps and arrays. */

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** A text with values in it. */
export function emitText(emitter: Emitter, expression: Of<"text">, emit: Emit): void {
  const { parts } = expression;
  for (const part of parts) {
    if (typeof part === "string") emitter.emit(expression, (fiber) => push(fiber, part));
    else {
      emit(emitter, part);
      emitter.emit(expression, textOf);
    }
  }
  emitter.emit(expression, (fiber) => {
    const { call } = fiber.run;
    push(fiber, joinedText(popAll(fiber, parts.length), "", call));
  });
}

/** Objects of the script may have a `toString` of their own. */
function textOf(fiber: Fiber): void {
  const value = pop(fiber);
  const isOwn = isGroovyObject(value) && value.kind === "instance" && value.type.methods.has("toString");
  if (isOwn) answer(fiber, callMember(value, "toString", [], fiber.run.call));
  else push(fiber, toText(value, fiber.run.call));
}

/** `[a, *b]` */
export function emitList(emitter: Emitter, { items, ...place }: Of<"list">, emit: Emit): void {
  const take = emitItems(emitter, items, emit);
  emitter.emit(place, (fiber) => {
    const all = take(fiber);
    fiber.run.call.charge(all.length);
    push(fiber, listOf(all));
  });
}

/** Items or arguments: then gives what takes them off the stack, with those of spread lists in their place. */
export function emitItems(emitter: Emitter, items: readonly Item[], emit: Emit): (fiber: Fiber) => GroovyValue[] {
  for (const { value } of items) emit(emitter, value);
  const count = items.length;
  if (!items.some(({ spread }) => spread)) return (fiber) => popAll(fiber, count);
  return (fiber) => {
    const { call } = fiber.run;
    return popAll(fiber, count).flatMap((value, at) => {
      if (items[at]?.spread !== true) return [value];
      const spread = itemsOf(value, call) ?? [value];
      call.charge(spread.length);
      return spread;
    });
  };
}

/** `[key: value, *: other]` */
export function emitMap(emitter: Emitter, { entries, ...place }: Of<"map">, emit: Emit): void {
  for (const { key, value } of entries) {
    if (key !== undefined) emit(emitter, key);
    else emitter.emit(place, (fiber) => push(fiber, null));
    emit(emitter, value);
  }
  emitter.emit(place, (fiber) => {
    const values = popAll(fiber, entries.length * 2);
    const { call } = fiber.run;
    call.charge(entries.length);
    const map = mapOf();
    for (const [at, { key }] of entries.entries()) {
      const value = values[at * 2 + 1] ?? null;
      if (key !== undefined) map.store.set(values[at * 2] ?? null, value, call);
      else if (isGroovyObject(value) && value.kind === "map") {
        call.charge(value.store.size());
        for (const one of value.store.keys(call)) map.store.set(one, value.store.get(one, call) ?? null, call);
      }
    }
    push(fiber, map);
  });
}

const largestArray = 1_000_000;

/** `new String[3]` */
export function emitNewArray(emitter: Emitter, expression: Of<"new-array">, emit: Emit): void {
  const [size] = expression.sizes;
  const isBytes = expression.type.name === "byte";
  if (!isBytes) emitter.context.classOf(expression.type);
  if (size !== undefined) emit(emitter, size);
  const filler = ["int", "long", "short", "double"].includes(expression.type.name)
    ? 0
    : expression.type.name === "boolean"
      ? false
      : null;
  emitter.emit(expression, (fiber) => {
    const count = pop(fiber);
    if (typeof count !== "number" || count > largestArray)
      throw groovyError("IllegalArgumentException", "this is no size of an array");
    if (count < 0) throw groovyError("NegativeArraySizeException", String(count));
    fiber.run.call.charge(count);
    push(
      fiber,
      isBytes ? { kind: "bytes", bytes: new Uint8Array(count) } : arrayOf(Array.from({ length: count }, () => filler)),
    );
  });
}
