import { itemsOf } from "../library/items.ts";
import { isInstance, typeOf } from "../library/type-of.ts";
import { type Completion, type Fiber, pop, push } from "../machine/fiber.ts";
import { answer, asThrown, leave, throwInto } from "../machine/frames.ts";
import { getAt } from "../machine/members.ts";
import { caseFits } from "../machine/operators.ts";
import { unwind } from "../machine/unwind.ts";
import { isTrue } from "../runtime/equality.ts";
import { rangeItems, toText } from "../runtime/text.ts";
import type { Statement } from "../syntax/ast.ts";
import type { Place } from "../syntax/tokens.ts";
import { groovyError, thrownOf } from "../thrown.ts";
import { type GroovyValue, isGroovyObject } from "../values.ts";
import type { Emitter, Label } from "./emitter.ts";
import { emitExpression } from "./expressions.ts";
import { emitJump, emitTest } from "./jumps.ts";
import { emitInitial } from "./names.ts";

type Of<Kind extends Statement["kind"]> = Extract<Statement, { kind: Kind }>;

/** Compiles a function's body: the value of its last statement is the result. */
export function emitBody(emitter: Emitter, body: readonly Statement[], place: Place): void {
  emitBlock(emitter, body, true);
  emitter.emit(place, (fiber) => leave(fiber, null));
}

/** `last`: nothing follows in the function, so a value here is its result. */
function emitBlock(emitter: Emitter, body: readonly Statement[], last: boolean): void {
  emitter.scoped(() => {
    for (const [at, statement] of body.entries()) emitStatement(emitter, statement, last && at === body.length - 1);
  });
}

function emitStatement(emitter: Emitter, statement: Statement, last: boolean): void {
  switch (statement.kind) {
    case "expression":
      emitExpression(emitter, statement.value);
      emitter.emit(statement, last ? finish : pop);
      return;
    case "declare":
      emitDeclare(emitter, statement, last);
      return;
    case "declarations":
      for (const one of statement.all) emitStatement(emitter, one, false);
      return;
    case "block":
      emitBlock(emitter, statement.body, last);
      return;
    case "if":
      emitIf(emitter, statement, last);
      return;
    case "while":
      emitWhile(emitter, statement);
      return;
    case "do":
      emitDo(emitter, statement);
      return;
    case "for-in":
      emitForIn(emitter, statement);
      return;
    case "for":
      emitFor(emitter, statement);
      return;
    case "switch":
      emitSwitch(emitter, statement, last);
      return;
    case "try":
      emitTry(emitter, statement, last);
      return;
    case "throw":
      emitExpression(emitter, statement.value);
      emitter.emit(statement, throwValue);
      return;
    case "return":
      if (statement.value === undefined) emitter.emit(statement, (fiber) => push(fiber, null));
      else emitExpression(emitter, statement.value);
      emitter.emit(statement, finish);
      return;
    case "break":
    case "continue":
      emitLeaveLoop(emitter, statement);
      return;
    case "assert":
      emitAssert(emitter, statement);
      return;
  }
}

/** Returns the topmost value, through every `finally` on the way. */
function finish(fiber: Fiber): void {
  const value = pop(fiber);
  if (!unwind(fiber.frame, { kind: "return", value }, fiber)) leave(fiber, value);
}

function throwValue(fiber: Fiber): void {
  const value = pop(fiber);
  if (value === null) throw groovyError("NullPointerException");
  if (!typeOf(value).ancestors.has("java.lang.Throwable")) {
    throw groovyError(
      "org.codehaus.groovy.runtime.typehandling.GroovyCastException",
      `Cannot cast object '${toText(value).slice(0, 100)}' to class 'java.lang.Throwable'`,
    );
  }
  throw thrownOf(value);
}

