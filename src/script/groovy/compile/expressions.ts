import { castTo, coerceTo } from "../library/cast.ts";
import { isInstance } from "../library/type-of.ts";
import { type Fiber, pop, push } from "../machine/fiber.ts";
import { answer } from "../machine/frames.ts";
import { getAt } from "../machine/indexing.ts";
import { rangeOf } from "../machine/operators.ts";
import type { Expression } from "../syntax/ast.ts";
import { emitAssign, emitStep } from "./assignments.ts";
import { emitCall, emitMethod, emitNew } from "./calls.ts";
import type { Emitter } from "./emitter.ts";
import { emitList, emitMap, emitNewArray, emitText } from "./literals.ts";
import { emitRead } from "./names.ts";
import { emitBinary, emitTernary, emitUnary } from "./operations.ts";
import { emitPointer, emitProperty } from "./properties.ts";

/** Compiles an expression: its value is then on the stack. */
export function emitExpression(emitter: Emitter, expression: Expression): void {
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      emitter.emit(expression, (fiber) => push(fiber, value));
      return;
    }
    case "text":
      emitText(emitter, expression, emitExpression);
      return;
    case "name":
      emitRead(emitter, expression.name, expression);
      return;
    case "this":
      if (emitter.owner === undefined || emitter.isStatic)
        throw emitter.context.refuse('this script has no object that is "this"', expression);
      emitter.emit(expression, (fiber) => push(fiber, fiber.frame.self));
      return;
    case "list":
      emitList(emitter, expression, emitExpression);
      return;
    case "map":
      emitMap(emitter, expression, emitExpression);
      return;
    case "range": {
      const { open } = expression;
      emitExpression(emitter, expression.from);
      emitExpression(emitter, expression.to);
      emitter.emit(expression, (fiber) => {
        const to = pop(fiber);
        push(fiber, rangeOf(pop(fiber), to, open));
      });
      return;
    }
    case "property":
      emitProperty(emitter, expression, emitExpression);
      return;
    case "index":
      emitExpression(emitter, expression.object);
      emitExpression(emitter, expression.key);
      emitter.emit(expression, index);
      return;
    case "method":
      emitMethod(emitter, expression, emitExpression);
      return;
    case "call":
      emitCall(emitter, expression, emitExpression);
      return;
    case "new":
      emitNew(emitter, expression, emitExpression);
      return;
    case "new-array":
      emitNewArray(emitter, expression, emitExpression);
      return;
    case "closure":
      emitter.context.compilers.closure(emitter, expression);
      return;
    case "unary":
      emitUnary(emitter, expression, emitExpression);
      return;
    case "binary":
      emitBinary(emitter, expression, emitExpression);
      return;
    case "ternary":
      emitTernary(emitter, expression, emitExpression);
      return;
    case "assign":
      emitAssign(emitter, expression, emitExpression);
      return;
    case "step":
      emitStep(emitter, expression, emitExpression);
      return;
    case "cast": {
      const type = emitter.context.classOf(expression.type);
      const convert = expression.soft ? coerceTo : castTo;
      emitExpression(emitter, expression.value);
      emitter.emit(expression, (fiber) => push(fiber, convert(type, pop(fiber), fiber.run.call)));
      return;
    }
    case "instanceof": {
      const type = emitter.context.classOf(expression.type);
      const { negative } = expression;
      emitExpression(emitter, expression.value);
      emitter.emit(expression, (fiber) => push(fiber, isInstance(pop(fiber), type) !== negative));
      return;
    }
    case "pointer":
      emitPointer(emitter, expression, emitExpression);
      return;
  }
}

function index(fiber: Fiber): void {
  const key = pop(fiber);
  answer(fiber, getAt(pop(fiber), key, fiber.run.call));
}
