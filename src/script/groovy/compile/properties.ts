import { type Fiber, pop, push } from "../machine/fiber.ts";
import { answer } from "../machine/frames.ts";
import { callMember } from "../machine/members.ts";
import { getProperty, spreadProperty } from "../machine/properties.ts";
import { toText } from "../runtime/text.ts";
import type { Access, Expression } from "../syntax/ast.ts";
import type { Place } from "../syntax/tokens.ts";
import { groovyError } from "../thrown.ts";
import { functionOf, type GroovyValue, isGroovyObject } from "../values.ts";
import type { Emitter } from "./emitter.ts";
import type { Emit } from "./jumps.ts";
import { emitRead, emitReadStatic } from "./names.ts";
import { qualifiedClass } from "./qualified.ts";

/** Members of objects that are read: properties, static fields, methods as values. */

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** `object.name` */
export function emitProperty(emitter: Emitter, expression: Of<"property">, emit: Emit): void {
  const { object, name, access } = expression;
  const type = qualifiedClass(emitter, expression);
  if (type !== undefined) {
    emitter.emit(expression, (fiber) => push(fiber, type));
    return;
  }
  if (object.kind === "this" && emitter.owner === undefined && name.kind === "literal") {
    emitRead(emitter, toText(name.value), expression);
    return;
  }
  const field = staticField(emitter, object, name);
  if (field !== undefined) {
    emitReadStatic(emitter, field.type, field.name, expression);
    return;
  }
  emit(emitter, object);
  if (name.kind === "literal") {
    emitGet(emitter, expression, access, toText(name.value));
    return;
  }
  emit(emitter, name);
  emitter.emit(expression, (fiber) => {
    const key = toText(pop(fiber), fiber.run.call);
    readProperty(fiber, access, key);
  });
}

function staticField(
  emitter: Emitter,
  object: Expression,
  name: Expression,
): { type: string; name: string } | undefined {
  if (object.kind !== "name" || name.kind !== "literal" || emitter.find(object.name) !== undefined) return undefined;
  const own = emitter.context.scriptClasses.get(object.name);
  const field = toText(name.value);
  return own?.staticFields.has(field) === true ? { type: own.type.name, name: field } : undefined;
}

function emitGet(emitter: Emitter, place: Place, access: Access, name: string): void {
  emitter.emit(
    place,
    access === "."
      ? (fiber) => answer(fiber, getProperty(pop(fiber), name, fiber.run.call))
      : (fiber) => readProperty(fiber, access, name),
  );
}

function readProperty(fiber: Fiber, access: Access, name: string): void {
  const object = pop(fiber);
  if (object === null && access !== ".") push(fiber, null);
  else if (access === "*.") answer(fiber, spreadProperty(object, name, fiber.run.call));
  else answer(fiber, getProperty(object, name, fiber.run.call));
}

/** `object.&name` */
export function emitPointer(emitter: Emitter, { object, name, ...place }: Of<"pointer">, emit: Emit): void {
  if (object.kind === "this" && emitter.owner === undefined)
    throw emitter.context.refuse("write a closure that calls the method instead", place);
  emit(emitter, object);
  emitter.emit(place, (fiber) => {
    const self = pop(fiber);
    push(
      fiber,
      name === "new"
        ? functionOf((args, call) => construct(self, args, call))
        : functionOf((args, call) => callMember(self, name, args, call)),
    );
  });
}

function construct(type: GroovyValue, args: readonly GroovyValue[], call: Parameters<typeof callMember>[3]) {
  if (isGroovyObject(type) && type.kind === "class" && type.construct !== undefined) return type.construct(args, call);
  throw groovyError("groovy.lang.MissingMethodException", "this cannot be constructed");
}
