/** Sets of characters (code points) of regular expressions: literals, escapes and `[…]` classes. */

export type CharacterSet = (code: number) => boolean;

/** Reports a problem at an offset of the pattern. */
export type Refuse = (problem: string, at: number) => Error;

export interface Parsed {
  readonly set: CharacterSet;
  /** Offset after what was read. */
  readonly end: number;
}

export function exactly(wanted: number): CharacterSet {
  return (code) => code === wanted;
}

export function anyCharacter(dotAll: boolean): CharacterSet {
  return dotAll ? () => true : (code) => !lineEnds.has(code);
}

/** Java compares without case among ASCII letters only, unless told otherwise. */
export function ignoringCase(set: CharacterSet): CharacterSet {
  return (code) => set(code) || set(otherCase(code));
}

const lineEnds: ReadonlySet<number> = new Set([0x0a, 0x0d, 0x85, 0x2028, 0x2029]);

function otherCase(code: number): number {
  const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  return isLetter ? code ^ 0x20 : code;
}

const digit: CharacterSet = (code) => code >= 0x30 && code <= 0x39;
const letter: CharacterSet = (code) => otherCase(code) !== code;
export const wordCharacter: CharacterSet = (code) => digit(code) || letter(code) || code === 0x5f;
const space: CharacterSet = (code) => code === 0x20 || (code >= 0x09 && code <= 0x0d);

const not =
  (set: CharacterSet): CharacterSet =>
  (code) =>
    !set(code);

const shorthands: ReadonlyMap<string, CharacterSet> = new Map([
  ["d", digit],
  ["D", not(digit)],
  ["w", wordCharacter],
  ["W", not(wordCharacter)],
  ["s", space],
  ["S", not(space)],
]);

const controls: ReadonlyMap<string, number> = new Map([
  ["t", 0x09],
  ["n", 0x0a],
  ["r", 0x0d],
  ["f", 0x0c],
  ["a", 0x07],
  ["e", 0x1b],
]);

const properties: ReadonlyMap<string, CharacterSet> = new Map<string, CharacterSet>([
  ["Alpha", letter],
  ["Digit", digit],
  ["Alnum", (code) => letter(code) || digit(code)],
  ["Lower", (code) => code >= 0x61 && code <= 0x7a],
  ["Upper", (code) => code >= 0x41 && code <= 0x5a],
  ["XDigit", (code) => /^[0-9a-fA-F]$/.test(String.fromCodePoint(code))],
  ["L", (code) => /^\p{L}$/u.test(String.fromCodePoint(code))],
  ["N", (code) => /^\p{N}$/u.test(String.fromCodePoint(code))],
]);

/** Reads what follows a backslash. */
export function escapedSet(source: string, at: number, refuse: Refuse): Parsed {
  const sign = source.charAt(at);
  const shorthand = shorthands.get(sign);
  if (shorthand !== undefined) return { set: shorthand, end: at + 1 };
  const property = /^([pP])\{([A-Za-z]{1,10})\}/.exec(source.slice(at, at + 14));
  if (property !== null) {
    const found = properties.get(property[2] ?? "");
    if (found === undefined) throw refuse(`the property {${property[2]}} is not supported`, at);
    return { set: property[1] === "P" ? not(found) : found, end: at + property[0].length };
  }
  const single = escapedCharacter(source, at, refuse);
  return { set: exactly(single.code), end: single.end };
}

function escapedCharacter(source: string, at: number, refuse: Refuse): { code: number; end: number } {
  const hex = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(source.slice(at, at + 5));
  if (hex !== null) return { code: Number.parseInt(hex[1] ?? hex[2] ?? "", 16), end: at + hex[0].length };
  const code = source.codePointAt(at);
  if (code === undefined) throw refuse("a backslash ends the pattern", at);
  const sign = String.fromCodePoint(code);
  const control = controls.get(sign);
  if (control !== undefined) return { code: control, end: at + 1 };
  if (/[A-Za-z0-9]/.test(sign)) throw refuse(`the escape \\${sign} is not supported`, at);
  return { code, end: at + sign.length };
}

/** Reads a class, from after its `[` to after its `]`. */
export function parseClass(source: string, start: number, refuse: Refuse): Parsed {
  const negative = source.charAt(start) === "^";
  let at = negative ? start + 1 : start;
  const parts: CharacterSet[] = [];
  while (source.charAt(at) !== "]" || parts.length === 0) {
    if (at >= source.length) throw refuse("this class does not end", start - 1);
    if (source.charAt(at) === "[" || source.startsWith("&&", at)) {
      throw refuse("unions and intersections of classes are not supported", at);
    }
    const low = classItem(source, at, refuse);
    const isRange = source.charAt(low.end) === "-" && !["]", ""].includes(source.charAt(low.end + 1));
    if (!isRange) {
      parts.push(low.set);
      at = low.end;
      continue;
    }
    const high = classItem(source, low.end + 1, refuse);
    parts.push(range(low.code, high.code, () => refuse("this range is out of order", at)));
    at = high.end;
  }
  const any: CharacterSet = (code) => parts.some((part) => part(code));
  return { set: negative ? not(any) : any, end: at + 1 };
}

/** One member of a class; `code` is set when it is a single character, which a range needs. */
function classItem(source: string, at: number, refuse: Refuse): Parsed & { readonly code: number | undefined } {
  if (source.charAt(at) !== "\\") {
    const code = source.codePointAt(at);
    if (code === undefined) throw refuse("this class does not end", at);
    return { set: exactly(code), code, end: at + String.fromCodePoint(code).length };
  }
  const isSet = /[dDwWsSpP]/.test(source.charAt(at + 1));
  if (isSet) return { ...escapedSet(source, at + 1, refuse), code: undefined };
  const single = escapedCharacter(source, at + 1, refuse);
  return { set: exactly(single.code), code: single.code, end: single.end };
}

function range(low: number | undefined, high: number | undefined, problem: () => Error): CharacterSet {
  if (low === undefined || high === undefined || low > high) throw problem();
  return (code) => code >= low && code <= high;
}
