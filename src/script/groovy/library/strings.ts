import { type GroovyCall, type HostType, hostClass, invoke } from "../host-class.ts";
import { compare, isTrue } from "../runtime/equality.ts";
import { isCharacter, isNumber } from "../runtime/numbers.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { arrayOf, bytesOf, type GroovyCharacter, type GroovyValue, isGroovyObject, listOf } from "../values.ts";
import { decodeBytes, encodeText } from "./charsets.ts";
import { iteration } from "./collections.ts";
import { itemsOf } from "./items.ts";
import { intArgument, interfaceClass, textArgument, valueClass } from "./language.ts";
import { numberFrom } from "./number-texts.ts";
import { isPattern, patternOf, replaceMatches } from "./patterns.ts";

export const charSequenceClass = interfaceClass("java.lang.CharSequence");
export const comparableClass = interfaceClass("java.lang.Comparable");

function outside(message: string): Error {
  return groovyError("StringIndexOutOfBoundsException", message);
}

function substring(text: string, from: number, to: number): string {
  if (from < 0 || to > text.length || from > to) throw outside(`begin ${from}, end ${to}, length ${text.length}`);
  return text.slice(from, to);
}

/** `text[key]`: one character, or the characters of a range or a list of indexes. */
function at(text: string, key: GroovyValue, call: GroovyCall): string {
  if (typeof key === "number") {
    const index = key < 0 ? key + text.length : key;
    if (index < 0 || index >= text.length) throw outside(`String index out of range: ${key}`);
    return text.charAt(index);
  }
  if (isGroovyObject(key) && key.kind === "range") {
    const [a, b] = [key.from < 0 ? key.from + text.length : key.from, key.to < 0 ? key.to + text.length : key.to];
    const piece = substring(text, Math.min(a, b), Math.max(a, b) + 1);
    return a > b ? [...piece].reverse().join("") : piece;
  }
  const keys = itemsOf(key, call) ?? [];
  return keys.map((one) => at(text, typeof one === "number" ? one : 0, call)).join("");
}

function padding(args: readonly GroovyValue[], missing: number, call: GroovyCall): string {
  const unit = args.length > 1 ? textArgument(args, 1) : " ";
  if (missing <= 0 || unit === "") return "";
  call.charge(missing);
  if (missing > 1_000_000) throw groovyError("OutOfMemoryError", "the text is too long");
  return unit.repeat(Math.ceil(missing / unit.length)).slice(0, missing);
}

export function repeated(text: string, count: number, call: GroovyCall): string {
  if (count < 0)
    throw groovyError(
      "IllegalArgumentException",
      `multiply() should be called with a number of 0 or greater not: ${count}`,
    );
  call.charge(text.length * count);
  return text.repeat(count);
}

function tokens(text: string, separators: string): string[] {
  const found: string[] = [];
  let token = "";
  for (const sign of text) {
    if (!separators.includes(sign)) token += sign;
    else if (token !== "") {
      found.push(token);
      token = "";
    }
  }
  if (token !== "") found.push(token);
  return found;
}

function lines(text: string): string[] {
  const all = text.split(/\r\n|\r|\n/);
  if (all.at(-1) === "") all.pop();
  return all;
}

/** Java's trim: everything up to the space counts as one. */
function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && text.charCodeAt(from) <= 0x20) from += 1;
  while (to > from && text.charCodeAt(to - 1) <= 0x20) to -= 1;
  return text.slice(from, to);
}

function indent(text: string): string {
  const all = lines(text);
  const depths = all.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const depth = depths.length === 0 ? 0 : Math.min(...depths);
  return all.map((line) => line.slice(Math.min(depth, line.length))).join("\n") + (text.endsWith("\n") ? "\n" : "");
}

