import type { ClassBody, Expression, Statement } from "./ast.ts";
import { keywords, type Place, type Refuse, type Token } from "./tokens.ts";

const deepest = 200;

/** Parsers that need each other: each reads with the cursor it is given. */
export interface Parts {
  readonly block: (cursor: Cursor) => readonly Statement[];
  readonly expression: (cursor: Cursor) => Expression;
  /** `{ … }` of a class; the name tells its constructors. */
  readonly classBody: (cursor: Cursor, name: string) => ClassBody;
}

/** The tokens of a script with a position in them: what every part of the parser reads from. */
export interface Cursor {
  readonly refuse: Refuse;
  readonly token: Token;
  ahead(count: number): Token;
  advance(): Token;
  /** Whether the next token is this sign or keyword. */
  at(text: string): boolean;
  skip(text: string): boolean;
  expect(text: string): Token;
  /** A name; keywords only where `loose`. */
  name(loose?: boolean): string;
  /** Whether the next token may continue the expression before it: always inside brackets, else only on the same line. */
  continues(): boolean;
  /** Reads with line breaks meaning nothing (inside brackets), or something again (inside braces). */
  within<Result>(linesMatter: boolean, read: () => Result): Result;
  /** Tries a reading; without a result the position stays. */
  attempt<Result>(read: () => Result | undefined): Result | undefined;
  /** Counts nesting, so that a hostile script fails and not the stack. */
  nested<Result>(read: () => Result): Result;
  /** The same kind of cursor over other tokens: for expressions inside of strings. */
  over(tokens: readonly Token[]): Cursor;
  unexpected(): Error;
  /** What closures and `new` need of the parsers above them. */
  readonly parts: Parts;
}

export function createCursor(
  tokens: readonly Token[],
  refuse: Refuse,
  parts: Parts,
  depth: { now: number } = { now: 0 },
): Cursor {
  const last = tokens.at(-1);
  if (last === undefined) throw refuse("there is nothing here", { line: 1, column: 1 });
  let position = 0;
  let linesMatter = true;
  const ahead = (count: number): Token => tokens[position + count] ?? last;
  const at = (text: string): boolean => isSign(ahead(0)) && ahead(0).text === text;
  const cursor: Cursor = {
    refuse,
    get token() {
      return ahead(0);
    },
    ahead,
    advance: () => {
      const token = ahead(0);
      position += 1;
      return token;
    },
    at,
    skip: (text) => {
      if (!at(text)) return false;
      position += 1;
      return true;
    },
    expect: (text) => {
      if (!at(text)) throw refuse(`"${text}" is expected here, not ${shown(ahead(0))}`, ahead(0));
      return cursor.advance();
    },
    name: (loose = false) => {
      const token = ahead(0);
      if (token.kind !== "word" || (!loose && keywords.has(token.text))) {
        throw refuse(`a name is expected here, not ${shown(token)}`, token);
      }
      return cursor.advance().text;
    },
    continues: () => !linesMatter || !ahead(0).newline,
    within: (matter, read) => {
      const before = linesMatter;
      linesMatter = matter;
      const result = read();
      linesMatter = before;
      return result;
    },
    attempt: (read) => {
      const before = position;
      const result = read();
      if (result === undefined) position = before;
      return result;
    },
    nested: (read) => {
      depth.now += 1;
      if (depth.now > deepest) throw refuse("this nests too deep", ahead(0));
      const result = read();
      depth.now -= 1;
      return result;
    },
    over: (others) => createCursor(others, refuse, parts, depth),
    unexpected: () => refuse(`${shown(ahead(0))} is not understood here`, ahead(0)),
    parts,
  };
  return cursor;
}

function isSign(token: Token): boolean {
  return token.kind === "sign" || token.kind === "word";
}

function shown(token: Token): string {
  return token.kind === "end" || token.kind === "text" ? token.text : `"${token.text}"`;
}

export function placeOf({ line, column }: Place): Place {
  return { line, column };
}
