import type { Parameter, TypeName } from "./ast.ts";
import { type Cursor, placeOf } from "./cursor.ts";
import { keywords } from "./tokens.ts";

export const primitives: ReadonlySet<string> = new Set("boolean byte char short int long float double void".split(" "));

/** Reads a type, `java.util.Map<String, List<?>>[]` at most; nothing when none stands here. Call inside of `attempt`. */
export function readType(cursor: Cursor): TypeName | undefined {
  const place = placeOf(cursor.token);
  let name = "";
  for (;;) {
    const { kind, text } = cursor.token;
    if (kind !== "word" || keywords.has(text)) return undefined;
    name += text;
    cursor.advance();
    if (!cursor.at(".") || cursor.ahead(1).kind !== "word" || cursor.token.newline) break;
    cursor.advance();
    name += ".";
  }
  const last = name.slice(name.lastIndexOf(".") + 1);
  if (!primitives.has(name) && !/^\p{Lu}/u.test(last)) return undefined;
  if (cursor.at("<") && !skipGenerics(cursor)) return undefined;
  let dimensions = 0;
  while (cursor.at("[") && cursor.ahead(1).text === "]") {
    cursor.advance();
    cursor.advance();
    dimensions += 1;
  }
  return { ...place, name, dimensions };
}

export function expectType(cursor: Cursor): TypeName {
  const place = cursor.token;
  const type = readType(cursor);
  if (type === undefined) throw cursor.refuse("a type is expected here", place);
  return type;
}

/** `<…>` as Java writes generics: names, `?`, `extends`, and more of the same. */
function skipGenerics(cursor: Cursor): boolean {
  let open = 0;
  for (;;) {
    const { kind, text } = cursor.token;
    if (text === "<" && kind === "sign") open += 1;
    else if (/^>+$/.test(text) && kind === "sign") open -= text.length;
    else if (!(kind === "word" || [",", ".", "?", "[", "]", "&"].includes(text)) || kind === "end") return false;
    cursor.advance();
    if (open === 0) return true;
    if (open < 0) return false;
  }
}

/** Reads `def x`, `String x = 1`, `x`, `Object... rest`, up to `end`, which stays. */
export function readParameters(cursor: Cursor, end: string): readonly Parameter[] {
  const parameters: Parameter[] = [];
  while (!cursor.at(end)) {
    if (parameters.length > 0) cursor.expect(",");
    skipModifiers(cursor);
    const type = readVariableType(cursor);
    const rest = cursor.skip("..");
    if (rest) cursor.expect(".");
    const place = placeOf(cursor.token);
    const name = cursor.name();
    parameters.push({
      ...place,
      name,
      type,
      rest,
      initial: cursor.skip("=") ? cursor.parts.expression(cursor) : undefined,
    });
  }
  return parameters;
}

/** The type in front of a name, if there is one. */
export function readVariableType(cursor: Cursor): TypeName | undefined {
  return cursor.attempt(() => {
    const type = readType(cursor);
    const named = cursor.token.kind === "word" && !keywords.has(cursor.token.text);
    return type !== undefined && (named || cursor.at("..")) && cursor.continues() ? type : undefined;
  });
}

const modifiers: ReadonlySet<string> = new Set(
  "def final var public private protected static synchronized transient volatile".split(" "),
);

/** Skips annotations, `def` and the like; says which it saw. */
export function skipModifiers(cursor: Cursor): ReadonlySet<string> {
  const seen = new Set<string>();
  for (;;) {
    if (cursor.at("@")) skipAnnotation(cursor);
    else if (modifiers.has(cursor.token.text) && cursor.token.kind === "word" && !isPlainName(cursor)) {
      seen.add(cursor.advance().text);
    } else return seen;
  }
}

/** `var` and `transient` are words that may be names too. */
function isPlainName(cursor: Cursor): boolean {
  const { kind, text } = cursor.ahead(1);
  return cursor.token.text === "var" && !(kind === "word" && !keywords.has(text));
}

function skipAnnotation(cursor: Cursor): void {
  const place = cursor.expect("@");
  const name = cursor.name(true);
  if (/^(Grab|Grapes|ASTTest|GroovyASTTransformation|AnnotationCollector)/.test(name)) {
    throw cursor.refuse(`@${name} is not allowed in scripts`, place);
  }
  while (cursor.skip(".")) cursor.name(true);
  if (!cursor.at("(")) return;
  let open = 0;
  do {
    const { text, kind } = cursor.advance();
    if (kind === "end") throw cursor.refuse("this annotation does not end", place);
    if (text === "(" && kind === "sign") open += 1;
    if (text === ")" && kind === "sign") open -= 1;
  } while (open > 0);
}
