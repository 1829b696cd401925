import { castTo, coerceTo } from "../library/cast.ts";
import { itemsOf } from "../library/items.ts";
import { newPattern } from "../library/patterns.ts";
import { isInstance } from "../library/type-of.ts";
import { type Fiber, pop, popAll, push } from "../machine/fiber.ts";
import { answer } from "../machine/frames.ts";
import { callMember, getAt, getProperty, putAt, setProperty, spreadProperty } from "../machine/members.ts";
import { operators, rangeOf, stepped } from "../machine/operators.ts";
import { isTrue } from "../runtime/equality.ts";
import { negate, numberOf } from "../runtime/numbers.ts";
import { toText } from "../runtime/text.ts";
import type { Access, Entry, Expression, Item } from "../syntax/ast.ts";
import type { Place } from "../syntax/tokens.ts";
import { groovyError } from "../thrown.ts";
import { arrayOf, functionOf, type GroovyValue, isGroovyObject, listOf, mapOf } from "../values.ts";
import { emitCall, emitMethod, emitNew } from "./calls.ts";
import type { Emitter } from "./emitter.ts";
import { emitJump, emitTest } from "./jumps.ts";
import { emitRead, emitReadStatic, emitWrite } from "./names.ts";
import { qualifiedClass } from "./qualified.ts";

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** Compiles an expression: its value is then on the stack. */
export function emitExpression(emitter: Emitter, expression: Expression): void {
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      emitter.emit(expression, (fiber) => push(fiber, value));
      return;
    }
    case "text":
      emitText(emitter, expression);
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
      emitItems(emitter, expression.items, expression, (items) => listOf(items));
      return;
    case "map":
      emitMap(emitter, expression.entries, expression);
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
      emitProperty(emitter, expression);
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
      emitNewArray(emitter, expression);
      return;
    case "closure":
      emitter.context.compilers.closure(emitter, expression);
      return;
    case "unary":
      emitUnary(emitter, expression);
      return;
    case "binary":
      emitBinary(emitter, expression);
      return;
    case "ternary":
      emitTernary(emitter, expression);
      return;
    case "assign":
      emitAssign(emitter, expression);
      return;
    case "step":
      emitStep(emitter, expression);
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
      emitPointer(emitter, expression);
      return;
  }
}

function index(fiber: Fiber): void {
  const key = pop(fiber);
  answer(fiber, getAt(pop(fiber), key, fiber.run.call));
}

function emitText(emitter: Emitter, expression: Of<"text">): void {
  const { parts } = expression;
  for (const part of parts) {
    if (typeof part === "string") emitter.emit(expression, (fiber) => push(fiber, part));
    else {
      emitExpression(emitter, part);
      emitter.emit(expression, textOf);
    }
  }
  emitter.emit(expression, (fiber) => {
    const text = popAll(fiber, parts.length).map(toText).join("");
    fiber.run.call.charge(text.length);
    push(fiber, text);
  });
}

/** Objects of the script may have a `toString` of their own. */
function textOf(fiber: Fiber): void {
  const value = pop(fiber);
  const isOwn = isGroovyObject(value) && value.kind === "instance" && value.type.methods.has("toString");
  if (isOwn) answer(fiber, callMember(value, "toString", [], fiber.run.call));
  else push(fiber, toText(value));
}

function emitItems(
  emitter: Emitter,
  items: readonly Item[],
  place: Place,
  make: (items: GroovyValue[]) => GroovyValue,
): void {
  for (const { value } of items) emitExpression(emitter, value);
  const collect = collector(items);
  emitter.emit(place, (fiber) => {
    const all = collect(fiber);
    fiber.run.call.charge(all.length);
    push(fiber, make(all));
  });
}

/** Takes items or arguments off the stack, with those of spread lists in their place. */
export function collector(items: readonly Item[]): (fiber: Fiber) => GroovyValue[] {
  const count = items.length;
  if (!items.some(({ spread }) => spread)) return (fiber) => popAll(fiber, count);
  return (fiber) =>
    popAll(fiber, count).flatMap((value, at) =>
      items[at]?.spread === true ? [...(itemsOf(value, fiber.run.call) ?? [value])] : [value],
    );
}

function emitMap(emitter: Emitter, entries: readonly Entry[], place: Place): void {
  for (const { key, value } of entries) {
    if (key !== undefined) emitExpression(emitter, key);
    else emitter.emit(place, (fiber) => push(fiber, null));
    emitExpression(emitter, value);
  }
  emitter.emit(place, (fiber) => {
    const values = popAll(fiber, entries.length * 2);
    const { call } = fiber.run;
    call.charge(entries.length);
    const map = mapOf();
    for (const [at, { key }] of entries.entries()) {
      const value = values[at * 2 + 1] ?? null;
      if (key !== undefined) map.store.set(values[at * 2] ?? null, value, call);
      else if (isGroovyObject(value) && value.kind === "map") {
        for (const one of value.store.keys()) map.store.set(one, value.store.get(one, call) ?? null, call);
      }
    }
    push(fiber, map);
  });
}