export const stringClass = valueClass<string>(
  {
    name: "java.lang.String",
    extends: [charSequenceClass, comparableClass],
    methods: {
      ...iteration(),
      length: (text) => text.length,
      size: (text) => text.length,
      isEmpty: (text) => text === "",
      isBlank: (text) => text.trim() === "",
      charAt: (text, args): GroovyValue => {
        const index = intArgument(args, 0);
        if (index < 0 || index >= text.length) throw outside(`String index out of range: ${index}`);
        return { kind: "character", code: text.charCodeAt(index) };
      },
      substring: (text, args) => substring(text, intArgument(args, 0), intArgument(args, 1, text.length)),
      subSequence: (text, args) => substring(text, intArgument(args, 0), intArgument(args, 1)),
      indexOf: (text, args) => text.indexOf(signArgument(args), intArgument(args, 1, 0)),
      lastIndexOf: (text, args) => text.lastIndexOf(signArgument(args), intArgument(args, 1, text.length)),
      contains: (text, args) => text.includes(textArgument(args, 0)),
      startsWith: (text, args) => text.startsWith(textArgument(args, 0), intArgument(args, 1, 0)),
      endsWith: (text, args) => text.endsWith(textArgument(args, 0)),
      startsWithIgnoreCase: (text, args) => text.toLowerCase().startsWith(textArgument(args, 0).toLowerCase()),
      containsIgnoreCase: (text, args) => text.toLowerCase().includes(textArgument(args, 0).toLowerCase()),
      equalsIgnoreCase: (text, [other = null]) => other !== null && text.toLowerCase() === toText(other).toLowerCase(),
      compareTo: (text, args) => compare(text, textArgument(args, 0)),
      compareToIgnoreCase: (text, args) => compare(text.toLowerCase(), textArgument(args, 0).toLowerCase()),
      toLowerCase: (text) => text.toLowerCase(),
      toUpperCase: (text) => text.toUpperCase(),
      capitalize: (text) => text.charAt(0).toUpperCase() + text.slice(1),
      uncapitalize: (text) => text.charAt(0).toLowerCase() + text.slice(1),
      trim: trimmed,
      strip: (text) => text.trim(),
      stripIndent: indent,
      stripMargin: (text) =>
        lines(text)
          .map((line) => line.replace(/^\s*\|/, ""))
          .join("\n"),
      concat: (text, args) => text + textArgument(args, 0),
      plus: (text, [other = null]) => text + toText(other),
      multiply: (text, args, call) => repeated(text, intArgument(args, 0), call),
      repeat: (text, args, call) => repeated(text, intArgument(args, 0), call),
      padLeft: (text, args, call) => padding(args, intArgument(args, 0) - text.length, call) + text,
      padRight: (text, args, call) => text + padding(args, intArgument(args, 0) - text.length, call),
      center: (text, args, call) => {
        const missing = Math.max(0, intArgument(args, 0) - text.length);
        return padding(args, missing >> 1, call) + text + padding(args, missing - (missing >> 1), call);
      },
      reverse: (text) => [...text].reverse().join(""),
      replace: (text, args) => text.replaceAll(signArgument(args), () => textArgument(args, 1)),
      replaceAll: (text, args, call) => replaceMatches(text, args, true, call),
      replaceFirst: (text, args, call) => replaceMatches(text, args, false, call),
      matches: (text, args) => patternOf(args[0] ?? null).matches(text),
      split: (text, args, call) => {
        if (args.length === 0) return arrayOf(tokens(text, " \t\n\r\f"));
        const [separator = null, limit] = args;
        if (isGroovyObject(separator) && separator.kind === "closure") return listOf([text]);
        return arrayOf(splitText(text, separator, typeof limit === "number" ? limit : 0, call));
      },
      tokenize: (text, args) => listOf(tokens(text, args.length === 0 ? " \t\n\r\f" : textArgument(args, 0))),
      readLines: (text) => listOf(lines(text)),
      eachLine: function* (text, [closure = null]) {
        for (const line of lines(text)) yield* invoke(closure, [line]);
        return null;
      },
      toList: (text) => listOf(text.split("")),
      toCharArray: (text) =>
        arrayOf(
          Array.from(text.split(""), (sign): GroovyCharacter => ({ kind: "character", code: sign.charCodeAt(0) })),
        ),
      getBytes: (text, [charset]) => bytesOf(encodeText(text, charset ?? null)),
      getChars: (text) => listOf(text.split("")),
      toInteger: (text) => numberFrom(text.trim(), "int"),
      toLong: (text) => numberFrom(text.trim(), "long"),
      toDouble: (text) => numberFrom(text.trim(), "double"),
      toBigDecimal: (text) => numberFrom(text.trim(), "decimal"),
      toBoolean: (text) => ["true", "y", "1"].includes(text.trim().toLowerCase()),
      isInteger: (text) => /^[+-]?\d{1,9}$/.test(text.trim()),
      isLong: (text) => /^[+-]?\d{1,18}$/.test(text.trim()),
      isNumber: (text) => /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim()),
      isBigDecimal: (text) => /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim()),
      decodeBase64: (text) => bytesOf(Buffer.from(text, "base64")),
      decodeHex: (text) => bytesOf(Buffer.from(text, "hex")),
      encodeAsBase64: (text) => Buffer.from(text).toString("base64"),
      minus: (text, [other = null]) => text.replace(toText(other), ""),
      intern: (text) => text,
      take: (text, args) => text.slice(0, Math.max(0, intArgument(args, 0))),
      drop: (text, args) => text.slice(Math.max(0, intArgument(args, 0))),
      takeRight: (text, args) => (intArgument(args, 0) <= 0 ? "" : text.slice(-intArgument(args, 0))),
      count: (text, args) => text.split(textArgument(args, 0)).length - 1,
      hashCode: (text) => hash(text),
      codePointAt: (text, args) => text.codePointAt(intArgument(args, 0)) ?? 0,
      formatted: (text, args) => format(text, args),
    },
    properties: {
      bytes: { get: (text) => bytesOf(encodeText(text, null)) },
      chars: { get: (text) => listOf(text.split("")) },
    },
    getAt: at,
    statics: {
      methods: {
        valueOf: ([value = null]: readonly GroovyValue[]) => toText(value),
        format: (args) => format(textArgument(args, 0), args.slice(1)),
        join: ([separator = null, ...rest], call) => {
          const [only = null] = rest;
          const parts = rest.length === 1 && isGroovyObject(only) ? (itemsOf(only, call) ?? []) : rest;
          return parts.map(toText).join(toText(separator));
        },
      },
    },
    construct: ([from = null, charset = null]) =>
      isGroovyObject(from) && from.kind === "bytes"
        ? decodeBytes(from.bytes, charset)
        : from === null
          ? ""
          : charArrayText(from),
    cast: (value) =>
      isGroovyObject(value) && value.kind === "array" && value.items.every(isCharacter) && value.items.length > 0
        ? charArrayText(value)
        : castText(value),
    coerce: castText,
  },
  (value) => (typeof value === "string" ? value : undefined),
);

