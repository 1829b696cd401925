import { nextToken, type Token } from "./lexer.ts";
import { type BinaryOperator, type Expression, syntaxError, type UnaryOperator } from "./syntax.ts";

/** A Pratt parser for JUEL expressions (facts: PingGateway documentation, "Expressions"). */

const deepest = 48;
const mostNodes = 500;

const binaryOperators: ReadonlyMap<string, readonly [BinaryOperator, number]> = new Map([
  ["*", ["*", 7]],
  ["/", ["/", 7]],
  ["div", ["/", 7]],
  ["%", ["%", 7]],
  ["mod", ["%", 7]],
  ["+", ["+", 6]],
  ["-", ["-", 6]],
  ["<", ["<", 5]],
  [">", [">", 5]],
  ["<=", ["<=", 5]],
  [">=", [">=", 5]],
  ["lt", ["<", 5]],
  ["gt", [">", 5]],
  ["le", ["<=", 5]],
  ["ge", [">=", 5]],
  ["==", ["==", 4]],
  ["!=", ["!=", 4]],
  ["eq", ["==", 4]],
  ["ne", ["!=", 4]],
  ["&&", ["&&", 3]],
  ["and", ["&&", 3]],
  ["||", ["||", 2]],
  ["or", ["||", 2]],
]);

const unaryOperators: ReadonlyMap<string, UnaryOperator> = new Map([
  ["-", "-"],
  ["!", "!"],
  ["not", "!"],
  ["empty", "empty"],
]);

const wordLiterals: ReadonlyMap<string, null | boolean> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/**
 * Parses the expression that starts at `offset`, right after `${`.
 *
 * @returns the tree, and the offset after the closing `}`
 * @throws {gateway.expression-invalid}
 */
export function parseExpression(source: string, offset: number): { expression: Expression; end: number } {
  const parser = createParser(source, offset);
  const expression = parser.choice(0);
  return { expression, end: parser.closing().end };
}

function createParser(source: string, offset: number) {
  let current = nextToken(source, offset);
  let nodes = 0;

  const take = (): Token => {
    const taken = current;
    current = nextToken(source, taken.end);
    return taken;
  };
  /** What follows the closing brace is not ours to read, so it is looked at and not taken. */
  const closing = (): Token => {
    if (!isSymbol("}")) throw unexpected(current, '"}"');
    return current;
  };
  const unexpected = (token: Token, wanted: string) =>
    syntaxError(source, token.at, `expected ${wanted}, found ${token.kind === "end" ? "the end" : `"${token.value}"`}`);
  const isSymbol = (value: string): boolean => current.kind === "symbol" && current.value === value;
  const expect = (value: string): void => {
    const token = isSymbol(value) ? take() : undefined;
    if (token === undefined) throw unexpected(current, `"${value}"`);
  };
  const made = (expression: Expression): Expression => {
    nodes += 1;
    if (nodes > mostNodes) throw syntaxError(source, current.at, `an expression has at most ${mostNodes} parts`);
    return expression;
  };
  const nest = (depth: number): number => {
    if (depth >= deepest) throw syntaxError(source, current.at, `an expression nests at most ${deepest} deep`);
    return depth + 1;
  };

  const choice = (depth: number): Expression => {
    const condition = binary(2, nest(depth));
    if (!isSymbol("?")) return condition;
    take();
    const then = choice(nest(depth));
    expect(":");
    return made({ kind: "choice", condition, then, otherwise: choice(nest(depth)) });
  };

  const binary = (weakest: number, depth: number): Expression => {
    let left = unary(depth);
    for (;;) {
      const found = current.kind === "text" ? undefined : binaryOperators.get(current.value);
      if (found === undefined || found[1] < weakest) return left;
      take();
      left = made({ kind: "binary", operator: found[0], left, right: binary(found[1] + 1, nest(depth)) });
    }
  };

  const unary = (depth: number): Expression => {
    const operator = current.kind === "text" ? undefined : unaryOperators.get(current.value);
    if (operator === undefined) return postfix(depth);
    take();
    return made({ kind: "unary", operator, of: unary(nest(depth)) });
  };

  const postfix = (depth: number): Expression => {
    let of = primary(depth);
    for (;;) {
      if (isSymbol("[")) {
        take();
        const key = choice(nest(depth));
        expect("]");
        of = made({ kind: "member", of, key });
      } else if (isSymbol(".")) {
        take();
        const name = take();
        if (name.kind !== "word") throw unexpected(name, "a name");
        of = isSymbol("(")
          ? made({ kind: "method", of, name: name.value, args: args(depth), at: name.at })
          : made({ kind: "member", of, key: { kind: "literal", value: name.value } });
      } else return of;
    }
  };

  const primary = (depth: number): Expression => {
    const token = take();
    if (token.kind === "number") return made({ kind: "literal", value: Number(token.value) });
    if (token.kind === "text") return made({ kind: "literal", value: token.value });
    if (token.kind === "symbol" && token.value === "(") {
      const inner = choice(nest(depth));
      expect(")");
      return inner;
    }
    if (token.kind !== "word" || binaryOperators.has(token.value)) throw unexpected(token, "a value");
    const literal = wordLiterals.get(token.value);
    if (literal !== undefined) return made({ kind: "literal", value: literal });
    if (isSymbol("(")) return made({ kind: "call", name: token.value, args: args(depth), at: token.at });
    return made({ kind: "name", name: token.value, at: token.at });
  };

  const args = (depth: number): Expression[] => {
    expect("(");
    const list: Expression[] = [];
    while (!isSymbol(")")) {
      if (list.length > 0) expect(",");
      list.push(choice(nest(depth)));
    }
    expect(")");
    return list;
  };

  return { choice, closing };
}
