import type { GroovyCall } from "../host-class.ts";
import { newPattern } from "../library/patterns.ts";
import { pop, push } from "../machine/fiber.ts";
import { answer } from "../machine/frames.ts";
import { operators } from "../machine/operators.ts";
import { isTrue } from "../runtime/equality.ts";
import { negate, numberOf } from "../runtime/numbers.ts";
import type { Expression } from "../syntax/ast.ts";
import { groovyError } from "../thrown.ts";
import type { GroovyValue } from "../values.ts";
import type { Emitter } from "./emitter.ts";
import { type Emit, emitJump, emitTest } from "./jumps.ts";

/** Operators with one, two and three operands. */

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

export function emitUnary(emitter: Emitter, expression: Of<"unary">, emit: Emit): void {
  const { sign, operand } = expression;
  if (sign === "-" && operand.kind === "literal") {
    const number = numberOf(operand.value);
    if (number !== undefined) {
      emitter.emit(expression, (fiber) => push(fiber, negate(number)));
      return;
    }
  }
  emit(emitter, operand);
  if (sign === "!") {
    emitter.emit(expression, (fiber) => push(fiber, !isTrue(pop(fiber))));
    return;
  }
  emitter.emit(expression, (fiber) => push(fiber, unary(sign, pop(fiber), fiber.run.call)));
}

function unary(sign: "-" | "+" | "~", value: GroovyValue, call: GroovyCall): GroovyValue {
  if (sign === "~" && typeof value === "string") return newPattern(value, call);
  if (sign === "~" && typeof value === "number") return ~value;
  const number = numberOf(value);
  if (number === undefined)
    throw groovyError("groovy.lang.MissingMethodException", `${sign} is not applicable to this value`);
  return sign === "-" ? negate(number) : number;
}

export function emitBinary(emitter: Emitter, expression: Of<"binary">, emit: Emit): void {
  const { sign, left, right } = expression;
  if (sign === "&&" || sign === "||") {
    const [other, end] = [emitter.label(), emitter.label()];
    emitTest(emitter, left, emit, other, sign === "||");
    emit(emitter, right);
    emitter.emit(expression, (fiber) => push(fiber, isTrue(pop(fiber))));
    emitJump(emitter, end, expression);
    emitter.place(other);
    emitter.emit(expression, (fiber) => push(fiber, sign === "||"));
    emitter.place(end);
    return;
  }
  const operate = operators.get(sign);
  if (operate === undefined) throw emitter.context.refuse(`the operator ${sign} is not supported`, expression);
  emit(emitter, left);
  emit(emitter, right);
  emitter.emit(expression, (fiber) => {
    const second = pop(fiber);
    answer(fiber, operate(pop(fiber), second, fiber.run.call));
  });
}

/** `a ? b : c` and `a ?: c` */
export function emitTernary(emitter: Emitter, { test, yes, no, ...place }: Of<"ternary">, emit: Emit): void {
  const [otherwise, end] = [emitter.label(), emitter.label()];
  if (yes === undefined) {
    emit(emitter, test);
    emitter.later(place, () => (fiber) => {
      if (isTrue(fiber.stack.at(-1) ?? null)) fiber.frame.pc = end.at;
      else pop(fiber);
    });
  } else {
    emitTest(emitter, test, emit, otherwise, false);
    emit(emitter, yes);
    emitJump(emitter, end, place);
    emitter.place(otherwise);
  }
  emit(emitter, no);
  emitter.place(end);
}
