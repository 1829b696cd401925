import { decimalOf } from "../runtime/decimal.ts";
import { double, type GroovyValue } from "../values.ts";
import { createReader, type Reader } from "./characters.ts";
import { lexText, type Parts } from "./lex-text.ts";
import { keywords, type Refuse, type Token } from "./tokens.ts";

const longestSource = 128 * 1024;
const deepestTexts = 20;

/** Compiled once: a literal at the place of use would be compiled for every token. */
const patterns = {
  word: /[\p{L}_$][\p{L}\p{N}_$]*/uy,
  wordCharacter: /[\p{L}\p{N}_]/uy,
  suffix: /[iIlLdDfFgG](?![\p{L}\p{N}_])/uy,
  spaces: /[ \t\r\f\u00a0\ufeff]+/uy,
  continuation: /\\\r?\n/uy,
  lines: /\n+/uy,
  radix: /0[xX][0-9a-fA-F_]+|0[bB][01_]+/uy,
  decimal: /\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/uy,
} as const;

/** Longest first, so that the first that fits is the right one. */
const signs = (
  ">>>= >>> <=> ==~ **= >>> <<= >>= ..< === !== *. ?. ?: ?= .& ** >> =~ == != <= >= && || ++ -- += -= *= /= %= &= |= ^= << .. -> :: " +
  "( ) [ ] { } . , ; : ? = < > + - * / % ! ~ & | ^ @"
).split(" ");

/** Cuts a script into tokens, those inside of strings included. */
export function lex(source: string, refuse: Refuse): readonly Token[] {
  if (source.length > longestSource) throw refuse("the script is too long", { line: 1, column: 1 });
  const reader = createReader(source, refuse);
  if (reader.at("#!")) reader.take(/[^\n]*/uy);
  return lexTokens(reader, 0);
}

/** Reads to the end, or, inside of a string, to behind the brace that closes its expression. */
function lexTokens(reader: Reader, depth: number): readonly Token[] {
  const start = reader.place();
  if (depth > deepestTexts) throw reader.refuse("strings nest too deep", start);
  const tokens: Token[] = [];
  let braces = 0;
  for (;;) {
    const gap = lexGap(reader);
    const place = reader.place();
    const add = (
      token: Pick<Token, "kind" | "text"> & { readonly value?: GroovyValue; readonly parts?: Parts },
    ): void => {
      tokens.push({ ...token, ...place, ...gap });
    };
    if (reader.position >= reader.source.length) {
      if (depth > 0) throw reader.refuse("the expression in this string does not end", start);
      add({ kind: "end", text: "the end of the script" });
      return tokens;
    }
    const word = reader.take(patterns.word);
    if (word !== "" && !(word === "$" && reader.at("/"))) {
      add({ kind: "word", text: word });
      continue;
    }
    reader.position -= word.length;
    const number = lexNumber(reader);
    if (number !== undefined) {
      add(number);
      continue;
    }
    const parts = lexText(reader, !endsValue(tokens.at(-1)), () => lexTokens(reader, depth + 1));
    if (parts !== undefined) {
      add({ kind: "text", text: "a string", parts });
      continue;
    }
    const sign = signs.find((candidate) => reader.skip(candidate));
    if (sign === undefined) throw reader.refuse(`"${reader.take(/./suy)}" is not understood here`, place);
    if (sign === "{") braces += 1;
    if (sign === "}" && depth > 0 && braces === 0) {
      add({ kind: "end", text: "the end of the expression" });
      return tokens;
    }
    if (sign === "}") braces -= 1;
    add({ kind: "sign", text: sign });
  }
}

/** Spaces, comments and line breaks. */
function lexGap(reader: Reader): { newline: boolean; spaced: boolean } {
  const from = reader.position;
  let newline = false;
  for (;;) {
    const before = reader.position;
    if (reader.take(patterns.spaces) !== "" || reader.take(patterns.continuation) !== "") continue;
    if (reader.take(patterns.lines) !== "") newline = true;
    else if (reader.at("//")) reader.take(/[^\n]*/uy);
    else if (reader.at("/*")) {
      const end = reader.source.indexOf("*/", reader.position + 2);
      if (end < 0) throw reader.refuse("this comment does not end", reader.place());
      if (reader.source.slice(reader.position, end).includes("\n")) newline = true;
      reader.position = end + 2;
    }
    if (reader.position === before) return { newline, spaced: reader.position > from };
  }
}

/** Whether a `/` after this token divides. */
function endsValue(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === "number" || token.kind === "text") return true;
  if (token.kind === "word")
    return !keywords.has(token.text) || ["this", "super", "null", "true", "false"].includes(token.text);
  return [")", "]", "}", "++", "--"].includes(token.text);
}

type NumberToken = Pick<Token, "kind" | "text"> & { readonly value: GroovyValue };

function lexNumber(reader: Reader): NumberToken | undefined {
  const place = reader.place();
  const digits = reader.take(patterns.radix) || reader.take(patterns.decimal);
  if (digits === "") return undefined;
  const suffix = reader.take(patterns.suffix);
  if (reader.take(patterns.wordCharacter) !== "") throw reader.refuse("this number is not understood", place);
  const plain = digits.replaceAll("_", "");
  const value = numberValue(plain, suffix.toLowerCase());
  if (typeof value === "object" && value !== null && "problem" in value) throw reader.refuse(value.problem, place);
  return { kind: "number", text: digits + suffix, value };
}

function numberValue(digits: string, suffix: string): GroovyValue | { problem: string } {
  if (suffix === "f") return { problem: "float is not supported: write the number without f, or with d" };
  if (suffix === "d") return double(Number(digits));
  const isRadix = /^0[xXbB]/.test(digits);
  if (!isRadix && /[.eE]/.test(digits)) {
    if (/[eE][+-]?\d{4,}/.test(digits)) return { problem: "this number is too large" };
    return decimalOf(digits);
  }
  if (suffix === "g") return { problem: "BigInteger is not supported" };
  const whole = /^0\d/.test(digits) ? octal(digits) : BigInt(digits);
  if (whole === undefined) return { problem: "this is no octal number" };
  if (suffix !== "l" && BigInt.asIntN(32, whole) === whole) return Number(whole);
  if (isRadix && suffix !== "l" && whole < 2n ** 32n) return Number(BigInt.asIntN(32, whole));
  return BigInt.asIntN(64, whole) === whole ? whole : { problem: "BigInteger is not supported" };
}

function octal(digits: string): bigint | undefined {
  return /^[0-7]+$/.test(digits) ? BigInt(`0o${digits}`) : undefined;
}
