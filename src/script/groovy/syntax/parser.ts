import type {
  ClassBody,
  ClassDefinition,
  Expression,
  Field,
  Import,
  Method,
  Script,
  Statement,
  TypeName,
} from "./ast.ts";
import { type Cursor, createCursor, placeOf } from "./cursor.ts";
import { readExpression } from "./expressions.ts";
import { lex } from "./lexer.ts";
import { endStatement, readBlock, readBraces, readStatement } from "./statements.ts";
import type { Refuse } from "./tokens.ts";
import { expectType, readParameters, readType, skipModifiers } from "./types.ts";

/** Reads a whole script. Throws what `refuse` makes of the first thing that is not understood. */
export function parse(source: string, refuse: Refuse): Script {
  const cursor = createCursor(lex(source, refuse), refuse, { block: readBlock, expression: readExpression, classBody });
  const imports: Import[] = [];
  const body: Statement[] = [];
  const methods: Method[] = [];
  const classes: ClassDefinition[] = [];
  if (cursor.skip("package")) {
    readPath(cursor);
    endStatement(cursor);
  }
  for (;;) {
    while (cursor.skip(";"));
    if (cursor.token.kind === "end") return { imports, body, methods, classes };
    if (cursor.at("import")) imports.push(readImport(cursor));
    else {
      const definition = readClass(cursor);
      const method = definition === undefined ? readMethod(cursor) : undefined;
      if (definition !== undefined) classes.push(definition);
      else if (method !== undefined) methods.push(method);
      else body.push(readStatement(cursor));
    }
    endStatement(cursor);
  }
}

function readPath(cursor: Cursor): string {
  let path = cursor.name(true);
  while (cursor.at(".") && cursor.ahead(1).kind === "word") {
    cursor.advance();
    path += `.${cursor.name(true)}`;
  }
  return path;
}

function readImport(cursor: Cursor): Import {
  const place = placeOf(cursor.expect("import"));
  const isStatic = cursor.skip("static");
  const path = readPath(cursor);
  const all = cursor.skip(".") ? cursor.expect("*").text === "*" : cursor.skip("*.") || false;
  const alias = cursor.skip("as") ? cursor.name() : undefined;
  return { ...place, path, all, isStatic, alias };
}

/** `def f(a) { … }`, `static String f() { … }`; nothing when none stands here. */
function readMethod(cursor: Cursor): Method | undefined {
  return cursor.attempt(() => {
    const modifiers = skipModifiers(cursor);
    const returns = readReturnType(cursor);
    if (modifiers.size === 0 && returns === undefined) return undefined;
    const place = placeOf(cursor.token);
    if (!["word", "text"].includes(cursor.token.kind) || cursor.ahead(1).text !== "(") return undefined;
    const { text, kind, parts } = cursor.advance();
    const name = kind === "word" ? text : String(parts?.[0] ?? "");
    cursor.expect("(");
    const parameters = cursor.within(false, () => readParameters(cursor, ")"));
    cursor.expect(")");
    if (cursor.skip("throws"))
      do expectType(cursor);
      while (cursor.skip(","));
    return { ...place, name, isStatic: modifiers.has("static"), parameters, returns, body: readBraces(cursor) };
  });
}

function readReturnType(cursor: Cursor): TypeName | undefined {
  return cursor.attempt(() => {
    const type = readType(cursor);
    return type !== undefined && cursor.token.kind === "word" ? type : undefined;
  });
}

function readClass(cursor: Cursor): ClassDefinition | undefined {
  const place = placeOf(cursor.token);
  const isClass = cursor.attempt(() => {
    const seen = skipModifiers(cursor);
    return !seen.has("def") && cursor.skip("class") ? true : undefined;
  });
  if (isClass === undefined) return undefined;
  const name = cursor.name();
  const parents: TypeName[] = [];
  for (const word of ["extends", "implements"]) {
    if (!cursor.skip(word)) continue;
    do parents.push(expectType(cursor));
    while (cursor.skip(","));
  }
  return { ...place, name, parents, ...classBody(cursor, name) };
}

function classBody(cursor: Cursor, name: string): ClassBody {
  const fields: Field[] = [];
  const methods: Method[] = [];
  const constructors: Method[] = [];
  cursor.expect("{");
  cursor.within(true, () => {
    for (;;) {
      while (cursor.skip(";"));
      if (cursor.at("}")) return;
      const constructed = readConstructor(cursor, name);
      const method = constructed === undefined ? readMethod(cursor) : undefined;
      if (constructed !== undefined) constructors.push(constructed);
      else if (method !== undefined) methods.push(method);
      else fields.push(...readFields(cursor));
      endStatement(cursor);
    }
  });
  cursor.expect("}");
  return { fields, methods, constructors };
}

function readConstructor(cursor: Cursor, name: string): Method | undefined {
  return cursor.attempt(() => {
    skipModifiers(cursor);
    const place = placeOf(cursor.token);
    if (name === "" || !cursor.at(name) || cursor.ahead(1).text !== "(") return undefined;
    cursor.advance();
    cursor.expect("(");
    const parameters = cursor.within(false, () => readParameters(cursor, ")"));
    cursor.expect(")");
    return { ...place, name, isStatic: false, parameters, returns: undefined, body: readBraces(cursor) };
  });
}

function readFields(cursor: Cursor): readonly Field[] {
  const modifiers = skipModifiers(cursor);
  const type = readReturnType(cursor);
  if (modifiers.size === 0 && type === undefined) throw cursor.unexpected();
  const fields: Field[] = [];
  do {
    const place = placeOf(cursor.token);
    const name = cursor.name();
    const initial: Expression | undefined = cursor.skip("=") ? readExpression(cursor) : undefined;
    fields.push({ ...place, name, type, isStatic: modifiers.has("static"), initial });
  } while (cursor.skip(","));
  return fields;
}
