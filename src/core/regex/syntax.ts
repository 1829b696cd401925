import { anyCharacter, type CharacterSet, escapedSet, exactly, ignoringCase, parseClass } from "./sets.ts";

/**
 * Patterns of `java.util.regex`, as far as routes use them: groups, look-around, classes, possessive quantifiers,
 * `\Q…\E` and inline flags. What is missing (back references, class intersections) is refused where the file is loaded.
 */

export type Pattern =
  | { readonly kind: "set"; readonly set: CharacterSet }
  | { readonly kind: "sequence"; readonly items: readonly Pattern[] }
  | { readonly kind: "either"; readonly options: readonly Pattern[] }
  | { readonly kind: "repeat"; readonly item: Pattern; readonly min: number; readonly max: number; readonly mode: Mode }
  | { readonly kind: "group"; readonly index: number; readonly item: Pattern }
  | { readonly kind: "atomic"; readonly item: Pattern }
  | { readonly kind: "look"; readonly item: Pattern; readonly behind: boolean; readonly negative: boolean }
  | { readonly kind: "edge"; readonly edge: Edge };

export type Mode = "greedy" | "lazy" | "possessive";
export type Edge = "start" | "end" | "line-start" | "line-end" | "word" | "not-word";

const longestPattern = 2_000;
const deepest = 50;
const mostRepeats = 1_000;

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

const edges: ReadonlyMap<string, Edge> = new Map([
  ["A", "start"],
  ["z", "end"],
  ["Z", "end"],
  ["b", "word"],
  ["B", "not-word"],
]);

/** What a pattern becomes. */
export interface ParsedPattern {
  readonly pattern: Pattern;
  readonly groups: number;
  /** Named groups and their numbers. */
  readonly names: ReadonlyMap<string, number>;
}

