import { invoke } from "../host-class.ts";
import { type Code, type CodeParameter, type MadeClosure, pop, push } from "../machine/fiber.ts";
import type { Expression, Parameter, Statement } from "../syntax/ast.ts";
import type { Place } from "../syntax/tokens.ts";
import type { GroovyClosure, GroovyValue } from "../values.ts";
import type { Emitter } from "./emitter.ts";
import { emitExpression } from "./expressions.ts";
import { captureOf, emitInitial } from "./names.ts";
import { emitBody } from "./statements.ts";

/** Compiles parameters and a body. */
export function compileFunction(
  emitter: Emitter,
  name: string,
  parameters: readonly Parameter[],
  body: readonly Statement[],
  place: Place,
): Code {
  const variables = parameters.map((parameter) => {
    const type = parameter.type === undefined || parameter.rest ? undefined : emitter.context.classOf(parameter.type);
    return { parameter, variable: emitter.declare(parameter.name, type, parameter) };
  });
  for (const { parameter, variable } of variables) {
    const { slot } = variable;
    if (parameter.initial !== undefined) {
      const given = emitter.label();
      emitter.later(parameter, () => (fiber) => {
        if (fiber.frame.given?.[slot] !== false) fiber.frame.pc = given.at;
      });
      emitExpression(emitter, parameter.initial);
      emitter.emit(parameter, (fiber) => {
        fiber.frame.locals[slot] = pop(fiber);
      });
      emitter.place(given);
    }
    emitter.emit(parameter, (fiber) => push(fiber, fiber.frame.locals[slot] ?? null));
    emitInitial(emitter, variable, parameter);
  }
  emitBody(emitter, body, place);
  const declared = variables.map(
    ({ parameter, variable }): CodeParameter => ({
      name: parameter.name,
      type: variable.type,
      optional: parameter.initial !== undefined || parameter.name === "it",
      rest: parameter.rest,
    }),
  );
  return emitter.finish(name, declared);
}

/** `{ a, b -> … }`: compiled here, made each time the expression is reached. */
export function emitClosure(emitter: Emitter, closure: Extract<Expression, { kind: "closure" }>): void {
  const { parameters, body, ...place } = closure;
  const inner = emitter.nested(true);
  const it: Parameter = {
    line: place.line,
    column: place.column,
    name: "it",
    type: undefined,
    initial: undefined,
    rest: false,
  };
  const code = compileFunction(inner, "closure", parameters ?? [it], body, place);
  const count = code.parameters.length;
  emitter.emit(place, (fiber) => {
    const { self, closure: owner } = fiber.frame;
    const captured = inner.captures.map((found) => captureOf(fiber, found));
    fiber.run.call.charge(1 + captured.length);
    push(fiber, madeClosure({ kind: "body", code, captured, self, owner }, count));
  });
}

export function madeClosure(body: MadeClosure, parameters: number): GroovyClosure {
  const closure: GroovyClosure = {
    kind: "closure",
    parameters,
    body,
    delegate: null,
    delegateFirst: false,
    call: (args) => invoke(closure, args),
  };
  return closure;
}

/** A method of the script as something to call. */
export function methodClosure(code: Code, self: GroovyValue): GroovyClosure {
  return madeClosure({ kind: "body", code, captured: [], self, owner: undefined }, code.parameters.length);
}