function castText(value: GroovyValue): string | null {
  return value === null ? null : toText(value);
}

function charArrayText(value: GroovyValue): string {
  return isGroovyObject(value) && value.kind === "array" ? value.items.map(toText).join("") : toText(value);
}

function hash(text: string): number {
  let value = 0;
  for (let index = 0; index < text.length; index += 1) value = (Math.imul(value, 31) + text.charCodeAt(index)) | 0;
  return value;
}

function signArgument(args: readonly GroovyValue[]): string {
  const [first] = args;
  return typeof first === "number" ? String.fromCharCode(first) : textArgument(args, 0);
}

function splitText(text: string, separator: GroovyValue, limit: number, call: GroovyCall): readonly string[] {
  const source = isPattern(separator) ? undefined : toText(separator);
  call.work(text.length >> 4);
  if (limit === 0) {
    if (source !== undefined && source.length === 1 && !"\\^$.|?*+()[]{}".includes(source)) {
      if (text === "") return [""];
      const parts = text.split(source);
      while (parts.at(-1) === "") parts.pop();
      return parts;
    }
    return patternOf(separator).split(text);
  }
  const signs = Array.from(text);
  const parts: string[] = [];
  let from = 0;
  for (const match of patternOf(separator).all(text, limit < 0 ? 100_000 : limit - 1)) {
    if (match.end === 0) continue;
    parts.push(signs.slice(from, match.start).join(""));
    from = match.end;
  }
  return [...parts, signs.slice(from).join("")];
}

/** `%s`, `%d`, `%x`, `%.2f`, with width and flags. */
function format(pattern: string, args: readonly GroovyValue[]): string {
  let next = 0;
  return pattern.replace(
    /%([-0+,]*)(\d{1,3})?(?:\.(\d{1,2}))?([a-zA-Z%])/g,
    (_all, flags: string, width: string | undefined, digits: string | undefined, kind: string) => {
      if (kind === "%") return "%";
      if (kind === "n") return "\n";
      const value = args[next];
      next += 1;
      if (value === undefined) throw groovyError("IllegalArgumentException", `Format specifier '%${kind}'`);
      const text = formatted(kind, value, digits);
      const missing = Number(width ?? 0);
      if (flags.includes("-")) return text.padEnd(missing);
      return flags.includes("0")
        ? text.startsWith("-")
          ? `-${text.slice(1).padStart(missing - 1, "0")}`
          : text.padStart(missing, "0")
        : text.padStart(missing);
    },
  );
}

