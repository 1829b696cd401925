import { syntaxError } from "./syntax.ts";

export interface Token {
  readonly kind: "number" | "text" | "word" | "symbol" | "end";
  /** The spelling of a symbol or word; the value of a text. */
  readonly value: string;
  readonly at: number;
  /** Offset after the token. */
  readonly end: number;
}

const blank = /\s*/y;
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const word = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const symbol = /&&|\|\||[=!<>]=|[-+*/%<>!?:.,()[\]}]/y;
const text = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;

/**
 * Reads one token at `offset`. The end of the text and a lone `=`, `&` or quote are told apart by their own messages.
 *
 * @throws {gateway.expression-invalid}
 */
export function nextToken(source: string, offset: number): Token {
  const start = offset + (matchAt(blank, source, offset)?.length ?? 0);
  if (start >= source.length) return { kind: "end", value: "", at: start, end: start };
  const quoted = matchAt(text, source, start);
  if (quoted !== undefined) return token("text", unescaped(source, start, quoted), start, quoted.length);
  for (const [kind, pattern] of patterns) {
    const found = matchAt(pattern, source, start);
    if (found !== undefined) return token(kind, found, start, found.length);
  }
  const problem = /['"]/.test(source.charAt(start)) ? "this text does not end" : "this character has no meaning here";
  throw syntaxError(source, start, problem);
}

const patterns: readonly (readonly ["number" | "word" | "symbol", RegExp])[] = [
  ["number", number],
  ["word", word],
  ["symbol", symbol],
];

function token(kind: Token["kind"], value: string, at: number, length: number): Token {
  return { kind, value, at, end: at + length };
}

function matchAt(pattern: RegExp, source: string, offset: number): string | undefined {
  const sticky = new RegExp(pattern.source, pattern.flags);
  sticky.lastIndex = offset;
  return sticky.exec(source)?.[0];
}

/** `\\`, `\'` and `\"` are the only escapes; what another one would mean is not known, so it is refused. */
function unescaped(source: string, start: number, quoted: string): string {
  return quoted.slice(1, -1).replace(/\\([\s\S])/g, (_match, escaped: string, at: number) => {
    if (/[\\'"]/.test(escaped)) return escaped;
    throw syntaxError(source, start + 1 + at, `the escape \\${escaped} has no meaning; write \\\\ for a backslash`);
  });
}
