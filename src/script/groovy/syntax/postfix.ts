import type { Access, Expression, Item } from "./ast.ts";
import { type Cursor, placeOf } from "./cursor.ts";
import { readArguments, readClosure, readItems, readPrimary } from "./primary.ts";

/** How many operators or members may follow each other: compiling them takes JavaScript's stack. */
export const longestChain = 500;

/** A value and what follows it: members, calls, indexes, closures behind calls, `++`. */
export function readPostfix(cursor: Cursor): Expression {
  let value = readPrimary(cursor);
  for (let length = 0; ; length += 1) {
    if (length > longestChain) throw cursor.refuse("this expression is too long", cursor.token);
    const next = readMember(cursor, value) ?? (cursor.token.newline ? undefined : readTail(cursor, value));
    if (next === undefined) return value;
    value = next;
  }
}

function readMember(cursor: Cursor, object: Expression): Expression | undefined {
  const { text, kind } = cursor.token;
  if (kind !== "sign") return undefined;
  const place = placeOf(cursor.token);
  if (text === ".&" || text === "::") {
    cursor.advance();
    return { ...place, kind: "pointer", object, name: cursor.name(true) };
  }
  const access = ([".", "?.", "*."] as const).find((sign): sign is Access => sign === text);
  if (access === undefined) return undefined;
  cursor.advance();
  return { ...place, kind: "property", object, name: readMemberName(cursor), access };
}

function readMemberName(cursor: Cursor): Expression {
  const token = cursor.token;
  const place = placeOf(token);
  if (token.kind === "word") return { ...place, kind: "literal", value: cursor.advance().text };
  if (token.kind === "text" || cursor.at("(")) return readPrimary(cursor);
  throw cursor.refuse("a member's name is expected here", token);
}

function readTail(cursor: Cursor, value: Expression): Expression | undefined {
  const place = placeOf(cursor.token);
  if (cursor.at("(")) return withArguments(value, readArguments(cursor), place);
  if (cursor.at("[")) {
    cursor.advance();
    const items = cursor.within(false, () => readItems(cursor, "]"));
    cursor.expect("]");
    const [first] = items;
    if (first === undefined) throw cursor.refuse("an index is missing here", place);
    const key: Expression = items.length === 1 && !first.spread ? first.value : { ...place, kind: "list", items };
    return { ...place, kind: "index", object: value, key };
  }
  if (cursor.at("{") && takesClosure(value)) {
    const closure: Item = { value: readClosure(cursor), spread: false };
    if (value.kind === "method" || value.kind === "call") return { ...value, args: [...value.args, closure] };
    return withArguments(value, [closure], place);
  }
  for (const sign of ["++", "--"] as const) {
    if (cursor.skip(sign)) return { ...place, kind: "step", sign, target: value, before: false };
  }
  return undefined;
}

function takesClosure({ kind }: Expression): boolean {
  return kind === "name" || kind === "property" || kind === "method" || kind === "call";
}

function withArguments(callee: Expression, args: readonly Item[], place: { line: number; column: number }): Expression {
  if (callee.kind !== "property") return { ...place, kind: "call", callee, args };
  const { object, name, access } = callee;
  return { line: callee.line, column: callee.column, kind: "method", object, name, access, args };
}
