import type { Expression, Item } from "./ast.ts";
import { type Cursor, placeOf } from "./cursor.ts";
import { longestChain, readPostfix } from "./postfix.ts";
import { expectType, primitives, readType } from "./types.ts";

/** Binary operators by how tight they bind; those in `across` may stand at the start of the next line. */
const strengths: ReadonlyMap<string, number> = new Map(
  [
    ["||"],
    ["&&"],
    ["|"],
    ["^"],
    ["&"],
    ["==", "!=", "<=>", "===", "!==", "=~", "==~"],
    ["<", "<=", ">", ">=", "in", "instanceof", "as"],
    ["<<", ">>", ">>>", "..", "..<"],
    ["+", "-"],
    ["*", "/", "%"],
  ].flatMap((signs, strength) => signs.map((sign): [string, number] => [sign, strength + 1])),
);
const across: ReadonlySet<string> = new Set(["&&", "||", "?", "?:"]);

const assignments: ReadonlySet<string> = new Set("= += -= *= /= %= **= <<= >>= >>>= &= |= ^= ?=".split(" "));

export function readExpression(cursor: Cursor): Expression {
  return cursor.nested(() => {
    const place = placeOf(cursor.token);
    const target = readTernary(cursor);
    const { text, kind } = cursor.token;
    if (kind !== "sign" || !assignments.has(text) || !cursor.continues()) return target;
    if (!["name", "property", "index", "list"].includes(target.kind)) {
      throw cursor.refuse("nothing can be assigned to this", place);
    }
    cursor.advance();
    return { ...place, kind: "assign", sign: text.slice(0, -1), target, value: readExpression(cursor) };
  });
}

function readTernary(cursor: Cursor): Expression {
  const place = placeOf(cursor.token);
  const test = readBinary(cursor, 1);
  if (cursor.skip("?:")) return { ...place, kind: "ternary", test, yes: undefined, no: readExpression(cursor) };
  if (!cursor.skip("?")) return test;
  const yes = readExpression(cursor);
  cursor.expect(":");
  return { ...place, kind: "ternary", test, yes, no: readExpression(cursor) };
}

function readBinary(cursor: Cursor, least: number): Expression {
  let left = readUnary(cursor);
  for (let length = 0; ; length += 1) {
    if (length > longestChain) throw cursor.refuse("this expression is too long", cursor.token);
    const negative = cursor.at("!") && ["in", "instanceof"].includes(cursor.ahead(1).text) && !cursor.ahead(1).spaced;
    const token = negative ? cursor.ahead(1) : cursor.token;
    const strength = token.kind === "sign" || token.kind === "word" ? strengths.get(token.text) : undefined;
    if (strength === undefined || strength < least) return left;
    if (!cursor.continues() && !across.has(token.text)) return left;
    const place = placeOf(token);
    cursor.advance();
    if (negative) cursor.advance();
    left = readRight(cursor, left, token.text, strength, place, negative);
  }
}

function readRight(
  cursor: Cursor,
  left: Expression,
  sign: string,
  strength: number,
  place: { line: number; column: number },
  negative: boolean,
): Expression {
  if (sign === "as") return { ...place, kind: "cast", type: expectType(cursor), value: left, soft: true };
  if (sign === "instanceof") return { ...place, kind: "instanceof", value: left, type: expectType(cursor), negative };
  const right = cursor.nested(() => readBinary(cursor, strength + 1));
  if (sign === ".." || sign === "..<") return { ...place, kind: "range", from: left, to: right, open: sign === "..<" };
  const value: Expression = { ...place, kind: "binary", sign, left, right };
  return negative ? { ...place, kind: "unary", sign: "!", operand: value } : value;
}

function readUnary(cursor: Cursor): Expression {
  return cursor.nested(() => {
    const place = placeOf(cursor.token);
    for (const sign of ["!", "-", "+", "~"] as const) {
      if (cursor.skip(sign)) return { ...place, kind: "unary", sign, operand: readUnary(cursor) };
    }
    for (const sign of ["++", "--"] as const) {
      if (cursor.skip(sign)) return { ...place, kind: "step", sign, target: readUnary(cursor), before: true };
    }
    const type = cursor.at("(") ? readCast(cursor) : undefined;
    if (type !== undefined) return { ...place, kind: "cast", type, value: readUnary(cursor), soft: false };
    const base = readPostfix(cursor);
    if (!cursor.at("**") || !cursor.continues()) return base;
    cursor.advance();
    return { ...place, kind: "binary", sign: "**", left: base, right: readUnary(cursor) };
  });
}

/** `(Type)` in front of an operand. */
function readCast(cursor: Cursor): ReturnType<typeof readType> {
  return cursor.attempt(() => {
    cursor.advance();
    const type = readType(cursor);
    if (type === undefined || !cursor.skip(")")) return undefined;
    const { kind, text, newline } = cursor.token;
    if (newline) return undefined;
    const isOperand =
      kind === "number" ||
      kind === "text" ||
      (kind === "word" && !["in", "instanceof", "as", "else"].includes(text)) ||
      ["(", "[", "{", "!", "~"].includes(text) ||
      (primitives.has(type.name) && ["-", "+"].includes(text));
    return isOperand && kind !== "end" ? type : undefined;
  });
}

/** `println "x"`: a call without parentheses, which only a statement can be. */
export function readCommand(cursor: Cursor): Expression {
  const place = placeOf(cursor.token);
  const callee = readExpression(cursor);
  if ((callee.kind !== "name" && callee.kind !== "property") || cursor.token.newline) return callee;
  const { kind, text } = cursor.token;
  const begins =
    kind === "number" ||
    kind === "text" ||
    (kind === "word" &&
      ![
        "in",
        "instanceof",
        "as",
        "else",
        "if",
        "for",
        "while",
        "case",
        "default",
        "catch",
        "finally",
        "while",
      ].includes(text));
  if (!begins) return callee;
  const args: Item[] = [];
  do args.push({ value: readExpression(cursor), spread: false });
  while (cursor.skip(","));
  return callee.kind === "property"
    ? { ...place, kind: "method", object: callee.object, name: callee.name, access: callee.access, args }
    : { ...place, kind: "call", callee, args };
}
