import type { Json } from "../../core/json.ts";
import { nearest } from "../../core/nearest.ts";
import { elFunctions, laterFunctions } from "./functions.ts";
import { arityProblem, elMethods } from "./methods.ts";
import { compileRegex } from "./regex.ts";
import { type ElSearch, elSearches } from "./searches.ts";
import { type BinaryOperator, type Expression, syntaxError } from "./syntax.ts";
import {
  areEqual,
  compare,
  type ElValue,
  failed,
  fromJson,
  isElObject,
  isEmpty,
  toBoolean,
  toNumber,
  toText,
} from "./values.ts";

/** Turns a syntax tree into one closure; everything that can be refused is refused here, not on the first request. */

/** The values of this evaluation. */
export type Variables = (name: string) => ElValue;
export type Evaluate = (variables: Variables) => ElValue;

/** What is known about names where an expression stands. */
export interface Names {
  /** Names that have a value at every evaluation: `request`, `contexts`, … */
  readonly variables: ReadonlySet<string>;
  /** Names of PingGateway that this place, or this version, cannot serve, and why. */
  readonly unavailable: ReadonlyMap<string, string>;
  readonly properties: { readonly [name: string]: Json };
}

/** @throws {gateway.expression-invalid} for an unknown name, function or method, and for a bad regular expression */
export function compileExpression(source: string, expression: Expression, names: Names): Evaluate {
  const refuse = (at: number, problem: string): Error => syntaxError(source, at, problem);

  const compile = (node: Expression): Evaluate => {
    switch (node.kind) {
      case "literal":
        return () => node.value;
      case "name":
        return name(node.name, node.at);
      case "member":
        return member(compile(node.of), compile(node.key));
      case "call":
        return call(node);
      case "method":
        return method(node);
      case "unary": {
        const of = compile(node.of);
        if (node.operator === "-") return (variables) => -toNumber(of(variables));
        if (node.operator === "!") return (variables) => !toBoolean(of(variables));
        return (variables) => isEmpty(of(variables));
      }
      case "binary":
        return binary(node.operator, compile(node.left), compile(node.right));
      case "choice": {
        const [condition, then, otherwise] = [compile(node.condition), compile(node.then), compile(node.otherwise)];
        return (variables) => (toBoolean(condition(variables)) ? then(variables) : otherwise(variables));
      }
    }
  };

  const name = (wanted: string, at: number): Evaluate => {
    if (names.variables.has(wanted)) return (variables) => variables(wanted);
    if (Object.hasOwn(names.properties, wanted)) {
      const value = fromJson(names.properties[wanted] ?? null);
      return () => value;
    }
    const reason = names.unavailable.get(wanted);
    if (reason !== undefined) throw refuse(at, `"${wanted}" ${reason}`);
    throw refuse(
      at,
      `nothing is called "${wanted}" here${hint(wanted, [...names.variables, ...Object.keys(names.properties)])}`,
    );
  };

  const call = (node: Extract<Expression, { kind: "call" }>): Evaluate => {
    const search = elSearches.get(node.name);
    if (search !== undefined) return searchCall(node, search);
    const callee = elFunctions.get(node.name);
    if (callee === undefined) {
      if (laterFunctions.has(node.name)) throw refuse(node.at, `the function ${node.name} is not supported yet`);
      const known = [...elFunctions.keys(), ...elSearches.keys()];
      throw refuse(node.at, `there is no function ${node.name}${hint(node.name, known)}`);
    }
    checkArity(callee, node);
    const args = node.args.map(compile);
    return (variables) => callee.call(args.map((arg) => arg(variables)));
  };

  const searchCall = (node: Extract<Expression, { kind: "call" }>, { search, onNull }: ElSearch): Evaluate => {
    checkArity({ least: 2, most: 2 }, node);
    const [subject, pattern] = node.args;
    if (subject === undefined || pattern?.kind !== "literal" || typeof pattern.value !== "string") {
      throw refuse(node.at, `the second argument of ${node.name} must be a regular expression in quotes`);
    }
    const [text, regex] = [compile(subject), compileRegex(pattern.value)];
    return (variables) => {
      const value = text(variables);
      return value === null ? onNull : search(regex, toText(value));
    };
  };

  const method = (node: Extract<Expression, { kind: "method" }>): Evaluate => {
    const callee = elMethods.get(node.name);
    if (callee === undefined) throw refuse(node.at, `the method ${node.name} is not supported`);
    checkArity(callee, node);
    const [target, args] = [compile(node.of), node.args.map(compile)];
    return (variables) => {
      const of = target(variables);
      if (of === null) return null;
      return callee.call(
        of,
        args.map((arg) => arg(variables)),
      );
    };
  };

  const checkArity = (
    callee: { least: number; most: number },
    node: { name: string; args: readonly unknown[]; at: number },
  ) => {
    const problem = arityProblem(callee, node.name, node.args.length);
    if (problem !== undefined) throw refuse(node.at, problem);
  };

  return compile(expression);
}

function hint(word: string, candidates: readonly string[]): string {
  const candidate = nearest(word, candidates);
  return candidate === undefined ? "" : `; did you mean "${candidate}"?`;
}

/** `of.name` and `of[key]`: nothing inside null, nothing outside a list, is an error. */
function member(of: Evaluate, key: Evaluate): Evaluate {
  return (variables) => {
    const [container, wanted] = [of(variables), key(variables)];
    if (container === null || wanted === null) return null;
    if (Array.isArray(container)) return container[indexOf(wanted)] ?? null;
    return isElObject(container) ? container.member(toText(wanted)) : null;
  };
}

function indexOf(key: ElValue): number {
  const index = typeof key === "number" || (typeof key === "string" && /^\d{1,9}$/.test(key)) ? Number(key) : -1;
  return Number.isInteger(index) ? index : -1;
}

function binary(operator: BinaryOperator, left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case "&&":
      return (variables) => toBoolean(left(variables)) && toBoolean(right(variables));
    case "||":
      return (variables) => toBoolean(left(variables)) || toBoolean(right(variables));
    case "==":
      return (variables) => areEqual(left(variables), right(variables));
    case "!=":
      return (variables) => !areEqual(left(variables), right(variables));
    case "<":
      return comparison(left, right, (order) => order < 0);
    case ">":
      return comparison(left, right, (order) => order > 0);
    case "<=":
      return comparison(left, right, (order) => order <= 0);
    case ">=":
      return comparison(left, right, (order) => order >= 0);
    case "+":
      return arithmetic(left, right, (a, b) => a + b);
    case "-":
      return arithmetic(left, right, (a, b) => a - b);
    case "*":
      return arithmetic(left, right, (a, b) => a * b);
    case "/":
      return arithmetic(left, right, (a, b) => a / b);
    case "%":
      return arithmetic(left, right, (a, b) => a % b);
  }
}

function comparison(left: Evaluate, right: Evaluate, holds: (order: number) => boolean): Evaluate {
  return (variables) => {
    const order = compare(left(variables), right(variables));
    return order !== undefined && holds(order);
  };
}

function arithmetic(left: Evaluate, right: Evaluate, compute: (a: number, b: number) => number): Evaluate {
  return (variables) => {
    const result = compute(toNumber(left(variables)), toNumber(right(variables)));
    if (!Number.isFinite(result)) throw failed("an arithmetic expression has no finite result");
    return result;
  };
}
