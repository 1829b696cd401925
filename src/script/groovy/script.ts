import { scriptErrors } from "../errors.ts";
import { compileMethod, declareClass } from "./compile/classes.ts";
import { type ContextOptions, createContext, type MethodSlot } from "./compile/context.ts";
import { createEmitter, type Emitter } from "./compile/emitter.ts";
import { emitClosure } from "./compile/functions.ts";
import { emitBody } from "./compile/statements.ts";
import type { HostClass } from "./host-class.ts";
import { defaultImports, standardClasses } from "./library/standard-classes.ts";
import type { Code } from "./machine/fiber.ts";
import { startRun } from "./machine/run.ts";
import type { Bindings, GroovyRun } from "./run-options.ts";
import type { ClassBody, Expression, Method, Script } from "./syntax/ast.ts";
import { parse } from "./syntax/parser.ts";
import type { Refuse } from "./syntax/tokens.ts";
import type { GroovyValue } from "./values.ts";

/** What a script may name. */
export interface GroovyOptions {
  /** Name for messages: the file's, or the heap object's. */
  readonly file: string;
  /** Classes of the host by qualified name, besides those of the language (`standardClasses`). */
  readonly classes?: ReadonlyMap<string, HostClass>;
  /** Imports that need not be written: `org.forgerock.http.protocol.*`, `org.forgerock.http.Client`. */
  readonly automaticImports?: readonly string[];
  /** Names that every run binds; needed only for those with a capital letter, which otherwise must be classes. */
  readonly variables?: ReadonlySet<string>;
}

export type { Bindings, GroovyRun } from "./run-options.ts";

export interface GroovyScript {
  readonly file: string;
  /**
   * Runs the script. `bindings` are its variables; names it assigns without declaring are set there.
   * Callbacks that it gives to promises run later, under the same limits.
   *
   * @throws {script.threw} what the script threw and did not catch: {@link groovyFailure} names its class, message and line
   * @throws {script.timeout} {script.out-of-memory}
   */
  run(bindings: Bindings, run: GroovyRun): Promise<GroovyValue>;
}

/** @throws {script.groovy-invalid} naming file, line and column of what is not understood or not offered */
export function compileGroovy(source: string, options: GroovyOptions): GroovyScript {
  const { file } = options;
  const refuse: Refuse = (problem, { line, column }) =>
    scriptErrors.error("script.groovy-invalid", { detail: `${file}:${line}:${column}: ${problem}` });
  const code = compileScript(parse(source, refuse), {
    refuse,
    classes: new Map([...standardClasses, ...(options.classes ?? [])]),
    automaticImports: [...defaultImports, ...(options.automaticImports ?? [])],
    variables: options.variables ?? new Set(),
  });
  return { file, run: (bindings, run) => startRun(file, code, bindings, run) };
}

/** The main body; methods and classes are compiled into what it refers to. */
function compileScript(script: Script, options: Omit<ContextOptions, "imports" | "compilers">): Code {
  const context = createContext({
    ...options,
    imports: script.imports,
    compilers: { closure: emitClosure, anonymous },
  });
  const classes = script.classes.map((definition) => {
    const declared = declareClass(context, definition.name, definition.parents, definition, definition);
    context.scriptClasses.set(definition.name, declared.own);
    return declared;
  });
  const named = script.methods.map((method): MethodSlot & { readonly method: Method } => ({
    name: method.name,
    isStatic: method.isStatic,
    code: undefined,
    method,
  }));
  for (const slot of named) context.methods.set(slot.name, [...(context.methods.get(slot.name) ?? []), slot]);
  for (const declared of classes) declared.compile();
  for (const slot of named) slot.code = compileMethod(context, undefined, slot.method);
  const emitter = createEmitter(context, undefined, false);
  for (const declared of classes) declared.emitStatics(emitter);
  emitBody(emitter, script.body, { line: 1, column: 1 });
  return emitter.finish("the script", []);
}

/** A class without a name, for an interface with one method. It sees what its object holds, not the variables around it. */
function anonymous(emitter: Emitter, expression: Extract<Expression, { kind: "new" }>, body: ClassBody): HostClass {
  const { context } = emitter;
  const declared = declareClass(context, `${expression.type.name}$1`, [expression.type], body, expression);
  declared.compile();
  return declared.own.type;
}
