import { type Fiber, pop, push } from "../machine/fiber.ts";
import { answer } from "../machine/frames.ts";
import { getAt, putAt } from "../machine/indexing.ts";
import { operators, stepped } from "../machine/operators.ts";
import { getProperty, setProperty } from "../machine/properties.ts";
import { toText } from "../runtime/text.ts";
import type { Access, Expression } from "../syntax/ast.ts";
import type { Place } from "../syntax/tokens.ts";
import type { Emitter } from "./emitter.ts";
import type { Emit } from "./jumps.ts";
import { emitRead, emitWrite } from "./names.ts";

/** Changing variables, properties and items. */

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** `target = value`, `target += value`, `(a, b) = list` */
export function emitAssign(emitter: Emitter, expression: Of<"assign">, emit: Emit): void {
  const { sign, target, value } = expression;
  if (target.kind === "list") {
    emitSeveral(emitter, expression, target, emit);
    return;
  }
  const compute = (): void => emit(emitter, value);
  if (sign === "") {
    emitStore(emitter, target, compute, emit);
    return;
  }
  if (sign === "?") {
    emitUpdate(emitter, target, expression, emit, () => {
      const end = emitter.label();
      emitter.later(expression, () => (fiber) => {
        if (fiber.stack.at(-1) !== null) fiber.frame.pc = end.at;
        else pop(fiber);
      });
      compute();
      emitter.place(end);
    });
    return;
  }
  const operate = operators.get(sign);
  if (operate === undefined) throw emitter.context.refuse(`the operator ${sign}= is not supported`, expression);
  emitUpdate(emitter, target, expression, emit, () => {
    compute();
    emitter.emit(expression, (fiber) => {
      const second = pop(fiber);
      answer(fiber, operate(pop(fiber), second, fiber.run.call));
    });
  });
}

/** `(a, b) = list` */
function emitSeveral(emitter: Emitter, expression: Of<"assign">, target: Of<"list">, emit: Emit): void {
  emit(emitter, expression.value);
  for (const [at, { value }] of target.items.entries()) {
    if (value.kind !== "name") throw emitter.context.refuse("a name is expected here", value);
    emitter.emit(expression, (fiber) => answer(fiber, getAt(fiber.stack.at(-1) ?? null, at, fiber.run.call)));
    emitWrite(emitter, value.name, value);
    emitter.emit(expression, pop);
  }
}

/** Stores a value where `target` says and leaves it on the stack. */
function emitStore(emitter: Emitter, target: Expression, compute: () => void, emit: Emit): void {
  if (target.kind === "name") {
    compute();
    emitWrite(emitter, target.name, target);
    return;
  }
  if (target.kind === "property") {
    emitOwner(emitter, target, emit);
    compute();
    emitter.emit(target, storeProperty(target.access));
    return;
  }
  if (target.kind !== "index") throw emitter.context.refuse("nothing can be assigned to this", target);
  emit(emitter, target.object);
  emit(emitter, target.key);
  compute();
  emitter.emit(target, (fiber) => {
    const [value, key] = [pop(fiber), pop(fiber)];
    const object = pop(fiber);
    answer(fiber, putAt(object, key, value, fiber.run.call));
  });
}

/** Puts an object and the name of its member on the stack. */
function emitOwner(emitter: Emitter, target: Of<"property">, emit: Emit): void {
  if (target.object.kind === "this" && emitter.owner === undefined)
    throw emitter.context.refuse('this script has no object that is "this"', target);
  emit(emitter, target.object);
  emit(emitter, target.name);
}

function storeProperty(access: Access) {
  return (fiber: Fiber): void => {
    const value = pop(fiber);
    const name = toText(pop(fiber), fiber.run.call);
    const object = pop(fiber);
    if (object === null && access === "?.") push(fiber, null);
    else answer(fiber, setProperty(object, name, value, fiber.run.call));
  };
}

/** Reads a target, changes what `change` makes of it, and stores that. */
function emitUpdate(emitter: Emitter, target: Expression, place: Place, emit: Emit, change: () => void): void {
  if (target.kind === "name") {
    emitRead(emitter, target.name, target);
    change();
    emitWrite(emitter, target.name, target);
    return;
  }
  if (target.kind !== "property" && target.kind !== "index")
    throw emitter.context.refuse("nothing can be assigned to this", place);
  if (target.kind === "property") emitOwner(emitter, target, emit);
  else {
    emit(emitter, target.object);
    emit(emitter, target.key);
  }
  const isProperty = target.kind === "property";
  emitter.emit(place, (fiber) => {
    const { call } = fiber.run;
    const [object, key] = [fiber.stack.at(-2) ?? null, fiber.stack.at(-1) ?? null];
    answer(fiber, isProperty ? getProperty(object, toText(key, call), call) : getAt(object, key, call));
  });
  change();
  emitter.emit(place, (fiber) => {
    const { call } = fiber.run;
    const [value, key] = [pop(fiber), pop(fiber)];
    const object = pop(fiber);
    answer(fiber, isProperty ? setProperty(object, toText(key, call), value, call) : putAt(object, key, value, call));
  });
}

/** `target++` and `--target` */
export function emitStep(emitter: Emitter, expression: Of<"step">, emit: Emit): void {
  const { sign, target, before } = expression;
  if (before) {
    emitUpdate(emitter, target, expression, emit, () =>
      emitter.emit(expression, (fiber) => push(fiber, stepped(pop(fiber), sign, fiber.run.call))),
    );
    return;
  }
  const kept = emitter.hidden();
  emitUpdate(emitter, target, expression, emit, () =>
    emitter.emit(expression, (fiber) => {
      const value = pop(fiber);
      fiber.frame.locals[kept] = value;
      push(fiber, stepped(value, sign, fiber.run.call));
    }),
  );
  emitter.emit(expression, (fiber) => {
    pop(fiber);
    push(fiber, fiber.frame.locals[kept] ?? null);
  });
}
