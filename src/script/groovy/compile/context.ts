import type { HostClass } from "../host-class.ts";
import { arrayClass } from "../library/collections/array.ts";
import { bytesClass } from "../library/collections/bytes.ts";
import { primitiveClasses } from "../library/standard-classes.ts";
import type { Code, CodeParameter, Instruction } from "../machine/fiber.ts";
import type { ClassBody, Expression, Import, TypeName } from "../syntax/ast.ts";
import type { Place, Refuse } from "../syntax/tokens.ts";

/** A method of the script; its code is there once everything is compiled. */
export interface MethodSlot {
  readonly name: string;
  readonly isStatic: boolean;
  code: Code | undefined;
}

/** A class of the script while it is compiled. */
export interface ScriptClass {
  readonly type: HostClass;
  readonly fields: ReadonlySet<string>;
  readonly staticFields: ReadonlySet<string>;
  readonly methods: readonly MethodSlot[];
}

/** What names mean in a script: classes by imports, methods, and what the host promises to bind. */
export interface Context {
  readonly refuse: Refuse;
  readonly compilers: Compilers;
  readonly variables: ReadonlySet<string>;
  readonly methods: Map<string, MethodSlot[]>;
  readonly scriptClasses: Map<string, ScriptClass>;
  /** The class that a name stands for, simple or qualified. */
  findClass(name: string): HostClass | undefined;
  /** The class of a type as written; refused when it is not offered. */
  classOf(type: TypeName): HostClass;
  /** The class whose static member `name` was imported, and the member's own name. */
  staticImport(name: string): { readonly type: HostClass; readonly member: string } | undefined;
}

/** Compilers that expressions need of the levels above them. */
export interface Compilers {
  closure(emitter: Emitter, closure: Extract<Expression, { kind: "closure" }>): void;
  /** `new Type() { … }` */
  anonymous(emitter: Emitter, expression: Extract<Expression, { kind: "new" }>, body: ClassBody): HostClass;
}

export interface ContextOptions {
  readonly compilers: Compilers;
  readonly classes: ReadonlyMap<string, HostClass>;
  readonly automaticImports: readonly string[];
  readonly imports: readonly Import[];
  readonly variables: ReadonlySet<string>;
  readonly refuse: Refuse;
}

export function createContext(options: ContextOptions): Context {
  const { classes, imports, refuse } = options;
  const named = new Map<string, HostClass>();
  const packages: string[] = [];
  const members = new Map<string, { type: HostClass; member: string }>();
  const wholeTypes: HostClass[] = [];
  const nothing: Place = { line: 1, column: 1 };
  for (const path of options.automaticImports) importInto(path, nothing);
  for (const line of imports) readImport(line);

  function importInto(path: string, place: Place, alias?: string): void {
    if (path.endsWith(".*")) {
      packages.push(path.slice(0, -1));
      return;
    }
    const type = classes.get(path);
    if (type === undefined) throw refuse(`the class ${path} is not offered to scripts`, place);
    named.set(alias ?? simple(path), type);
  }

  function readImport(line: Import): void {
    if (!line.isStatic) {
      if (line.all && ![...classes.keys()].some((name) => name.startsWith(`${line.path}.`))) {
        throw refuse(`the package ${line.path} is not offered to scripts`, line);
      }
      importInto(line.all ? `${line.path}.*` : line.path, line, line.alias);
      return;
    }
    const owner = line.all ? line.path : line.path.slice(0, line.path.lastIndexOf("."));
    const type = classes.get(owner);
    if (type === undefined) throw refuse(`the class ${owner} is not offered to scripts`, line);
    if (line.all) {
      wholeTypes.push(type);
      return;
    }
    const member = simple(line.path);
    if (!hasStatic(type, member))
      throw refuse(`${owner} has no static member ${member} that is offered to scripts`, line);
    members.set(line.alias ?? member, { type, member });
  }

  const context: Context = {
    refuse,
    compilers: options.compilers,
    variables: options.variables,
    methods: new Map(),
    scriptClasses: new Map(),
    findClass: (name) => {
      const own = context.scriptClasses.get(name)?.type ?? named.get(name) ?? primitiveClasses.get(name);
      if (own !== undefined) return own;
      if (classes.has(name)) return classes.get(name);
      const from = packages.find((prefix) => classes.has(prefix + name));
      return from === undefined ? undefined : classes.get(from + name);
    },
    classOf: (type) => {
      if (type.dimensions > 0) return type.name === "byte" ? bytesClass : arrayClass;
      const found = context.findClass(type.name);
      if (found === undefined) throw refuse(`the class ${type.name} is not offered to scripts`, type);
      return found;
    },
    staticImport: (name) => {
      const one = members.get(name);
      if (one !== undefined) return one;
      const type = wholeTypes.find((candidate) => hasStatic(candidate, name));
      return type === undefined ? undefined : { type, member: name };
    },
  };
  return context;
}

function simple(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function hasStatic(type: HostClass, member: string): boolean {
  return type.staticMethods.has(member) || type.staticProperties.has(member);
}

/** A place in the code that jumps go to. */
export interface Label {
  at: number;
}

/** A local variable; those that closures share live in cells. */
export interface LocalVariable {
  readonly slot: number;
  readonly type: HostClass | undefined;
  captured: boolean;
}

/** Where a name was found: here, or in a function around this one. */
export type Found =
  | { readonly kind: "local"; readonly variable: LocalVariable }
  | { readonly kind: "captured"; readonly index: number; readonly type: HostClass | undefined };

export interface Loop {
  readonly exit: Label;
  /** Absent for `switch`. */
  readonly next: Label | undefined;
  readonly depth: number;
}

/** Collects the instructions of one function: the script, a method or a closure. */
export interface Emitter {
  readonly context: Context;
  /** The class whose member this is, or is inside of. */
  readonly owner: ScriptClass | undefined;
  readonly isStatic: boolean;
  readonly isClosure: boolean;
  readonly loops: Loop[];
  /** How many `try` surround this place. */
  depth: number;
  emit(place: Place, instruction: Instruction): void;
  /** For instructions that depend on what is known only at the end: jump targets, captured variables. */
  later(place: Place, make: () => Instruction): void;
  label(): Label;
  place(label: Label): void;
  declare(name: string, type: HostClass | undefined, place: Place): LocalVariable;
  /** A variable without a name. */
  hidden(): number;
  iterator(): number;
  find(name: string): Found | undefined;
  scoped(read: () => void): void;
  readonly captures: readonly Found[];
  nested(isClosure: boolean): Emitter;
  finish(name: string, parameters: readonly CodeParameter[]): Code;
}
