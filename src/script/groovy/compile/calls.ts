import type { GroovyCall, NativeResult, StaticMethod } from "../host-class.ts";
import { isInstance } from "../library/type-of.ts";
import { type Fiber, pop, push } from "../machine/fiber.ts";
import { accepts, answer, callValue, enterCode, noSuchMethod } from "../machine/frames.ts";
import { callMember, spreadMember } from "../machine/members.ts";
import { toll } from "../machine/tolls.ts";
import { joinedText, toText } from "../runtime/text.ts";
import type { Expression } from "../syntax/ast.ts";
import { GroovyThrown, groovyError, readMessage, thrownData } from "../thrown.ts";
import { type GroovyValue, isGroovyObject } from "../values.ts";
import type { MethodSlot } from "./context.ts";
import type { Emitter } from "./emitter.ts";
import { type Emit, emitJumpIfNull } from "./jumps.ts";
import { emitItems } from "./literals.ts";
import { emitRead, ownerOf } from "./names.ts";

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** `object.name(args)` */
export function emitMethod(emitter: Emitter, expression: Of<"method">, emit: Emit): void {
  const { object, name, access, args } = expression;
  if (object.kind === "this" && emitter.owner === undefined && name.kind === "literal") {
    emitNamed(emitter, toText(name.value), expression, emit);
    return;
  }
  emit(emitter, object);
  const end = emitter.label();
  if (access === "?.") emitJumpIfNull(emitter, end, expression);
  const isFixed = name.kind === "literal";
  const fixed = name.kind === "literal" ? toText(name.value) : "";
  if (!isFixed) emit(emitter, name);
  const take = emitItems(emitter, args, emit);
  const dispatch = access === "*." ? spreadMember : callMember;
  emitter.emit(expression, (fiber) => {
    const values = take(fiber);
    const member = isFixed ? fixed : toText(pop(fiber), fiber.run.call);
    answer(fiber, dispatch(pop(fiber), member, values, fiber.run.call));
  });
  emitter.place(end);
}

/** `callee(args)` */
export function emitCall(emitter: Emitter, expression: Of<"call">, emit: Emit): void {
  const { callee, args } = expression;
  if (callee.kind === "name" && emitter.find(callee.name) === undefined) {
    emitNamed(emitter, callee.name, expression, emit);
    return;
  }
  if (callee.kind === "name") emitRead(emitter, callee.name, callee);
  else emit(emitter, callee);
  const take = emitItems(emitter, args, emit);
  emitter.emit(expression, (fiber) => {
    const values = take(fiber);
    callValue(fiber, pop(fiber), values);
  });
}

/** What an object takes of a run's memory, at least. */
const objectUnits = 4;

/** Functions that Groovy gives every script and that would hold or end the process. */
const refused: ReadonlySet<string> = new Set(["sleep", "evaluate", "run", "addShutdownHook"]);

/** `name(args)`: a method of the class or script, a static import, something bound, a member of a delegate. */
function emitNamed(emitter: Emitter, name: string, expression: Of<"call"> | Of<"method">, emit: Emit): void {
  const { context, owner } = emitter;
  const take = emitItems(emitter, expression.args, emit);
  if (name === "super" && owner !== undefined) {
    emitter.emit(expression, (fiber) => setThrown(fiber, take(fiber)));
    return;
  }
  const own = owner?.methods.filter((method) => method.name === name) ?? [];
  const slots = own.length > 0 ? own : (context.methods.get(name) ?? []);
  if (slots.length > 0) {
    emitter.emit(expression, (fiber) => {
      const args = take(fiber);
      enterCode(fiber, choose(slots, name, args), args, { self: fiber.frame.self });
    });
    return;
  }
  const imported = context.staticImport(name);
  const method = imported?.type.staticMethods.get(imported.member);
  if (method !== undefined) {
    emitter.emit(expression, (fiber) => {
      const args = take(fiber);
      answer(fiber, paidCall(method, args, fiber.run.call));
    });
    return;
  }
  if (refused.has(name)) throw context.refuse(`${name}() is not offered to scripts`, expression);
  emitter.emit(expression, (fiber) => callNamed(fiber, name, take(fiber)));
}

