import { nearest } from "../../core/nearest.ts";
import { type Compiled, fixed, map1, map2, mapAll, runOf, varying } from "./fold.ts";
import type { ElFunction } from "./functions.ts";
import type { Known, Need } from "./known.ts";
import { arityProblem, elMethods, getterProperty } from "./methods.ts";
import { binaryOperations, unaryOperations } from "./operators.ts";
import { type ElSearch, elSearches, searchMethods } from "./searches.ts";
import { type Expression, syntaxError } from "./syntax.ts";
import { type ElValue, isElObject, toBoolean, toText } from "./values.ts";

/** Turns a syntax tree into one closure; everything that can be refused is refused here, not on the first request. */

/** What is known about names where an expression stands. */
export interface Names<Around> {
  /** Names that have a value at every evaluation: `request`, `contexts`, … */
  readonly variables: ReadonlyMap<string, Known<Around>>;
  /** Names whose value is known when the file is loaded: properties, `env`. */
  readonly values: ReadonlyMap<string, ElValue>;
  /** Names of PingGateway that this place cannot serve, and why. */
  readonly unavailable: ReadonlyMap<string, string>;
  readonly functions: ReadonlyMap<string, ElFunction>;
}

interface CompiledExpression<Around> {
  readonly part: Compiled<Around>;
  /** Bodies that must be in memory when it is evaluated. */
  readonly needs: ReadonlySet<Need>;
}

