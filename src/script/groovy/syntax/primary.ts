import type { Entry, Expression, Item, Parameter } from "./ast.ts";
import { type Cursor, placeOf } from "./cursor.ts";
import { keywords, type Token } from "./tokens.ts";
import { expectType, readParameters } from "./types.ts";

/** Literals, names, brackets, closures and `new`. */
export function readPrimary(cursor: Cursor): Expression {
  const token = cursor.token;
  const place = placeOf(token);
  if (token.kind === "number") return { ...place, kind: "literal", value: cursor.advance().value ?? null };
  if (token.kind === "text") return readText(cursor);
  if (token.kind === "word") return readWord(cursor);
  if (token.kind === "sign") {
    if (isLambda(cursor)) return readLambda(cursor);
    if (token.text === "(") return readGroup(cursor);
    if (token.text === "[") return readListOrMap(cursor);
    if (token.text === "{") return readClosure(cursor);
  }
  throw cursor.unexpected();
}

function readWord(cursor: Cursor): Expression {
  const place = placeOf(cursor.token);
  const { text } = cursor.token;
  if (text === "new") return readNew(cursor);
  if (text === "this") {
    cursor.advance();
    return { ...place, kind: "this" };
  }
  if (text === "null" || text === "true" || text === "false") {
    cursor.advance();
    return { ...place, kind: "literal", value: text === "null" ? null : text === "true" };
  }
  if (text === "super" && cursor.ahead(1).text === "(") {
    cursor.advance();
    return { ...place, kind: "name", name: text };
  }
  if (keywords.has(text)) throw cursor.unexpected();
  if (cursor.ahead(1).text === "->" && cursor.ahead(1).kind === "sign") return readLambda(cursor);
  return { ...place, kind: "name", name: cursor.name() };
}

function readText(cursor: Cursor): Expression {
  const place = placeOf(cursor.token);
  const parts = (cursor.advance().parts ?? []).map((part) =>
    typeof part === "string" ? part : readInside(cursor.over(part)),
  );
  if (parts.every((part) => typeof part === "string")) return { ...place, kind: "literal", value: parts.join("") };
  return { ...place, kind: "text", parts };
}

/** The expression of `${…}`; `${-> x}` gives the same text as `${x}`. */
function readInside(cursor: Cursor): Expression {
  const ends = (): boolean => cursor.token.kind === "end";
  if (ends()) return { ...placeOf(cursor.token), kind: "literal", value: null };
  cursor.skip("->");
  const value = cursor.parts.expression(cursor);
  cursor.skip(";");
  if (!ends()) throw cursor.unexpected();
  return value;
}

/** `(value)`, or `(a, b)` on the left of an assignment, which becomes a list. */
function readGroup(cursor: Cursor): Expression {
  const place = placeOf(cursor.expect("("));
  const items = cursor.within(false, () => readItems(cursor, ")"));
  cursor.expect(")");
  const [only] = items;
  if (only !== undefined && items.length === 1 && !only.spread) return only.value;
  const isTarget = cursor.at("=") && items.every(({ value, spread }) => value.kind === "name" && !spread);
  if (!isTarget || only === undefined) throw cursor.refuse("these parentheses hold no value", place);
  return { ...place, kind: "list", items };
}

function readListOrMap(cursor: Cursor): Expression {
  const place = placeOf(cursor.expect("["));
  if (cursor.at(":") && cursor.ahead(1).text === "]") {
    cursor.advance();
    cursor.advance();
    return { ...place, kind: "map", entries: [] };
  }
  const items = cursor.within(false, () => readItems(cursor, "]"));
  cursor.expect("]");
  const [first] = items;
  if (items.length === 1 && first?.value.kind === "map" && !first.spread && first.value.line === -1) {
    return { ...place, kind: "map", entries: first.value.entries };
  }
  return { ...place, kind: "list", items };
}

/**
 * The items of a list or the arguments of a call. Named ones (`key: value`) become one map in front, whose line of -1
 * says that it was written without brackets.
 */
export function readItems(cursor: Cursor, end: string): readonly Item[] {
  const items: Item[] = [];
  const entries: Entry[] = [];
  while (!cursor.at(end)) {
    if (items.length + entries.length > 0) {
      cursor.expect(",");
      if (cursor.at(end)) break;
    }
    const entry = readEntry(cursor);
    if (entry !== undefined) entries.push(entry);
    else {
      const spread = cursor.skip("*");
      items.push({ value: cursor.parts.expression(cursor), spread });
    }
  }
  if (entries.length > 0) items.unshift({ value: { line: -1, column: 1, kind: "map", entries }, spread: false });
  return items;
}

