import type { Case, Catch, Expression, Statement, TypeName, Variable } from "./ast.ts";
import { type Cursor, placeOf } from "./cursor.ts";
import { readCommand, readExpression } from "./expressions.ts";
import { keywords } from "./tokens.ts";
import { expectType, readVariableType, skipModifiers } from "./types.ts";

/** Statements up to a `}`, a `case` or the end, which stay. */
export function readBlock(cursor: Cursor): readonly Statement[] {
  const body: Statement[] = [];
  for (;;) {
    while (cursor.skip(";"));
    if (cursor.at("}") || cursor.at("case") || cursor.at("default") || cursor.token.kind === "end") return body;
    body.push(readStatement(cursor));
    endStatement(cursor);
  }
}

export function endStatement(cursor: Cursor): void {
  const { newline, kind } = cursor.token;
  if (newline || kind === "end" || cursor.at("}") || cursor.at(";")) return;
  throw cursor.unexpected();
}

export function readStatement(cursor: Cursor): Statement {
  return cursor.nested(() => {
    const { text, kind } = cursor.token;
    const read = kind === "sign" || kind === "word" ? statements.get(text) : undefined;
    if (read !== undefined) return read(cursor);
    if (refused.has(text) && kind === "word") throw cursor.refuse(`"${text}" is not supported`, cursor.token);
    if (kind === "word" && cursor.ahead(1).text === ":" && !keywords.has(text)) {
      throw cursor.refuse("labels are not supported", cursor.token);
    }
    const place = placeOf(cursor.token);
    return readDeclaration(cursor) ?? { ...place, kind: "expression", value: readCommand(cursor) };
  });
}

const refused: ReadonlySet<string> = new Set(["enum", "interface", "trait", "goto", "package", "import", "class"]);

const statements: ReadonlyMap<string, (cursor: Cursor) => Statement> = new Map<string, (cursor: Cursor) => Statement>([
  ["if", readIf],
  ["while", readWhile],
  ["do", readDo],
  ["for", readFor],
  ["switch", readSwitch],
  ["try", readTry],
  ["throw", (cursor) => ({ ...placeOf(cursor.expect("throw")), kind: "throw", value: readExpression(cursor) })],
  ["return", readReturn],
  ["break", (cursor) => ({ ...placeOf(cursor.expect("break")), kind: "break" })],
  ["continue", (cursor) => ({ ...placeOf(cursor.expect("continue")), kind: "continue" })],
  ["assert", readAssert],
]);

/** `def x = 1`, `String x`, `def (a, b) = list`; nothing when none stands here. */
export function readDeclaration(cursor: Cursor): Statement | undefined {
  const place = placeOf(cursor.token);
  const isMarked = skipModifiers(cursor).size > 0;
  if (isMarked && cursor.at("(")) {
    cursor.advance();
    const variables = cursor.within(false, () => readVariables(cursor));
    cursor.expect(")");
    cursor.expect("=");
    return { ...place, kind: "declare", variables, value: readExpression(cursor), several: true };
  }
  const type = readVariableType(cursor);
  if (!isMarked && type === undefined) return undefined;
  return readNames(cursor, type, place);
}

function readVariables(cursor: Cursor): readonly Variable[] {
  const variables: Variable[] = [];
  do {
    const type = readVariableType(cursor);
    variables.push({ ...placeOf(cursor.token), type, name: cursor.name() });
  } while (cursor.skip(","));
  return variables;
}

/** `int a = 1, b = 2` is a block of declarations. */
function readNames(cursor: Cursor, type: TypeName | undefined, start: { line: number; column: number }): Statement {
  const all: Statement[] = [];
  do {
    const place = placeOf(cursor.token);
    const variable: Variable = { ...place, type, name: cursor.name() };
    const value = cursor.skip("=") ? readCommand(cursor) : undefined;
    all.push({ ...place, kind: "declare", variables: [variable], value, several: false });
  } while (cursor.skip(","));
  const [only] = all;
  return all.length === 1 && only !== undefined ? only : { ...start, kind: "declarations", all };
}

/** The body of a loop or branch: a block, or one statement. */
function readBody(cursor: Cursor): Statement {
  const place = placeOf(cursor.token);
  if (cursor.skip(";")) return { ...place, kind: "block", body: [] };
  if (!cursor.at("{")) return readStatement(cursor);
  return { ...place, kind: "block", body: readBraces(cursor) };
}

export function readBraces(cursor: Cursor): readonly Statement[] {
  cursor.expect("{");
  const body = cursor.within(true, () => readBlock(cursor));
  cursor.expect("}");
  return body;
}