function emitDeclare(emitter: Emitter, { variables, value, several, ...place }: Of<"declare">, last: boolean): void {
  const { context } = emitter;
  const types = variables.map(({ type }) => (type === undefined ? undefined : context.classOf(type)));
  if (value === undefined) emitter.emit(place, (fiber) => push(fiber, null));
  else emitExpression(emitter, value);
  if (!several) {
    const [variable] = variables;
    const [type] = types;
    if (variable === undefined) return;
    const isPrimitive =
      value === undefined && ["int", "long", "short", "double", "boolean"].includes(variable.type?.name ?? "");
    const declared = emitter.declare(variable.name, value === undefined && !isPrimitive ? undefined : type, variable);
    if (isPrimitive)
      emitter.emit(place, (fiber) => fiber.stack.splice(-1, 1, type?.name === "java.lang.Boolean" ? false : 0));
    if (last) emitter.emit(place, (fiber) => push(fiber, fiber.stack.at(-1) ?? null));
    emitInitial(emitter, declared, place);
    if (last) emitter.emit(place, finish);
    return;
  }
  const from = emitter.hidden();
  emitter.emit(place, (fiber) => {
    fiber.frame.locals[from] = pop(fiber);
  });
  for (const [at, variable] of variables.entries()) {
    emitter.emit(variable, (fiber) => answer(fiber, getAt(fiber.frame.locals[from] ?? null, at, fiber.run.call)));
    emitInitial(emitter, emitter.declare(variable.name, types[at], variable), variable);
  }
}

function emitIf(emitter: Emitter, { test, yes, no, ...place }: Of<"if">, last: boolean): void {
  const [otherwise, end] = [emitter.label(), emitter.label()];
  emitTest(emitter, test, emitExpression, otherwise, false);
  emitBlock(emitter, [yes], last);
  if (no !== undefined) emitJump(emitter, end, place);
  emitter.place(otherwise);
  if (no !== undefined) emitBlock(emitter, [no], last);
  emitter.place(end);
}

/** The body of a loop, with the places where `break` and `continue` go. */
function emitLoop(emitter: Emitter, exit: Label, next: Label, body: Statement): void {
  emitter.loops.push({ exit, next, depth: emitter.depth });
  emitBlock(emitter, [body], false);
  emitter.loops.pop();
}

function emitWhile(emitter: Emitter, { test, body, ...place }: Of<"while">): void {
  const [start, exit] = [emitter.label(), emitter.label()];
  emitter.place(start);
  emitTest(emitter, test, emitExpression, exit, false);
  emitLoop(emitter, exit, start, body);
  emitJump(emitter, start, place);
  emitter.place(exit);
}

function emitDo(emitter: Emitter, { test, body }: Of<"do">): void {
  const [start, next, exit] = [emitter.label(), emitter.label(), emitter.label()];
  emitter.place(start);
  emitLoop(emitter, exit, next, body);
  emitter.place(next);
  emitTest(emitter, test, emitExpression, start, true);
  emitter.place(exit);
}

function emitForIn(emitter: Emitter, { variable, items, body, ...place }: Of<"for-in">): void {
  const [next, exit] = [emitter.label(), emitter.label()];
  const slot = emitter.iterator();
  emitExpression(emitter, items);
  emitter.emit(place, (fiber) => {
    fiber.frame.iterators[slot] = iterator(pop(fiber), fiber);
  });
  emitter.scoped(() => {
    const type = variable.type === undefined ? undefined : emitter.context.classOf(variable.type);
    const declared = emitter.declare(variable.name, type, variable);
    emitter.place(next);
    emitter.later(place, () => (fiber) => {
      const item = fiber.frame.iterators[slot]?.next();
      if (item === undefined || item.done === true) fiber.frame.pc = exit.at;
      else push(fiber, item.value);
    });
    emitInitial(emitter, declared, place);
    emitLoop(emitter, exit, next, body);
    emitJump(emitter, next, place);
    emitter.place(exit);
  });
}

function iterator(value: GroovyValue, fiber: Fiber): Iterator<GroovyValue> {
  if (isGroovyObject(value) && value.kind === "range") return rangeItems(value)[Symbol.iterator]();
  return (itemsOf(value, fiber.run.call) ?? [value])[Symbol.iterator]();
}

function emitFor(emitter: Emitter, { first, test, after, body, ...place }: Of<"for">): void {
  emitter.scoped(() => {
    const [start, next, exit] = [emitter.label(), emitter.label(), emitter.label()];
    for (const statement of first) emitStatement(emitter, statement, false);
    emitter.place(start);
    if (test !== undefined) emitTest(emitter, test, emitExpression, exit, false);
    emitLoop(emitter, exit, next, body);
    emitter.place(next);
    for (const expression of after) {
      emitExpression(emitter, expression);
      emitter.emit(place, pop);
    }
    emitJump(emitter, start, place);
    emitter.place(exit);
  });
}