/** A static method or constructor of the host. */
function paidCall(method: StaticMethod, args: readonly GroovyValue[], call: GroovyCall): NativeResult {
  toll(null, args, call);
  call.charge(objectUnits);
  return method(args, call);
}

/** `super(message, cause)` in a constructor of an exception class. */
function setThrown(fiber: Fiber, args: readonly GroovyValue[]): void {
  const { self } = fiber.frame;
  if (isGroovyObject(self) && self.kind === "instance" && self.fields.has("message")) {
    const { message, cause } = readMessage(args);
    self.fields.set("message", message);
    self.fields.set("cause", cause);
  }
  push(fiber, null);
}

/** The method whose parameters fit; a fitting one with as many parameters as arguments before one with defaults. */
export function choose(
  slots: readonly MethodSlot[],
  name: string,
  args: readonly GroovyValue[],
): NonNullable<MethodSlot["code"]> {
  const fitting = slots.flatMap(({ code }) => (code !== undefined && accepts(code, args) ? [code] : []));
  const exact = fitting.filter(({ parameters }) => parameters.length === args.length);
  const typed = exact.find(({ parameters }) =>
    parameters.every(({ type }, at) => type === undefined || isInstance(args[at] ?? null, type)),
  );
  const chosen = typed ?? exact[0] ?? fitting[0];
  if (chosen === undefined) throw noSuchMethod(name, args.length);
  return chosen;
}

function callNamed(fiber: Fiber, name: string, args: readonly GroovyValue[]): void {
  const { call, bindings } = fiber.run;
  const { self, closure } = fiber.frame;
  for (let around = closure; around !== undefined; around = ownerOf(around)) {
    const { delegate } = around;
    if (delegate === null || delegate === undefined) continue;
    const result = inDelegate(delegate, name, args, fiber);
    if (result) return;
  }
  const bound = bindings.get(name);
  if (bound !== undefined) {
    callValue(fiber, bound, args);
    return;
  }
  if (isGroovyObject(self) && self.kind === "instance") {
    answer(fiber, callMember(self, name, args, call));
    return;
  }
  if (name === "println" || name === "print") {
    call.print(joinedText(args, "", call) + (name === "println" ? "\n" : ""));
    push(fiber, null);
    return;
  }
  throw noSuchMethod(name, args.length);
}

/** Calls the delegate's method, if it has one of this name. */
function inDelegate(delegate: GroovyValue, name: string, args: readonly GroovyValue[], fiber: Fiber): boolean {
  try {
    answer(fiber, callMember(delegate, name, args, fiber.run.call));
    return true;
  } catch (problem) {
    if (problem instanceof GroovyThrown && thrownData(problem.value)?.type === "groovy.lang.MissingMethodException")
      return false;
    throw problem;
  }
}

/** `new Type(args)` */
export function emitNew(emitter: Emitter, expression: Of<"new">, emit: Emit): void {
  const { type: name, args, body } = expression;
  const type =
    body === undefined ? emitter.context.classOf(name) : emitter.context.compilers.anonymous(emitter, expression, body);
  const isOwn = emitter.context.scriptClasses.has(name.name);
  if (type.construct === undefined && !isOwn)
    throw emitter.context.refuse(`scripts cannot make a new ${name.name}`, name);
  const take = emitItems(emitter, args, emit);
  emitter.emit(expression, (fiber) => {
    const values = take(fiber);
    if (type.construct === undefined)
      throw groovyError("groovy.lang.MissingMethodException", `${type.name} cannot be constructed`);
    answer(fiber, paidCall(type.construct, values, fiber.run.call));
  });
}