function readTest(cursor: Cursor): Expression {
  cursor.expect("(");
  const test = cursor.within(false, () => readExpression(cursor));
  cursor.expect(")");
  return test;
}

function readIf(cursor: Cursor): Statement {
  const place = placeOf(cursor.expect("if"));
  const test = readTest(cursor);
  const yes = readBody(cursor);
  if (cursor.at(";") && cursor.ahead(1).text === "else") cursor.advance();
  const no = cursor.skip("else") ? readBody(cursor) : undefined;
  return { ...place, kind: "if", test, yes, no };
}

function readWhile(cursor: Cursor): Statement {
  const place = placeOf(cursor.expect("while"));
  return { ...place, kind: "while", test: readTest(cursor), body: readBody(cursor) };
}

function readDo(cursor: Cursor): Statement {
  const place = placeOf(cursor.expect("do"));
  const body = readBody(cursor);
  cursor.expect("while");
  return { ...place, kind: "do", test: readTest(cursor), body };
}

function readFor(cursor: Cursor): Statement {
  const place = placeOf(cursor.expect("for"));
  cursor.expect("(");
  const head = cursor.within(false, () => readForIn(cursor) ?? readForClassic(cursor));
  cursor.expect(")");
  return { ...place, ...head, body: readBody(cursor) };
}

function readForIn(cursor: Cursor) {
  return cursor.attempt(() => {
    skipModifiers(cursor);
    const type = readVariableType(cursor);
    const place = placeOf(cursor.token);
    if (cursor.token.kind !== "word" || !["in", ":"].includes(cursor.ahead(1).text)) return undefined;
    const variable: Variable = { ...place, type, name: cursor.name() };
    cursor.advance();
    return { kind: "for-in" as const, variable, items: readExpression(cursor) };
  });
}

function readForClassic(cursor: Cursor) {
  const first: Statement[] = [];
  while (!cursor.at(";")) {
    const place = placeOf(cursor.token);
    first.push(readDeclaration(cursor) ?? { ...place, kind: "expression", value: readExpression(cursor) });
    if (!cursor.skip(",")) break;
  }
  cursor.expect(";");
  const test = cursor.at(";") ? undefined : readExpression(cursor);
  cursor.expect(";");
  const after: Expression[] = [];
  while (!cursor.at(")")) {
    after.push(readExpression(cursor));
    if (!cursor.skip(",")) break;
  }
  return { kind: "for" as const, first, test, after };
}

function readSwitch(cursor: Cursor): Statement {
  const place = placeOf(cursor.expect("switch"));
  const value = readTest(cursor);
  cursor.expect("{");
  const cases: Case[] = [];
  while (!cursor.at("}")) {
    const isDefault = cursor.skip("default");
    if (!isDefault) cursor.expect("case");
    const test = isDefault ? undefined : cursor.within(false, () => readExpression(cursor));
    cursor.expect(":");
    cases.push({ test, body: cursor.within(true, () => readBlock(cursor)) });
  }
  cursor.expect("}");
  return { ...place, kind: "switch", value, cases };
}

function readTry(cursor: Cursor): Statement {
  const place = placeOf(cursor.expect("try"));
  if (cursor.at("(")) throw cursor.refuse("try with resources is not supported", place);
  const body = readBraces(cursor);
  const catches: Catch[] = [];
  while (cursor.skip("catch")) {
    cursor.expect("(");
    catches.push({ ...readCaught(cursor), body: readBraces(cursor) });
  }
  const last = cursor.skip("finally") ? readBraces(cursor) : undefined;
  if (catches.length === 0 && last === undefined) throw cursor.refuse("a catch or finally is expected here", place);
  return { ...place, kind: "try", body, catches, last };
}

/** `Exception e`, `A | B e`, `e` */
function readCaught(cursor: Cursor): { types: readonly TypeName[]; name: string } {
  skipModifiers(cursor);
  const types: TypeName[] = [];
  if (cursor.ahead(1).text !== ")") {
    do types.push(expectType(cursor));
    while (cursor.skip("|"));
  }
  const name = cursor.name();
  cursor.expect(")");
  return { types, name };
}

function readReturn(cursor: Cursor): Statement {
  const place = placeOf(cursor.expect("return"));
  const { newline, kind } = cursor.token;
  const isEmpty = newline || kind === "end" || cursor.at("}") || cursor.at(";");
  return { ...place, kind: "return", value: isEmpty ? undefined : readCommand(cursor) };
}

function readAssert(cursor: Cursor): Statement {
  const place = placeOf(cursor.expect("assert"));
  const test = readExpression(cursor);
  const message = cursor.skip(":") || cursor.skip(",") ? readExpression(cursor) : undefined;
  return { ...place, kind: "assert", test, message };
}