function formatted(kind: string, value: GroovyValue, digits: string | undefined): string {
  const text = toText(value);
  if (kind === "s" || kind === "S") {
    const cut = digits === undefined ? text : text.slice(0, Number(digits));
    return kind === "S" ? cut.toUpperCase() : cut;
  }
  if (kind === "b") return String(isTrue(value));
  if (!isNumber(value)) {
    if (kind === "c") return text;
    throw groovyError("IllegalArgumentException", `${kind} != ${text}`);
  }
  if (kind === "d") return text;
  if (kind === "x" || kind === "X") {
    const hex = typeof value === "number" ? (value >>> 0).toString(16) : BigInt.asUintN(64, BigInt(text)).toString(16);
    return kind === "X" ? hex.toUpperCase() : hex;
  }
  if (kind === "f") return Number(text).toFixed(Number(digits ?? 6));
  throw groovyError("IllegalArgumentException", `Conversion = '${kind}'`);
}

/** StringBuilder and StringBuffer. */
export const stringBuilderClass: HostType<{ text: string }> = hostClass<{ text: string }>({
  name: "java.lang.StringBuilder",
  implements: ["java.lang.CharSequence", "java.lang.StringBuffer"],
  methods: {
    append: (self, args, call, value) => grow(self, self.text + toText(args[0] ?? null), call, value),
    leftShift: (self, args, call, value) => grow(self, self.text + toText(args[0] ?? null), call, value),
    insert: (self, args, call, value) => {
      const index = intArgument(args, 0);
      return grow(self, substring(self.text, 0, index) + toText(args[1] ?? null) + self.text.slice(index), call, value);
    },
    reverse: (self, _args, _call, value) => {
      self.text = [...self.text].reverse().join("");
      return value;
    },
    deleteCharAt: (self, args, _call, value) => {
      const index = intArgument(args, 0);
      self.text = substring(self.text, 0, index) + substring(self.text, index + 1, self.text.length);
      return value;
    },
    setLength: (self, args) => {
      self.text = self.text.slice(0, intArgument(args, 0));
      return null;
    },
    length: ({ text }) => text.length,
    size: ({ text }) => text.length,
    charAt: ({ text }, args): GroovyValue => ({ kind: "character", code: text.charCodeAt(intArgument(args, 0)) }),
    substring: ({ text }, args) => substring(text, intArgument(args, 0), intArgument(args, 1, text.length)),
    indexOf: ({ text }, args) => text.indexOf(textArgument(args, 0)),
    contains: ({ text }, args) => text.includes(textArgument(args, 0)),
  },
  text: ({ text }) => text,
  truth: ({ text }) => text !== "",
  construct: ([from = null]) =>
    stringBuilderClass.wrap({ text: from === null || typeof from === "number" ? "" : toText(from) }),
});

function grow(self: { text: string }, text: string, call: GroovyCall, value: GroovyValue): GroovyValue {
  call.charge(text.length - self.text.length);
  if (text.length > 4_000_000) throw groovyError("OutOfMemoryError", "the text is too long");
  self.text = text;
  return value;
}

export const characterClass = valueClass<GroovyCharacter>(
  {
    name: "java.lang.Character",
    extends: [comparableClass],
    methods: {
      charValue: (self) => self,
      isDigit: ({ code }) => /\p{Nd}/u.test(String.fromCharCode(code)),
      isLetter: ({ code }) => /\p{L}/u.test(String.fromCharCode(code)),
      isUpperCase: ({ code }) => /\p{Lu}/u.test(String.fromCharCode(code)),
      isLowerCase: ({ code }) => /\p{Ll}/u.test(String.fromCharCode(code)),
      isWhitespace: ({ code }) => /\s/.test(String.fromCharCode(code)),
      toUpperCase: ({ code }): GroovyValue => ({
        kind: "character",
        code: String.fromCharCode(code).toUpperCase().charCodeAt(0),
      }),
      toLowerCase: ({ code }): GroovyValue => ({
        kind: "character",
        code: String.fromCharCode(code).toLowerCase().charCodeAt(0),
      }),
    },
    statics: {
      methods: {
        isDigit: ([sign = null]) => /^\p{Nd}/u.test(toText(sign)),
        isLetter: ([sign = null]) => /^\p{L}/u.test(toText(sign)),
        isLetterOrDigit: ([sign = null]) => /^[\p{L}\p{Nd}]/u.test(toText(sign)),
        isWhitespace: ([sign = null]) => /^\s/.test(toText(sign)),
        isUpperCase: ([sign = null]) => /^\p{Lu}/u.test(toText(sign)),
        isLowerCase: ([sign = null]) => /^\p{Ll}/u.test(toText(sign)),
      },
    },
    cast: (value) => {
      if (typeof value === "number") return { kind: "character", code: value & 0xffff };
      return typeof value === "string" && value.length === 1
        ? { kind: "character", code: value.charCodeAt(0) }
        : undefined;
    },
  },
  (value) => (isCharacter(value) ? value : undefined),
);
