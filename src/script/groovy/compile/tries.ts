import { isInstance, typeOf } from "../library/type-of.ts";
import { pop } from "../machine/fiber.ts";
import type { Statement } from "../syntax/ast.ts";
import type { Place } from "../syntax/tokens.ts";
import { thrownOf } from "../thrown.ts";
import type { GroovyValue } from "../values.ts";
import type { Emitter } from "./emitter.ts";
import { complete, type Parts } from "./endings.ts";
import { emitJump } from "./jumps.ts";
import { emitInitial } from "./names.ts";

/** `try`, `catch`, `finally`. */

type Of<Kind extends Statement["kind"]> = Extract<Statement, { kind: Kind }>;

export function emitTry(
  emitter: Emitter,
  { body, catches, last: ending, ...place }: Of<"try">,
  last: boolean,
  parts: Parts,
): void {
  const [end, finallyAt] = [emitter.label(), emitter.label()];
  if (ending !== undefined) {
    emitter.depth += 1;
    emitter.later(place, () => (fiber) => {
      fiber.frame.handlers.push({ kind: "finally", target: finallyAt.at });
    });
  }
  emitGuarded(emitter, body, catches, place, last, parts);
  if (ending === undefined) return;
  emitter.later(place, () => (fiber) => {
    complete(fiber, { kind: "jump", target: end.at, depth: fiber.frame.handlers.length - 1 });
  });
  emitter.place(finallyAt);
  parts.block(emitter, ending, false);
  emitter.depth -= 1;
  emitter.emit(place, (fiber) => {
    const handler = fiber.frame.handlers.pop();
    if (handler?.kind === "ending") complete(fiber, handler.completion);
  });
  emitter.place(end);
}

function emitGuarded(
  emitter: Emitter,
  body: readonly Statement[],
  catches: Of<"try">["catches"],
  place: Place,
  last: boolean,
  parts: Parts,
): void {
  if (catches.length === 0) {
    parts.block(emitter, body, last);
    return;
  }
  const [end, caught] = [emitter.label(), emitter.label()];
  emitter.depth += 1;
  emitter.later(place, () => (fiber) => {
    fiber.frame.handlers.push({ kind: "catch", target: caught.at });
  });
  parts.block(emitter, body, last);
  emitter.depth -= 1;
  emitter.emit(place, (fiber) => {
    fiber.frame.handlers.pop();
  });
  emitJump(emitter, end, place);
  emitter.place(caught);
  for (const one of catches) {
    const types = one.types.map((type) => emitter.context.classOf(type));
    const other = emitter.label();
    emitter.later(place, () => (fiber) => {
      if (!fits(types, fiber.stack.at(-1) ?? null)) fiber.frame.pc = other.at;
    });
    emitter.scoped(() => {
      emitInitial(emitter, emitter.declare(one.name, undefined, place), place);
      parts.block(emitter, one.body, last);
    });
    emitJump(emitter, end, place);
    emitter.place(other);
  }
  emitter.emit(place, (fiber) => {
    throw thrownOf(pop(fiber));
  });
  emitter.place(end);
}

/** A catch without a type takes every Exception. */
function fits(types: readonly Parameters<typeof isInstance>[1][], value: GroovyValue): boolean {
  if (types.length === 0) return typeOf(value).ancestors.has("java.lang.Exception");
  return types.some((type) => isInstance(value, type));
}
