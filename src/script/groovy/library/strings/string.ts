import { type GroovyCall, invoke } from "../../host-class.ts";
import { areEqual, compare } from "../../runtime/equality.ts";
import { isCharacter } from "../../runtime/numbers.ts";
import { joinedText, toText } from "../../runtime/text.ts";
import { arrayOf, bytesOf, type GroovyCharacter, type GroovyValue, isGroovyObject, listOf } from "../../values.ts";
import { decodeBytes, encodeText } from "../charsets.ts";
import { itemsOf } from "../items.ts";
import { iteration } from "../iteration/table.ts";
import { intArgument, textArgument, valueClass } from "../language.ts";
import { patternOf, replaceMatches } from "../patterns.ts";
import { conversions } from "./conversions.ts";
import { format } from "./format.ts";
import { charSequenceClass, comparableClass } from "./interfaces.ts";
import { charactersAt, outside, padding, repeated, reversed, substring, trimmed } from "./pieces.ts";
import { occurrences, payForSearch, replaced, wantedIn } from "./search.ts";
import { lines, signs, split, tokens, withoutIndent } from "./split.ts";

export const stringClass = valueClass<string>(
  {
    name: "java.lang.String",
    extends: [charSequenceClass, comparableClass],
    methods: {
      ...iteration(),
      ...conversions,
      length: (text) => text.length,
      size: (text) => text.length,
      isEmpty: (text) => text === "",
      isBlank: (text) => text.trim() === "",
      charAt: (text, args) => characterOf(text, intArgument(args, 0)),
      codePointAt: (text, args) => text.codePointAt(intArgument(args, 0)) ?? 0,
      substring: (text, args) => substring(text, intArgument(args, 0), intArgument(args, 1, text.length)),
      subSequence: (text, args) => substring(text, intArgument(args, 0), intArgument(args, 1)),
      take: (text, args) => text.slice(0, Math.max(0, intArgument(args, 0))),
      drop: (text, args) => text.slice(Math.max(0, intArgument(args, 0))),
      takeRight: (text, args) => (intArgument(args, 0) <= 0 ? "" : text.slice(-intArgument(args, 0))),

      indexOf: (text, args, call) => text.indexOf(wantedIn(text, args, call), intArgument(args, 1, 0)),
      lastIndexOf: (text, args, call) =>
        text.lastIndexOf(wantedIn(text, args, call), intArgument(args, 1, text.length)),
      contains: (text, args, call) => text.includes(wantedIn(text, args, call)),
      containsIgnoreCase: (text, args, call) => {
        const wanted = textArgument(args, 0, call).toLowerCase();
        payForSearch(text, wanted, call);
        return text.toLowerCase().includes(wanted);
      },
      count: (text, args, call) => occurrences(text, wantedIn(text, args, call)),
      startsWith: (text, args, call) => text.startsWith(textArgument(args, 0, call), intArgument(args, 1, 0)),
      endsWith: (text, args, call) => text.endsWith(textArgument(args, 0, call)),
      startsWithIgnoreCase: (text, args, call) =>
        text.toLowerCase().startsWith(textArgument(args, 0, call).toLowerCase()),

      equalsIgnoreCase: (text, [other = null], call) =>
        other !== null && areEqual(text.toLowerCase(), toText(other, call).toLowerCase(), call),
      compareTo: (text, args, call) => compare(text, textArgument(args, 0, call), call),
      compareToIgnoreCase: (text, args, call) =>
        compare(text.toLowerCase(), textArgument(args, 0, call).toLowerCase(), call),
      hashCode: (text) => hash(text),

      toLowerCase: (text) => text.toLowerCase(),
      toUpperCase: (text) => text.toUpperCase(),
      capitalize: (text) => text.charAt(0).toUpperCase() + text.slice(1),
      uncapitalize: (text) => text.charAt(0).toLowerCase() + text.slice(1),
      trim: trimmed,
      strip: (text) => text.trim(),
      stripIndent: (text, _args, call) => withoutIndent(text, call),
      stripMargin: (text, _args, call) =>
        lines(text, call)
          .map((line) => line.replace(/^\s*\|/, ""))
          .join("\n"),
      intern: (text) => text,

      concat: (text, args, call) => text + textArgument(args, 0, call),
      plus: (text, [other = null], call) => text + toText(other, call),
      minus: (text, [other = null], call) => {
        const wanted = toText(other, call);
        payForSearch(text, wanted, call);
        return text.replace(wanted, "");
      },
      multiply: (text, args, call) => repeated(text, intArgument(args, 0), call),
      repeat: (text, args, call) => repeated(text, intArgument(args, 0), call),
      padLeft: (text, args, call) => padding(args, intArgument(args, 0) - text.length, call) + text,
      padRight: (text, args, call) => text + padding(args, intArgument(args, 0) - text.length, call),
      center: (text, args, call) => {
        const missing = Math.max(0, intArgument(args, 0) - text.length);
        return padding(args, missing >> 1, call) + text + padding(args, missing - (missing >> 1), call);
      },
      reverse: (text, _args, call) => reversed(text, call),
      replace: (text, args, call) => replaced(text, wantedIn(text, args, call), textArgument(args, 1, call), call),
      formatted: (text, args, call) => format(text, args, call),

      matches: (text, [pattern = null], call) => patternOf(pattern, call).matches(text, call.work),
      replaceAll: (text, args, call) => replaceMatches(text, args, true, call),
      replaceFirst: (text, args, call) => replaceMatches(text, args, false, call),
      split,
      tokenize: (text, args, call) =>
        listOf(args.length === 0 ? tokens(text, call) : tokens(text, call, textArgument(args, 0, call))),
      readLines: (text, _args, call) => listOf(lines(text, call)),
      eachLine: function* (text, [closure = null], call) {
        for (const line of lines(text, call)) yield* invoke(closure, [line]);
        return null;
      },
      toList: (text, _args, call) => listOf(signs(text, call)),
      getChars: (text, _args, call) => listOf(signs(text, call)),
      toCharArray: (text, _args, call) => {
        call.charge(text.length * 3);
        return arrayOf(
          signs(text, call).map((sign): GroovyCharacter => ({ kind: "character", code: sign.charCodeAt(0) })),
        );
      },
    },
    properties: {
      bytes: { get: (text) => bytesOf(encodeText(text, null)) },
      chars: { get: (text, call) => listOf(signs(text, call)) },
    },
    getAt: charactersAt,
    statics: {
      methods: {
        valueOf: ([value = null]: readonly GroovyValue[], call: GroovyCall) => toText(value, call),
        format: (args, call) => format(textArgument(args, 0, call), args.slice(1), call),
        join: ([separator = null, ...rest], call) => {
          const [only = null] = rest;
          const parts = rest.length === 1 && isGroovyObject(only) ? (itemsOf(only, call) ?? []) : rest;
          return joinedText(parts, toText(separator, call), call);
        },
      },
    },
    construct: ([from = null, charset = null], call) => {
      if (isGroovyObject(from) && from.kind === "bytes") return decodeBytes(from.bytes, charset);
      return from === null ? "" : charArrayText(from, call);
    },
    cast: (value, call) =>
      isGroovyObject(value) && value.kind === "array" && value.items.every(isCharacter) && value.items.length > 0
        ? charArrayText(value, call)
        : toText(value, call),
    coerce: toText,
  },
  (value) => (typeof value === "string" ? value : undefined),
);

function characterOf(text: string, index: number): GroovyCharacter {
  if (index < 0 || index >= text.length) throw outside(`String index out of range: ${index}`);
  return { kind: "character", code: text.charCodeAt(index) };
}

function charArrayText(value: GroovyValue, call: GroovyCall): string {
  if (!isGroovyObject(value) || value.kind !== "array") return toText(value, call);
  return joinedText(value.items, "", call);
}

/** As Java computes it, which scripts may rely on. */
function hash(text: string): number {
  let value = 0;
  for (let index = 0; index < text.length; index += 1) value = (Math.imul(value, 31) + text.charCodeAt(index)) | 0;
  return value;
}
