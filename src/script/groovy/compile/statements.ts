import { pop, push } from "../machine/fiber.ts";
import { leave } from "../machine/frames.ts";
import { toText } from "../runtime/text.ts";
import type { Statement } from "../syntax/ast.ts";
import type { Place } from "../syntax/tokens.ts";
import { groovyError } from "../thrown.ts";
import { emitDeclare } from "./declarations.ts";
import type { Emitter } from "./emitter.ts";
import { finish, type Parts, throwValue } from "./endings.ts";
import { emitExpression } from "./expressions.ts";
import { emitJump, emitTest } from "./jumps.ts";
import { emitDo, emitFor, emitForIn, emitLeaveLoop, emitSwitch, emitWhile } from "./loops.ts";
import { emitTry } from "./tries.ts";

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
      emitWhile(emitter, statement, parts);
      return;
    case "do":
      emitDo(emitter, statement, parts);
      return;
    case "for-in":
      emitForIn(emitter, statement, parts);
      return;
    case "for":
      emitFor(emitter, statement, parts);
      return;
    case "switch":
      emitSwitch(emitter, statement, last, parts);
      return;
    case "try":
      emitTry(emitter, statement, last, parts);
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

/** What loops, `switch` and `try` compile their insides with. */
const parts: Parts = { block: emitBlock, statement: emitStatement };

function emitIf(emitter: Emitter, { test, yes, no, ...place }: Of<"if">, last: boolean): void {
  const [otherwise, end] = [emitter.label(), emitter.label()];
  emitTest(emitter, test, emitExpression, otherwise, false);
  emitBlock(emitter, [yes], last);
  if (no !== undefined) emitJump(emitter, end, place);
  emitter.place(otherwise);
  if (no !== undefined) emitBlock(emitter, [no], last);
  emitter.place(end);
}

function emitAssert(emitter: Emitter, { test, message, ...place }: Of<"assert">): void {
  const fine = emitter.label();
  emitTest(emitter, test, emitExpression, fine, true);
  if (message === undefined) emitter.emit(place, (fiber) => push(fiber, "assert failed"));
  else emitExpression(emitter, message);
  emitter.emit(place, (fiber) => {
    const name =
      message === undefined ? "org.codehaus.groovy.runtime.powerassert.PowerAssertionError" : "AssertionError";
    throw groovyError(name, toText(pop(fiber), fiber.run.call));
  });
  emitter.place(fine);
}
