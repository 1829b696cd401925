import type { Instruction } from "../machine/fiber.ts";
import type { Context, Emitter, Found, LocalVariable, ScriptClass } from "./context.ts";

const mostInstructions = 50_000;

export type { Emitter, Found, Label, LocalVariable } from "./context.ts";

export function createEmitter(
  context: Context,
  owner: ScriptClass | undefined,
  isStatic: boolean,
  parent?: Emitter,
  isClosure = false,
): Emitter {
  const makers: (() => Instruction)[] = [];
  const lines: number[] = [];
  const captures: Found[] = [];
  const capturedNames = new Map<string, number>();
  let scopes: Map<string, LocalVariable>[] = [new Map()];
  let slots = 0;
  let iterators = 0;
  const local = (name: string): LocalVariable | undefined => scopes.findLast((scope) => scope.has(name))?.get(name);
  const emitter: Emitter = {
    context,
    owner,
    isStatic,
    isClosure,
    loops: [],
    depth: 0,
    emit: (place, instruction) => emitter.later(place, () => instruction),
    later: ({ line, column }, make) => {
      if (makers.length >= mostInstructions)
        throw context.refuse("this part of the script is too long", { line, column });
      makers.push(make);
      lines.push(line);
    },
    label: () => ({ at: -1 }),
    place: (label) => {
      label.at = makers.length;
    },
    declare: (name, type, place) => {
      if (local(name) !== undefined) throw context.refuse(`the variable ${name} is declared already`, place);
      const variable: LocalVariable = { slot: slots, type, captured: false };
      slots += 1;
      scopes.at(-1)?.set(name, variable);
      return variable;
    },
    hidden: () => {
      slots += 1;
      return slots - 1;
    },
    iterator: () => {
      iterators += 1;
      return iterators - 1;
    },
    find: (name) => {
      const variable = local(name);
      if (variable !== undefined) return { kind: "local", variable };
      const known = capturedNames.get(name);
      const outer = parent?.find(name);
      if (outer === undefined) return undefined;
      const type = outer.kind === "local" ? outer.variable.type : outer.type;
      if (known !== undefined) return { kind: "captured", index: known, type };
      if (outer.kind === "local") outer.variable.captured = true;
      captures.push(outer);
      capturedNames.set(name, captures.length - 1);
      return { kind: "captured", index: captures.length - 1, type };
    },
    scoped: (read) => {
      const before = scopes;
      scopes = [...scopes, new Map()];
      read();
      scopes = before;
    },
    captures,
    nested: (asClosure) => createEmitter(context, owner, isStatic, emitter, asClosure),
    finish: (name, parameters) => ({ name, parameters, lines, instructions: makers.map((make) => make()) }),
  };
  return emitter;
}