function readEntry(cursor: Cursor): Entry | undefined {
  const [token, second] = [cursor.token, cursor.ahead(1)];
  const place = placeOf(token);
  const isColon = (other: Token): boolean => other.kind === "sign" && other.text === ":";
  if (token.text === "*" && isColon(second)) {
    cursor.advance();
    cursor.advance();
    return { key: undefined, value: cursor.parts.expression(cursor) };
  }
  if (isColon(second) && ["word", "text", "number"].includes(token.kind)) {
    const key: Expression =
      token.kind === "word" ? { ...place, kind: "literal", value: cursor.advance().text } : readPrimary(cursor);
    cursor.expect(":");
    return { key, value: cursor.parts.expression(cursor) };
  }
  if (!cursor.at("(")) return undefined;
  return cursor.attempt(() => {
    if (!isColon(cursor.ahead(matching(cursor) + 1))) return undefined;
    cursor.expect("(");
    const key = cursor.parts.expression(cursor);
    cursor.expect(")");
    cursor.expect(":");
    return { key, value: cursor.parts.expression(cursor) };
  });
}

/** How far ahead the bracket that closes this one stands. */
function matching(cursor: Cursor): number {
  let open = 0;
  for (let count = 0; ; count += 1) {
    const { kind, text } = cursor.ahead(count);
    if (kind === "end") return count;
    if (kind !== "sign") continue;
    if (["(", "[", "{"].includes(text)) open += 1;
    if ([")", "]", "}"].includes(text)) open -= 1;
    if (open === 0) return count;
  }
}

export function readArguments(cursor: Cursor): readonly Item[] {
  cursor.expect("(");
  const items = cursor.within(false, () => readItems(cursor, ")"));
  cursor.expect(")");
  return items;
}

export function readClosure(cursor: Cursor): Expression {
  return cursor.nested(() => {
    const place = placeOf(cursor.expect("{"));
    return cursor.within(true, () => {
      let parameters: readonly Parameter[] | undefined;
      if (hasParameters(cursor)) {
        parameters = cursor.within(false, () => readParameters(cursor, "->"));
        cursor.expect("->");
      }
      const body = cursor.parts.block(cursor);
      cursor.expect("}");
      return { ...place, kind: "closure", parameters, body };
    });
  });
}

/** Whether an arrow follows before anything that only a body has. */
function hasParameters(cursor: Cursor): boolean {
  let open = 0;
  for (let count = 0; ; count += 1) {
    const { kind, text } = cursor.ahead(count);
    if (kind === "end") return false;
    if (kind !== "sign") continue;
    if (open === 0 && text === "->") return true;
    if (open === 0 && text === ";") return false;
    if (["(", "[", "{"].includes(text)) open += 1;
    if ([")", "]", "}"].includes(text)) open -= 1;
    if (open < 0) return false;
  }
}

function isLambda(cursor: Cursor): boolean {
  return cursor.at("(") && cursor.ahead(matching(cursor) + 1).text === "->";
}

/** `x -> x + 1`, `(a, b) -> { … }` */
function readLambda(cursor: Cursor): Expression {
  return cursor.nested(() => {
    const place = placeOf(cursor.token);
    let parameters: readonly Parameter[];
    if (cursor.skip("(")) {
      parameters = cursor.within(false, () => readParameters(cursor, ")"));
      cursor.expect(")");
    } else {
      parameters = [{ ...place, name: cursor.name(), type: undefined, initial: undefined, rest: false }];
    }
    cursor.expect("->");
    if (!cursor.skip("{")) {
      const value = cursor.parts.expression(cursor);
      return { ...place, kind: "closure", parameters, body: [{ ...place, kind: "expression", value }] };
    }
    const body = cursor.within(true, () => cursor.parts.block(cursor));
    cursor.expect("}");
    return { ...place, kind: "closure", parameters, body };
  });
}

function readNew(cursor: Cursor): Expression {
  const place = placeOf(cursor.expect("new"));
  const type = expectType(cursor);
  if (cursor.at("(")) {
    const args = readArguments(cursor);
    if (!cursor.at("{") || cursor.token.newline) return { ...place, kind: "new", type, args, body: undefined };
    return { ...place, kind: "new", type, args, body: cursor.parts.classBody(cursor, "") };
  }
  if (type.dimensions > 0 && cursor.skip("{")) {
    const items = cursor.within(false, () => readItems(cursor, "}"));
    cursor.expect("}");
    return { ...place, kind: "cast", type, value: { ...place, kind: "list", items }, soft: true };
  }
  const sizes: Expression[] = [];
  while (cursor.at("[") && !cursor.token.newline) {
    cursor.advance();
    sizes.push(cursor.within(false, () => cursor.parts.expression(cursor)));
    cursor.expect("]");
  }
  if (sizes.length !== 1) throw cursor.refuse("parentheses or one array size are expected after this type", type);
  return { ...place, kind: "new-array", type, sizes };
}
