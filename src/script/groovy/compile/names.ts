import { castTo } from "../library/cast.ts";
import { type Cell, type Fiber, type Instruction, pop, push } from "../machine/fiber.ts";
import { answer } from "../machine/frames.ts";
import { findProperty, getProperty, setProperty } from "../machine/properties.ts";
import type { Place } from "../syntax/tokens.ts";
import { groovyError } from "../thrown.ts";
import type { GroovyValue } from "../values.ts";
import type { Emitter, Found, LocalVariable } from "./emitter.ts";

/** Reading and writing variables: locals, those of closures around, fields of the own class, bindings. */

const cellOf = (fiber: Fiber, slot: number): Cell => {
  const cell = fiber.frame.cells[slot] ?? { value: null };
  fiber.frame.cells[slot] = cell;
  return cell;
};

/** The key under which a run keeps a static field: no binding can have such a name. */
export const staticKey = (type: string, field: string): string => `\u0000${type}.${field}`;

export function emitRead(emitter: Emitter, name: string, place: Place): void {
  const found = emitter.find(name);
  if (found !== undefined) {
    emitter.later(place, () => readFound(found));
    return;
  }
  const { owner, context } = emitter;
  if (owner?.fields.has(name) === true && !emitter.isStatic) {
    emitter.emit(place, (fiber) => answer(fiber, getProperty(fiber.frame.self, name, fiber.run.call)));
    return;
  }
  if (owner?.staticFields.has(name) === true) {
    emitReadStatic(emitter, owner.type.name, name, place);
    return;
  }
  const type = context.variables.has(name) ? undefined : context.findClass(name);
  const member = type === undefined && !context.variables.has(name) ? context.staticImport(name) : undefined;
  if (type !== undefined) emitter.emit(place, (fiber) => push(fiber, type));
  else if (member !== undefined)
    emitter.emit(place, (fiber) => answer(fiber, getProperty(member.type, member.member, fiber.run.call)));
  else if (/^\p{Lu}\p{L}*\p{Ll}/u.test(name) && !context.variables.has(name)) {
    throw context.refuse(`the class ${name} is not offered to scripts`, place);
  } else emitter.emit(place, readBinding(name));
}

export function emitReadStatic(emitter: Emitter, type: string, field: string, place: Place): void {
  const key = staticKey(type, field);
  emitter.emit(place, (fiber) => push(fiber, fiber.run.bindings.get(key) ?? null));
}

function readFound(found: Found): Instruction {
  if (found.kind === "captured") {
    const { index } = found;
    return (fiber) => push(fiber, fiber.frame.captured[index]?.value ?? null);
  }
  const { slot, captured } = found.variable;
  if (captured) return (fiber) => push(fiber, fiber.frame.cells[slot]?.value ?? null);
  return (fiber) => push(fiber, fiber.frame.locals[slot] ?? null);
}

/** The property of a delegate, when a closure around this place has one that knows the name. */
export function inDelegate(fiber: Fiber, name: string): ReturnType<typeof findProperty> {
  for (let closure = fiber.frame.closure; closure !== undefined; closure = ownerOf(closure)) {
    if (closure.delegate === null) continue;
    const found = findProperty(closure.delegate, name, fiber.run.call);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

export function ownerOf(closure: NonNullable<Fiber["frame"]["closure"]>): Fiber["frame"]["closure"] {
  const { body } = closure;
  return body !== undefined && "owner" in body && isClosureValue(body.owner) ? body.owner : undefined;
}

function isClosureValue(value: unknown): value is NonNullable<Fiber["frame"]["closure"]> {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "closure";
}

function readBinding(name: string): Instruction {
  return (fiber) => {
    const delegated = fiber.frame.closure === undefined ? undefined : inDelegate(fiber, name);
    if (delegated !== undefined) {
      answer(fiber, delegated);
      return;
    }
    const value = fiber.run.bindings.get(name);
    if (value === undefined)
      throw groovyError("groovy.lang.MissingPropertyException", `No such property: ${name} for class: Script`);
    push(fiber, value);
  };
}

/** Stores the topmost value under a name and leaves it there. */
export function emitWrite(emitter: Emitter, name: string, place: Place): void {
  const found = emitter.find(name);
  const type = found?.kind === "local" ? found.variable.type : found?.type;
  if (type !== undefined) emitter.emit(place, (fiber) => push(fiber, castTo(type, pop(fiber), fiber.run.call)));
  const { owner } = emitter;
  if (found !== undefined) emitter.later(place, () => writeFound(found));
  else if (owner?.fields.has(name) === true && !emitter.isStatic) {
    emitter.emit(place, (fiber) => answer(fiber, setProperty(fiber.frame.self, name, pop(fiber), fiber.run.call)));
  } else {
    const key = owner?.staticFields.has(name) === true ? staticKey(owner.type.name, name) : name;
    emitter.emit(place, (fiber) => {
      fiber.run.bindings.set(key, top(fiber));
    });
  }
}

function top({ stack }: Fiber): GroovyValue {
  return stack.at(-1) ?? null;
}

function writeFound(found: Found): Instruction {
  if (found.kind === "captured") {
    const { index } = found;
    return (fiber) => {
      const cell = fiber.frame.captured[index];
      if (cell !== undefined) cell.value = top(fiber);
    };
  }
  const { slot, captured } = found.variable;
  if (captured) {
    return (fiber) => {
      cellOf(fiber, slot).value = top(fiber);
    };
  }
  return (fiber) => {
    fiber.frame.locals[slot] = top(fiber);
  };
}

/** Takes the topmost value as the first of a variable: a new cell each time, so closures of a loop do not share it. */
export function emitInitial(emitter: Emitter, variable: LocalVariable, place: Place): void {
  const { slot, type } = variable;
  if (type !== undefined) emitter.emit(place, (fiber) => push(fiber, castTo(type, pop(fiber), fiber.run.call)));
  emitter.later(place, () =>
    variable.captured
      ? (fiber) => {
          fiber.frame.cells[slot] = { value: pop(fiber) };
        }
      : (fiber) => {
          fiber.frame.locals[slot] = pop(fiber);
        },
  );
}

/** The cell of a captured variable, for a closure that is made here. */
export function captureOf(fiber: Fiber, found: Found): Cell {
  if (found.kind === "local") return cellOf(fiber, found.variable.slot);
  return fiber.frame.captured[found.index] ?? { value: null };
}
