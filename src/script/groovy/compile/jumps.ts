import { pop } from "../machine/fiber.ts";
import { isTrue } from "../runtime/equality.ts";
import type { Expression } from "../syntax/ast.ts";
import type { Place } from "../syntax/tokens.ts";
import type { Emitter, Label } from "./emitter.ts";

export type Emit = (emitter: Emitter, expression: Expression) => void;

export function emitJump(emitter: Emitter, to: Label, place: Place): void {
  emitter.later(place, () => {
    const { at } = to;
    return (fiber) => {
      fiber.frame.pc = at;
    };
  });
}

/** Goes to `to` when the test's truth is `wanted`, else on. */
export function emitTest(emitter: Emitter, test: Expression, emit: Emit, to: Label, wanted: boolean): void {
  emit(emitter, test);
  emitter.later(test, () => {
    const { at } = to;
    return (fiber) => {
      if (isTrue(pop(fiber)) === wanted) fiber.frame.pc = at;
    };
  });
}

/** Goes to `to` when the topmost value is null, and leaves it. */
export function emitJumpIfNull(emitter: Emitter, to: Label, place: Place): void {
  emitter.later(place, () => {
    const { at } = to;
    return (fiber) => {
      if ((fiber.stack.at(-1) ?? null) === null) fiber.frame.pc = at;
    };
  });
}