/** @throws {gateway.expression-invalid} for an unknown name, function or method, and for a bad regular expression */
export function compileExpression<Around>(
  source: string,
  expression: Expression,
  names: Names<Around>,
): CompiledExpression<Around> {
  const needs = new Set<Need>();
  const refuse = (at: number, problem: string): Error => syntaxError(source, at, problem);

  const compile = (node: Expression): Compiled<Around> => {
    switch (node.kind) {
      case "literal":
        return fixed(node.value);
      case "name":
      case "member":
        return access(node);
      case "call":
        return call(node);
      case "method":
        return method(node);
      case "unary":
        return map1(compile(node.of), unaryOperations[node.operator]);
      case "binary":
        return binary(node);
      case "choice":
        return choice(compile(node.condition), compile(node.then), compile(node.otherwise));
    }
  };

  const binary = ({ operator, left, right }: Extract<Expression, { kind: "binary" }>): Compiled<Around> => {
    const [one, other] = [compile(left), compile(right)];
    if (operator === "&&") return choice(one, map1(other, toBoolean), fixed(false));
    if (operator === "||") return choice(one, fixed(true), map1(other, toBoolean));
    return map2(one, other, binaryOperations[operator]);
  };

  const access = (node: Extract<Expression, { kind: "name" | "member" }>): Compiled<Around> => {
    const found = knownAt(node);
    if (found !== undefined) {
      if (found.need !== undefined) needs.add(found.need);
      return varying(found.read);
    }
    if (node.kind === "name") return fixed(fixedName(node));
    const outer = node.of.kind === "name" || node.of.kind === "member" ? knownAt(node.of) : undefined;
    const key = compile(node.key);
    const at = outer?.at;
    if (outer === undefined || at === undefined) return map2(compile(node.of), key, memberOf);
    if (outer.need !== undefined) needs.add(outer.need);
    const run = runOf(key);
    if (key.fixed) {
      const name = toText(key.value);
      return varying((around) => at(around, name));
    }
    return varying((around) => {
      const name = toText(run(around));
      return outer.members.get(name)?.read(around) ?? at(around, name);
    });
  };

  /** What a path of names stands for, as far as that is known before any request. */
  const knownAt = (node: Expression): Known<Around> | undefined => {
    if (node.kind === "name") return names.variables.get(node.name);
    if (node.kind !== "member" || node.key.kind !== "literal" || typeof node.key.value !== "string") return undefined;
    return knownAt(node.of)?.members.get(node.key.value);
  };

  const fixedName = ({ name, at }: Extract<Expression, { kind: "name" }>): ElValue => {
    const value = names.values.get(name);
    if (value !== undefined) return value;
    const reason = names.unavailable.get(name);
    if (reason !== undefined) throw refuse(at, `"${name}" ${reason}`);
    throw refuse(
      at,
      `nothing is called "${name}" here${hint(name, [...names.variables.keys(), ...names.values.keys()])}`,
    );
  };

  const call = (node: Extract<Expression, { kind: "call" }>): Compiled<Around> => {
    const search = elSearches.get(node.name);
    if (search !== undefined) return searchCall(node, search, node.args);
    const callee = names.functions.get(node.name);
    if (callee === undefined) {
      const candidate = hint(node.name, [...names.functions.keys(), ...elSearches.keys()]);
      throw refuse(node.at, `there is no function ${node.name}${candidate}`);
    }
    checkArity(callee, node, node.args.length);
    return mapAll(node.args.map(compile), callee.call, callee.pure);
  };

  const searchCall = (
    node: { readonly name: string; readonly at: number },
    search: ElSearch,
    args: readonly Expression[],
  ): Compiled<Around> => {
    checkArity({ least: 2, most: 2 }, node, args.length);
    const [subject, pattern] = args.map(compile);
    if (subject === undefined || pattern?.fixed !== true || typeof pattern.value !== "string") {
      throw refuse(node.at, `${node.name} needs a regular expression that is known when the file is loaded`);
    }
    return map1(subject, search.prepare(pattern.value));
  };

  const method = (node: Extract<Expression, { kind: "method" }>): Compiled<Around> => {
    const search = searchMethods.get(node.name);
    if (search !== undefined) {
      checkArity({ least: 1, most: 1 }, node, node.args.length);
      return searchCall(node, search, [node.of, ...node.args]);
    }
    const callee = elMethods.get(node.name);
    if (callee === undefined) {
      const property = node.args.length === 0 ? getterProperty(node.name) : undefined;
      if (property === undefined) {
        throw refuse(node.at, `the method ${node.name} is not supported${hint(node.name, [...elMethods.keys()])}`);
      }
      return compile({ kind: "member", of: node.of, key: { kind: "literal", value: property } });
    }
    checkArity(callee, node, node.args.length);
    return mapAll(
      [node.of, ...node.args].map(compile),
      ([of, ...args]) => (of == null ? null : callee.call(of, args)),
      true,
    );
  };

  const checkArity = (callee: { least: number; most: number }, node: { name: string; at: number }, count: number) => {
    const problem = arityProblem(callee, node.name, count);
    if (problem !== undefined) throw refuse(node.at, problem);
  };

  return { part: compile(expression), needs };
}

function hint(word: string, candidates: readonly string[]): string {
  const candidate = nearest(word, candidates);
  return candidate === undefined ? "" : `; did you mean "${candidate}"?`;
}

function choice<Around>(
  condition: Compiled<Around>,
  then: Compiled<Around>,
  otherwise: Compiled<Around>,
): Compiled<Around> {
  const decided = map1(condition, toBoolean);
  if (decided.fixed) return decided.value === true ? then : otherwise;
  const [test, yes, no] = [decided.run, runOf(then), runOf(otherwise)];
  return varying((around) => (test(around) === true ? yes(around) : no(around)));
}

/** `of.name` and `of[key]`: nothing inside null, nothing outside a list, is an error. */
function memberOf(container: ElValue, wanted: ElValue): ElValue {
  if (container === null || wanted === null) return null;
  if (Array.isArray(container)) return memberOfList(container, wanted);
  return isElObject(container) ? container.member(toText(wanted)) : null;
}

/** A list of header values has the members of PingGateway's `Header` too. */
function memberOfList(list: readonly ElValue[], key: ElValue): ElValue {
  if (key === "values") return list;
  if (key === "firstValue") return list[0] ?? null;
  const index = typeof key === "number" || (typeof key === "string" && /^\d{1,9}$/.test(key)) ? Number(key) : -1;
  return Number.isInteger(index) ? (list[index] ?? null) : null;
}