function emitProperty(emitter: Emitter, expression: Of<"property">): void {
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
  emitExpression(emitter, object);
  if (name.kind === "literal") {
    emitGet(emitter, expression, access, toText(name.value));
    return;
  }
  emitExpression(emitter, name);
  emitter.emit(expression, (fiber) => {
    const key = toText(pop(fiber));
    readProperty(fiber, access, key);
  });
}

export function staticField(
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

const largestArray = 1_000_000;

function emitNewArray(emitter: Emitter, expression: Of<"new-array">): void {
  const [size] = expression.sizes;
  const isBytes = expression.type.name === "byte";
  if (!isBytes) emitter.context.classOf(expression.type);
  if (size !== undefined) emitExpression(emitter, size);
  const filler = ["int", "long", "short", "double"].includes(expression.type.name)
    ? 0
    : expression.type.name === "boolean"
      ? false
      : null;
  emitter.emit(expression, (fiber) => {
    const count = pop(fiber);
    if (typeof count !== "number" || count > largestArray)
      throw groovyError("IllegalArgumentException", "this is no size of an array");
    if (count < 0) throw groovyError("NegativeArraySizeException", String(count));
    fiber.run.call.charge(count);
    push(
      fiber,
      isBytes ? { kind: "bytes", bytes: new Uint8Array(count) } : arrayOf(Array.from({ length: count }, () => filler)),
    );
  });
}

function emitUnary(emitter: Emitter, expression: Of<"unary">): void {
  const { sign, operand } = expression;
  if (sign === "-" && operand.kind === "literal") {
    const number = numberOf(operand.value);
    if (number !== undefined) {
      emitter.emit(expression, (fiber) => push(fiber, negate(number)));
      return;
    }
  }
  emitExpression(emitter, operand);
  if (sign === "!") {
    emitter.emit(expression, (fiber) => push(fiber, !isTrue(pop(fiber))));
    return;
  }
  emitter.emit(expression, (fiber) => push(fiber, unary(sign, pop(fiber))));
}

function unary(sign: "-" | "+" | "~", value: GroovyValue): GroovyValue {
  if (sign === "~" && typeof value === "string") return newPattern(value);
  if (sign === "~" && typeof value === "number") return ~value;
  const number = numberOf(value);
  if (number === undefined)
    throw groovyError("groovy.lang.MissingMethodException", `${sign} is not applicable to this value`);
  return sign === "-" ? negate(number) : number;
}

function emitBinary(emitter: Emitter, expression: Of<"binary">): void {
  const { sign, left, right } = expression;
  if (sign === "&&" || sign === "||") {
    const [other, end] = [emitter.label(), emitter.label()];
    emitTest(emitter, left, emitExpression, other, sign === "||");
    emitExpression(emitter, right);
    emitter.emit(expression, (fiber) => push(fiber, isTrue(pop(fiber))));
    emitJump(emitter, end, expression);
    emitter.place(other);
    emitter.emit(expression, (fiber) => push(fiber, sign === "||"));
    emitter.place(end);
    return;
  }
  const operate = operators.get(sign);
  if (operate === undefined) throw emitter.context.refuse(`the operator ${sign} is not supported`, expression);
  emitExpression(emitter, left);
  emitExpression(emitter, right);
  emitter.emit(expression, (fiber) => {
    const second = pop(fiber);
    answer(fiber, operate(pop(fiber), second, fiber.run.call));
  });
}

function emitTernary(emitter: Emitter, { test, yes, no, ...place }: Of<"ternary">): void {
  const [otherwise, end] = [emitter.label(), emitter.label()];
  if (yes === undefined) {
    emitExpression(emitter, test);
    emitter.later(place, () => (fiber) => {
      if (isTrue(fiber.stack.at(-1) ?? null)) fiber.frame.pc = end.at;
      else pop(fiber);
    });
  } else {
    emitTest(emitter, test, emitExpression, otherwise, false);
    emitExpression(emitter, yes);
    emitJump(emitter, end, place);
    emitter.place(otherwise);
  }
  emitExpression(emitter, no);
  emitter.place(end);
}

function emitAssign(emitter: Emitter, expression: Of<"assign">): void {
  const { sign, target, value } = expression;
  if (target.kind === "list") {
    emitSeveral(emitter, expression, target);
    return;
  }
  const compute = (): void => emitExpression(emitter, value);
  if (sign === "") {
    emitStore(emitter, target, compute);
    return;
  }
  if (sign === "?") {
    emitUpdate(emitter, target, expression, () => {
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
  emitUpdate(emitter, target, expression, () => {
    compute();
    emitter.emit(expression, (fiber) => {
      const second = pop(fiber);
      answer(fiber, operate(pop(fiber), second, fiber.run.call));
    });
  });
}

/** `(a, b) = list` */
function emitSeveral(emitter: Emitter, expression: Of<"assign">, target: Of<"list">): void {
  emitExpression(emitter, expression.value);
  for (const [at, { value }] of target.items.entries()) {
    if (value.kind !== "name") throw emitter.context.refuse("a name is expected here", value);
    emitter.emit(expression, (fiber) => answer(fiber, getAt(fiber.stack.at(-1) ?? null, at, fiber.run.call)));
    emitWrite(emitter, value.name, value);
    emitter.emit(expression, pop);
  }
}

/** Stores a value where `target` says and leaves it on the stack. */
function emitStore(emitter: Emitter, target: Expression, compute: () => void): void {
  if (target.kind === "name") {
    compute();
    emitWrite(emitter, target.name, target);
    return;
  }
  if (target.kind === "property") {
    emitOwner(emitter, target);
    compute();
    emitter.emit(target, storeProperty(target.access));
    return;
  }
  if (target.kind !== "index") throw emitter.context.refuse("nothing can be assigned to this", target);
  emitExpression(emitter, target.object);
  emitExpression(emitter, target.key);
  compute();
  emitter.emit(target, (fiber) => {
    const [value, key] = [pop(fiber), pop(fiber)];
    const object = pop(fiber);
    answer(fiber, putAt(object, key, value, fiber.run.call));
  });
}

/** Puts an object and the name of its member on the stack. */
function emitOwner(emitter: Emitter, target: Of<"property">): void {
  if (target.object.kind === "this" && emitter.owner === undefined)
    throw emitter.context.refuse('this script has no object that is "this"', target);
  emitExpression(emitter, target.object);
  emitExpression(emitter, target.name);
}

function storeProperty(access: Access) {
  return (fiber: Fiber): void => {
    const value = pop(fiber);
    const name = toText(pop(fiber));
    const object = pop(fiber);
    if (object === null && access === "?.") push(fiber, null);
    else answer(fiber, setProperty(object, name, value, fiber.run.call));
  };
}

/** Reads a target, changes what `change` makes of it, and stores that. */
function emitUpdate(emitter: Emitter, target: Expression, place: Place, change: () => void): void {
  if (target.kind === "name") {
    emitRead(emitter, target.name, target);
    change();
    emitWrite(emitter, target.name, target);
    return;
  }
  if (target.kind !== "property" && target.kind !== "index")
    throw emitter.context.refuse("nothing can be assigned to this", place);
  if (target.kind === "property") emitOwner(emitter, target);
  else {
    emitExpression(emitter, target.object);
    emitExpression(emitter, target.key);
  }
  const isProperty = target.kind === "property";
  emitter.emit(place, (fiber) => {
    const [object, key] = [fiber.stack.at(-2) ?? null, fiber.stack.at(-1) ?? null];
    answer(fiber, isProperty ? getProperty(object, toText(key), fiber.run.call) : getAt(object, key, fiber.run.call));
  });
  change();
  emitter.emit(place, (fiber) => {
    const [value, key] = [pop(fiber), pop(fiber)];
    const object = pop(fiber);
    answer(
      fiber,
      isProperty ? setProperty(object, toText(key), value, fiber.run.call) : putAt(object, key, value, fiber.run.call),
    );
  });
}

function emitStep(emitter: Emitter, expression: Of<"step">): void {
  const { sign, target, before } = expression;
  if (before) {
    emitUpdate(emitter, target, expression, () =>
      emitter.emit(expression, (fiber) => push(fiber, stepped(pop(fiber), sign))),
    );
    return;
  }
  const kept = emitter.hidden();
  emitUpdate(emitter, target, expression, () =>
    emitter.emit(expression, (fiber) => {
      const value = pop(fiber);
      fiber.frame.locals[kept] = value;
      push(fiber, stepped(value, sign));
    }),
  );
  emitter.emit(expression, (fiber) => {
    pop(fiber);
    push(fiber, fiber.frame.locals[kept] ?? null);
  });
}

/** `object.&name` */
function emitPointer(emitter: Emitter, { object, name, ...place }: Of<"pointer">): void {
  if (object.kind === "this" && emitter.owner === undefined)
    throw emitter.context.refuse("write a closure that calls the method instead", place);
  emitExpression(emitter, object);
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
