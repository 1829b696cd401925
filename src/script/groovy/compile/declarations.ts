import { pop, push } from "../machine/fiber.ts";
import { answer } from "../machine/frames.ts";
import { getAt } from "../machine/indexing.ts";
import type { Statement } from "../syntax/ast.ts";
import type { Emitter } from "./emitter.ts";
import { finish } from "./endings.ts";
import { emitExpression } from "./expressions.ts";
import { emitInitial } from "./names.ts";

type Of<Kind extends Statement["kind"]> = Extract<Statement, { kind: Kind }>;

/** `def a = 1`, `int a`, `def (a, b) = list` */
export function emitDeclare(
  emitter: Emitter,
  { variables, value, several, ...place }: Of<"declare">,
  last: boolean,
): void {
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