/** Throws what `invalid` makes of a problem, which names the position in the pattern. */
export function parsePattern(source: string, invalid: (problem: string) => Error): ParsedPattern {
  const refuse = (problem: string, at: number) =>
    invalid(`regular expression "${source.slice(0, 80)}", character ${at + 1}: ${problem}`);
  if (source.length > longestPattern) throw refuse(`patterns have at most ${longestPattern} characters`, 0);
  let position = 0;
  let groups = 0;
  const names = new Map<string, number>();

  const lookingAt = (text: string): boolean => source.startsWith(text, position);
  const skip = (text: string): boolean => {
    if (!lookingAt(text)) return false;
    position += text.length;
    return true;
  };

  const either = (outer: Flags, depth: number): Pattern => {
    if (depth > deepest) throw refuse(`groups nest at most ${deepest} deep`, position);
    const options: Pattern[] = [];
    let flags = outer;
    do {
      const items: Pattern[] = [];
      while (position < source.length && !lookingAt("|") && !lookingAt(")")) {
        const changed = flagsOnly(flags);
        if (changed !== undefined) flags = changed;
        else items.push(...quantified(atom(flags, depth)));
      }
      options.push({ kind: "sequence", items });
    } while (skip("|"));
    return options.length === 1 && options[0] !== undefined ? options[0] : { kind: "either", options };
  };

  /** `(?i)`: flags for the rest of the group. */
  const flagsOnly = (flags: Flags): Flags | undefined => {
    const match = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?\)/.exec(source.slice(position, position + 20));
    if (match === null) return undefined;
    position += match[0].length;
    return withFlags(flags, match[1] ?? "", match[2] ?? "");
  };

  const withFlags = (flags: Flags, on: string, off: string): Flags => {
    const unknown = /[^ims]/.exec(on + off);
    if (unknown !== null) throw refuse(`the flag "${unknown[0]}" is not supported`, position);
    const pick = (letter: string, before: boolean): boolean => (on.includes(letter) || before) && !off.includes(letter);
    return {
      ignoreCase: pick("i", flags.ignoreCase),
      multiline: pick("m", flags.multiline),
      dotAll: pick("s", flags.dotAll),
    };
  };

  const quantified = (items: readonly Pattern[]): readonly Pattern[] => {
    const item = items.at(-1);
    const range = quantifier();
    if (range === undefined) return items;
    if (item === undefined || item.kind === "edge") throw refuse("there is nothing to repeat here", position);
    const mode = skip("?") ? "lazy" : skip("+") ? "possessive" : "greedy";
    return [...items.slice(0, -1), { kind: "repeat", item, ...range, mode }];
  };

  const quantifier = (): { min: number; max: number } | undefined => {
    if (skip("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (skip("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (skip("?")) return { min: 0, max: 1 };
    const match = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(source.slice(position, position + 12));
    if (match === null) return undefined;
    position += match[0].length;
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === "" ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (min > mostRepeats || (max !== Number.POSITIVE_INFINITY && (max > mostRepeats || max < min))) {
      throw refuse(`this repetition is out of range (at most ${mostRepeats})`, position);
    }
    return { min, max };
  };

  const character = (): number => {
    const code = source.codePointAt(position) ?? 0;
    position += String.fromCodePoint(code).length;
    return code;
  };

  /** One atom; quoted text gives one item per character, of which only the last one is quantified. */
  const atom = (flags: Flags, depth: number): readonly Pattern[] => {
    const start = position;
    const set = (found: CharacterSet): readonly Pattern[] => [
      { kind: "set", set: flags.ignoreCase ? ignoringCase(found) : found },
    ];
    if (skip("\\Q")) {
      const end = source.indexOf("\\E", position);
      const quoted = source.slice(position, end < 0 ? source.length : end);
      position = end < 0 ? source.length : end + 2;
      return Array.from(quoted, (letter) => set(exactly(letter.codePointAt(0) ?? 0))).flat();
    }
    if (skip("(")) return [group(flags, depth)];
    if (skip("[")) {
      const parsed = parseClass(source, position, (problem, at) => refuse(problem, at));
      position = parsed.end;
      return set(parsed.set);
    }
    if (skip(".")) return [{ kind: "set", set: anyCharacter(flags.dotAll) }];
    if (skip("^")) return [{ kind: "edge", edge: flags.multiline ? "line-start" : "start" }];
    if (skip("$")) return [{ kind: "edge", edge: flags.multiline ? "line-end" : "end" }];
    if (skip("\\")) {
      const edge = edges.get(source.charAt(position));
      if (edge !== undefined) {
        position += 1;
        return [{ kind: "edge", edge }];
      }
      const escaped = escapedSet(source, position, (problem, at) => refuse(problem, at));
      position = escaped.end;
      return set(escaped.set);
    }
    if (/[*+?{]/.test(source.charAt(position))) throw refuse("there is nothing to repeat here", start);
    return set(exactly(character()));
  };

  const group = (flags: Flags, depth: number): Pattern => {
    const start = position;
    const wrap = groupKind(flags);
    const item = either(wrap.flags, depth + 1);
    if (!skip(")")) throw refuse("this group does not end", start);
    return wrap.around(item);
  };

  const groupKind = (flags: Flags): { flags: Flags; around: (item: Pattern) => Pattern } => {
    const look = (behind: boolean, negative: boolean) => ({
      flags,
      around: (item: Pattern): Pattern => ({ kind: "look", item, behind, negative }),
    });
    if (skip("?=")) return look(false, false);
    if (skip("?!")) return look(false, true);
    if (skip("?<=")) return look(true, false);
    if (skip("?<!")) return look(true, true);
    if (skip("?>")) return { flags, around: (item) => ({ kind: "atomic", item }) };
    const plain = /^\?([a-zA-Z]*)(?:-([a-zA-Z]+))?:/.exec(source.slice(position, position + 20));
    if (plain !== null) {
      position += plain[0].length;
      return { flags: withFlags(flags, plain[1] ?? "", plain[2] ?? ""), around: (item) => item };
    }
    const named = /^\?<[a-zA-Z][a-zA-Z0-9]*>/.exec(source.slice(position, position + 60));
    if (named !== null) {
      position += named[0].length;
      names.set(named[0].slice(2, -1), groups + 1);
    } else if (lookingAt("?")) throw refuse("this kind of group is not supported", position);
    groups += 1;
    const index = groups;
    return { flags, around: (item) => ({ kind: "group", index, item }) };
  };

  const pattern = either({ ignoreCase: false, multiline: false, dotAll: false }, 0);
  if (position < source.length) throw refuse("this parenthesis closes nothing", position);
  return { pattern, groups, names };
}
