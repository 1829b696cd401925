import { itemsOf } from "../library/items.ts";
import { type Fiber, pop, push } from "../machine/fiber.ts";
import { answer } from "../machine/frames.ts";
import { caseFits } from "../machine/operators.ts";
import { isTrue } from "../runtime/equality.ts";
import { rangeItems } from "../runtime/text.ts";
import type { Statement } from "../syntax/ast.ts";
import { type GroovyValue, isGroovyObject } from "../values.ts";
import type { Emitter, Label } from "./emitter.ts";
import { complete, type Parts } from "./endings.ts";
import { emitExpression } from "./expressions.ts";
import { emitJump, emitTest } from "./jumps.ts";
import { emitInitial } from "./names.ts";

/** Loops, `switch`, and what leaves them. */

type Of<Kind extends Statement["kind"]> = Extract<Statement, { kind: Kind }>;

export function emitWhile(emitter: Emitter, { test, body, ...place }: Of<"while">, parts: Parts): void {
  const [start, exit] = [emitter.label(), emitter.label()];
  emitter.place(start);
  emitTest(emitter, test, emitExpression, exit, false);
  emitLoop(emitter, exit, start, body, parts);
  emitJump(emitter, start, place);
  emitter.place(exit);
}

export function emitDo(emitter: Emitter, { test, body }: Of<"do">, parts: Parts): void {
  const [start, next, exit] = [emitter.label(), emitter.label(), emitter.label()];
  emitter.place(start);
  emitLoop(emitter, exit, next, body, parts);
  emitter.place(next);
  emitTest(emitter, test, emitExpression, start, true);
  emitter.place(exit);
}

export function emitForIn(emitter: Emitter, { variable, items, body, ...place }: Of<"for-in">, parts: Parts): void {
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
    emitLoop(emitter, exit, next, body, parts);
    emitJump(emitter, next, place);
    emitter.place(exit);
  });
}

function iterator(value: GroovyValue, fiber: Fiber): Iterator<GroovyValue> {
  if (isGroovyObject(value) && value.kind === "range") return rangeItems(value)[Symbol.iterator]();
  return (itemsOf(value, fiber.run.call) ?? [value])[Symbol.iterator]();
}

export function emitFor(emitter: Emitter, { first, test, after, body, ...place }: Of<"for">, parts: Parts): void {
  emitter.scoped(() => {
    const [start, next, exit] = [emitter.label(), emitter.label(), emitter.label()];
    for (const statement of first) parts.statement(emitter, statement, false);
    emitter.place(start);
    if (test !== undefined) emitTest(emitter, test, emitExpression, exit, false);
    emitLoop(emitter, exit, next, body, parts);
    emitter.place(next);
    for (const expression of after) {
      emitExpression(emitter, expression);
      emitter.emit(place, pop);
    }
    emitJump(emitter, start, place);
    emitter.place(exit);
  });
}

export function emitSwitch(
  emitter: Emitter,
  { value, cases, ...place }: Of<"switch">,
  last: boolean,
  parts: Parts,
): void {
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
      parts.block(emitter, kept, isLast);
      if (endsHere) emitJump(emitter, exit, place);
    }
  });
  emitter.loops.pop();
  emitter.place(exit);
}

/** The body of a loop, with the places where `break` and `continue` go. */
function emitLoop(emitter: Emitter, exit: Label, next: Label, body: Statement, parts: Parts): void {
  emitter.loops.push({ exit, next, depth: emitter.depth });
  parts.block(emitter, [body], false);
  emitter.loops.pop();
}

export function emitLeaveLoop(emitter: Emitter, statement: Of<"break"> | Of<"continue">): void {
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
