import { type HostClass, hostClass, invoke, type NativeMethod, type StaticMethod, type Steps } from "../host-class.ts";
import { pop } from "../machine/fiber.ts";
import type { ClassBody, ClassDefinition, Expression, Method, Statement } from "../syntax/ast.ts";
import type { Place } from "../syntax/tokens.ts";
import { exceptionClasses, readMessage } from "../thrown.ts";
import { type GroovyInstance, type GroovyValue, isGroovyObject } from "../values.ts";
import { choose } from "./calls.ts";
import type { Context, MethodSlot, ScriptClass } from "./context.ts";
import { createEmitter, type Emitter } from "./emitter.ts";
import { emitExpression } from "./expressions.ts";
import { compileFunction, methodClosure } from "./functions.ts";
import { staticKey } from "./names.ts";

/** A class of the script that is declared but whose members are not compiled yet. */
export interface DeclaredClass {
  readonly own: ScriptClass;
  compile(): void;
  /** Puts the first values of static fields where a run finds them. */
  emitStatics(emitter: Emitter): void;
}

/** Declares a class so that others can name it; its members are compiled once all are declared. */
export function declareClass(
  context: Context,
  name: string,
  parents: ClassDefinition["parents"],
  body: ClassBody,
  place: Place,
): DeclaredClass {
  const bases = parents.map((parent) => context.classOf(parent));
  const base = bases.find((type) => !type.ancestors.has("interface"));
  if (base !== undefined && !exceptionClasses.has(base.name) && base.name !== "java.lang.Object") {
    throw context.refuse(`a class of a script extends an exception class or nothing, not ${base.name}`, place);
  }
  const isThrown = base !== undefined && exceptionClasses.has(base.name);
  const slots = body.methods.map((method): MethodSlot & { readonly method: Method } => ({
    name: method.name,
    isStatic: method.isStatic,
    code: undefined,
    method,
  }));
  const constructors = body.constructors.map((method): MethodSlot & { readonly method: Method } => ({
    name: "new",
    isStatic: false,
    code: undefined,
    method,
  }));
  const initial: MethodSlot = { name: "fields", isStatic: false, code: undefined };
  const plain = body.fields.filter(({ isStatic }) => !isStatic);
  const methods = new Map<string, NativeMethod>(isThrown ? base?.methods : []);
  const staticMethods = new Map<string, StaticMethod>();
  for (const slot of slots) {
    const same = slots.filter((other) => other.name === slot.name && other.isStatic === slot.isStatic);
    if (slot.isStatic)
      staticMethods.set(slot.name, (args) => invoke(methodClosure(choose(same, slot.name, args), null), args));
    methods.set(slot.name, (self, args) =>
      invoke(
        methodClosure(
          choose(
            slots.filter((other) => other.name === slot.name),
            slot.name,
            args,
          ),
          self,
        ),
        args,
      ),
    );
  }
  const type: HostClass = {
    ...hostClass<never>({
      name,
      extends: bases.filter((one) => one.ancestors.has("interface") || isThrown),
      implements: bases.map((one) => one.name),
    }),
    methods,
    staticMethods,
    construct: (args) =>
      construct(
        type,
        constructors,
        initial,
        [...plain.map((field) => field.name), ...(isThrown ? ["message", "cause"] : [])],
        isThrown,
        args,
      ),
    text: undefined,
    properties: new Map(),
    accessors: new Map(),
  };
  const own: ScriptClass = {
    type,
    fields: new Set([...plain.map((field) => field.name), ...(isThrown ? ["message"] : [])]),
    staticFields: new Set(body.fields.filter(({ isStatic }) => isStatic).map((field) => field.name)),
    methods: slots,
  };
  return {
    own,
    compile: () => {
      for (const slot of [...slots, ...constructors]) slot.code = compileMethod(context, own, slot.method);
      const fields = plain.flatMap((field): Statement[] =>
        field.initial === undefined ? [] : [assignment(field.name, field.initial, field)],
      );
      initial.code = compileFunction(createEmitter(context, own, false), "fields", [], fields, place);
    },
    emitStatics: (emitter) => {
      for (const field of body.fields) {
        if (!field.isStatic) continue;
        if (field.initial === undefined) emitter.emit(field, (fiber) => fiber.stack.push(null));
        else emitExpression(emitter, field.initial);
        const key = staticKey(name, field.name);
        emitter.emit(field, (fiber) => {
          fiber.run.bindings.set(key, pop(fiber));
        });
      }
    },
  };
}

export function compileMethod(context: Context, own: ScriptClass | undefined, method: Method) {
  const emitter = createEmitter(context, own, method.isStatic);
  return compileFunction(emitter, method.name, method.parameters, method.body, method);
}

function assignment(name: string, value: Expression, { line, column }: Place): Statement {
  return {
    line,
    column,
    kind: "expression",
    value: { line, column, kind: "assign", sign: "", target: { line, column, kind: "name", name }, value },
  };
}

function* construct(
  type: HostClass,
  constructors: readonly MethodSlot[],
  initial: MethodSlot,
  fields: readonly string[],
  isThrown: boolean,
  args: readonly GroovyValue[],
): Steps {
  const instance: GroovyInstance = { kind: "instance", type, fields: new Map(fields.map((name) => [name, null])) };
  if (initial.code !== undefined) yield* invoke(methodClosure(initial.code, instance), []);
  if (constructors.length > 0) {
    yield* invoke(methodClosure(choose(constructors, type.name, args), instance), args);
    return instance;
  }
  const [first = null] = args;
  if (isGroovyObject(first) && first.kind === "map") {
    for (const key of first.store.keys())
      if (typeof key === "string" && instance.fields.has(key)) instance.fields.set(key, first.store.get(key) ?? null);
  } else if (isThrown) {
    const { message, cause } = readMessage(args);
    instance.fields.set("message", message);
    instance.fields.set("cause", cause);
  }
  return instance;
}