function emitSwitch(emitter: Emitter, { value, cases, ...place }: Of<"switch">, last: boolean): void {
  const exit = emitter.label();
  const slot = emitter.hidden();
  emitExpression(emitter, value);
  emitter.emit(place, (fiber) => {
    fiber.frame.locals[slot] = pop(fiber);
  });
  const labels = cases.map(() => emitter.label());
  for (const [at, { test }] of cases.entries()) {
    if (test === undefined) continue;
    emitExpression(emitter, test);
    emitter.emit(test, (fiber) =>
      answer(fiber, caseFits(pop(fiber), fiber.frame.locals[slot] ?? null, fiber.run.call)),
    );
    emitter.later(test, () => (fiber) => {
      if (isTrue(pop(fiber))) fiber.frame.pc = labels[at]?.at ?? fiber.frame.pc;
    });
  }
  emitJump(emitter, labels[cases.findIndex(({ test }) => test === undefined)] ?? exit, place);
  emitter.loops.push({ exit, next: undefined, depth: emitter.depth });
  emitter.scoped(() => {
    for (const [at, { body }] of cases.entries()) {
      const label = labels[at];
      if (label !== undefined) emitter.place(label);
      const endsHere = body.at(-1)?.kind === "break";
      const kept = endsHere ? body.slice(0, -1) : body;
      const isLast = last && (endsHere || at === cases.length - 1);
      emitBlock(emitter, kept, isLast);
      if (endsHere) emitJump(emitter, exit, place);
    }
  });
  emitter.loops.pop();
  emitter.place(exit);
}

function emitLeaveLoop(emitter: Emitter, statement: Of<"break"> | Of<"continue">): void {
  const isBreak = statement.kind === "break";
  const loop = emitter.loops.findLast(({ next }) => isBreak || next !== undefined);
  const target = isBreak ? loop?.exit : loop?.next;
  if (loop === undefined || target === undefined) {
    throw emitter.context.refuse(`${statement.kind} stands in no loop`, statement);
  }
  if (loop.depth === emitter.depth) {
    emitJump(emitter, target, statement);
    return;
  }
  emitter.later(statement, () => (fiber) => {
    complete(fiber, { kind: "jump", target: target.at, depth: loop.depth });
  });
}

function complete(fiber: Fiber, completion: Completion): void {
  if (unwind(fiber.frame, completion, fiber)) return;
  if (completion.kind === "return") leave(fiber, completion.value);
  else if (completion.kind === "throw") throwInto(fiber, asThrown(completion.problem).problem, completion.value);
}

function emitTry(emitter: Emitter, { body, catches, last: ending, ...place }: Of<"try">, last: boolean): void {
  const [end, finallyAt] = [emitter.label(), emitter.label()];
  if (ending !== undefined) {
    emitter.depth += 1;
    emitter.later(place, () => (fiber) => {
      fiber.frame.handlers.push({ kind: "finally", target: finallyAt.at });
    });
  }
  emitGuarded(emitter, body, catches, place, last);
  if (ending === undefined) return;
  emitter.later(place, () => (fiber) => {
    complete(fiber, { kind: "jump", target: end.at, depth: fiber.frame.handlers.length - 1 });
  });
  emitter.place(finallyAt);
  emitBlock(emitter, ending, false);
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
): void {
  if (catches.length === 0) {
    emitBlock(emitter, body, last);
    return;
  }
  const [end, caught] = [emitter.label(), emitter.label()];
  emitter.depth += 1;
  emitter.later(place, () => (fiber) => {
    fiber.frame.handlers.push({ kind: "catch", target: caught.at });
  });
  emitBlock(emitter, body, last);
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
      emitBlock(emitter, one.body, last);
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

function emitAssert(emitter: Emitter, { test, message, ...place }: Of<"assert">): void {
  const fine = emitter.label();
  emitTest(emitter, test, emitExpression, fine, true);
  if (message === undefined) emitter.emit(place, (fiber) => push(fiber, "assert failed"));
  else emitExpression(emitter, message);
  emitter.emit(place, (fiber) => {
    const name =
      message === undefined ? "org.codehaus.groovy.runtime.powerassert.PowerAssertionError" : "AssertionError";
    throw groovyError(name, toText(pop(fiber)));
  });
  emitter.place(fine);
}
