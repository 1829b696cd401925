import { type CharacterSet, wordCharacter } from "./regex-sets.ts";
import { type Edge, type Pattern, parsePattern } from "./regex-syntax.ts";
import { failed } from "./values.ts";

/**
 * A backtracking matcher that counts its steps. A built-in `RegExp` cannot be stopped, so one careless pattern and one
 * long path would hold the whole gateway; here the evaluation fails instead.
 */

const longestInput = 16_384;
const mostSteps = 200_000;
const deepestRecursion = 1_000;

export interface Regex {
  /** Whether the pattern matches anywhere. Like all of these, it throws gateway.expression-failed over the step limit. */
  find(text: string): boolean;
  /** Whether it matches the whole text. */
  matches(text: string): boolean;
  /** The whole match and its groups, or undefined. */
  groups(text: string): readonly (string | null)[] | undefined;
  /** Java's split: empty texts at the end are dropped. */
  split(text: string): readonly string[];
}

interface Run {
  readonly input: readonly number[];
  readonly starts: number[];
  readonly ends: number[];
  steps: number;
  depth: number;
}

type Continue = (at: number) => boolean;
type Matcher = (run: Run, at: number, next: Continue) => boolean;

/** @throws {gateway.expression-invalid} */
export function compileRegex(source: string): Regex {
  const { pattern, groups } = parsePattern(source);
  const matcher = build(pattern);
  const anchored =
    pattern.kind === "sequence" && pattern.items[0]?.kind === "edge" && pattern.items[0].edge === "start";

  /** The first match from `from` on, as offsets; the run keeps its groups. */
  const search = (run: Run, from: number): { start: number; end: number } | undefined => {
    const last = anchored ? Math.min(from, 0) : run.input.length;
    for (let start = from; start <= last; start += 1) {
      let end = -1;
      const found = matcher(run, start, (at) => {
        end = at;
        return true;
      });
      if (found) return { start, end };
    }
    return undefined;
  };
  const slice = (run: Run, start: number, end: number): string => String.fromCodePoint(...run.input.slice(start, end));

  return {
    find: (text) => search(begin(text), 0) !== undefined,
    matches: (text) => {
      const run = begin(text);
      return matcher(run, 0, (at) => at === run.input.length);
    },
    groups: (text) => {
      const run = begin(text);
      const found = search(run, 0);
      if (found === undefined) return undefined;
      const captured = Array.from({ length: groups }, (_, index) => {
        const [start, end] = [run.starts[index + 1], run.ends[index + 1]];
        return start === undefined || end === undefined || end < 0 ? null : slice(run, start, end);
      });
      return [slice(run, found.start, found.end), ...captured];
    },
    split: (text) => {
      const run = begin(text);
      const parts: string[] = [];
      let from = 0;
      let scan = 0;
      for (let found = search(run, scan); found !== undefined; found = search(run, scan)) {
        const isEmpty = found.end === found.start;
        if (!isEmpty || (found.start > 0 && found.start < run.input.length)) {
          if (found.end > 0) parts.push(slice(run, from, found.start));
          from = found.end;
        }
        scan = isEmpty ? found.end + 1 : found.end;
        if (scan > run.input.length) break;
      }
      if (from === 0 && parts.length === 0) return [text];
      parts.push(slice(run, from, run.input.length));
      while (parts.at(-1) === "") parts.pop();
      return parts;
    },
  };
}

function begin(text: string): Run {
  if (text.length > longestInput)
    throw failed(`a text of ${text.length} characters is too long for a regular expression`);
  return { input: Array.from(text, (sign) => sign.codePointAt(0) ?? 0), starts: [], ends: [], steps: 0, depth: 0 };
}

function step(run: Run): void {
  run.steps += 1;
  if (run.steps > mostSteps) throw failed("a regular expression takes too many steps on this text");
}

function build(pattern: Pattern): Matcher {
  switch (pattern.kind) {
    case "set":
      return single(pattern.set);
    case "sequence":
      return inOrder(pattern.items);
    case "either":
      return either(pattern.options.map(build));
    case "repeat":
      return repeat(pattern);
    case "group":
      return group(pattern.index, build(pattern.item));
    case "atomic":
      return atomic(build(pattern.item));
    case "look":
      return look(build(pattern.item), pattern.behind, pattern.negative);
    case "edge":
      return (run, at, next) => isEdge(run.input, at, pattern.edge) && next(at);
  }
}

function single(set: CharacterSet): Matcher {
  return literal([set]);
}

/** Characters one after the other, without recursion. */
function literal(sets: readonly CharacterSet[]): Matcher {
  return (run, at, next) => {
    for (const [index, set] of sets.entries()) {
      step(run);
      const code = run.input[at + index];
      if (code === undefined || !set(code)) return false;
    }
    return next(at + sets.length);
  };
}

function inOrder(items: readonly Pattern[]): Matcher {
  const matchers: Matcher[] = [];
  for (let index = 0; index < items.length; ) {
    const sets: CharacterSet[] = [];
    for (let item = items[index]; item?.kind === "set"; item = items[index]) {
      sets.push(item.set);
      index += 1;
    }
    if (sets.length > 0) matchers.push(literal(sets));
    const other = items[index];
    if (other !== undefined) matchers.push(build(other));
    index += 1;
  }
  return matchers.length === 0 ? nothing : matchers.reduceRight((rest, first) => followedBy(first, rest));
}

const nothing: Matcher = (_run, at, next) => next(at);

function followedBy(first: Matcher, rest: Matcher): Matcher {
  return (run, at, next) => first(run, at, (middle) => deeper(run, () => rest(run, middle, next)));
}

/** Every recursion passes here, so that a long text fails the evaluation and not the stack. */
function deeper(run: Run, inside: () => boolean): boolean {
  if (run.depth >= deepestRecursion) throw failed("a regular expression nests too deep on this text");
  run.depth += 1;
  const found = inside();
  run.depth -= 1;
  return found;
}

function either(options: readonly Matcher[]): Matcher {
  return (run, at, next) => options.some((option) => option(run, at, next));
}

function group(index: number, item: Matcher): Matcher {
  return (run, at, next) => {
    const before = [run.starts[index], run.ends[index]] as const;
    const found = item(run, at, (end) => {
      const inside = [run.starts[index], run.ends[index]] as const;
      [run.starts[index], run.ends[index]] = [at, end];
      if (next(end)) return true;
      [run.starts[index], run.ends[index]] = [inside[0] ?? -1, inside[1] ?? -1];
      return false;
    });
    if (!found) [run.starts[index], run.ends[index]] = [before[0] ?? -1, before[1] ?? -1];
    return found;
  };
}

/** Takes the item's first match and never reconsiders it. */
function atomic(item: Matcher): Matcher {
  return (run, at, next) => {
    let end = -1;
    const found = item(run, at, (reached) => {
      end = reached;
      return true;
    });
    return found && next(end);
  };
}

function look(item: Matcher, behind: boolean, negative: boolean): Matcher {
  const ahead: Matcher = (run, at) => item(run, at, () => true);
  const back: Matcher = (run, at) => {
    for (let start = at; start >= 0; start -= 1) if (item(run, start, (end) => end === at)) return true;
    return false;
  };
  const seen = behind ? back : ahead;
  return (run, at, next) => seen(run, at, next) !== negative && next(at);
}

function repeat(pattern: Extract<Pattern, { kind: "repeat" }>): Matcher {
  if (pattern.mode === "possessive") return atomic(repeat({ ...pattern, mode: "greedy" }));
  if (pattern.item.kind === "set")
    return repeatSet(pattern.item.set, pattern.min, pattern.max, pattern.mode === "lazy");
  return repeatGroup(build(pattern.item), pattern.min, pattern.max, pattern.mode === "lazy");
}

/** The common case, `[^/]*` and the like, without recursion. */
function repeatSet(set: CharacterSet, min: number, max: number, lazy: boolean): Matcher {
  const fits = (run: Run, at: number): boolean => {
    step(run);
    const code = run.input[at];
    return code !== undefined && set(code);
  };
  if (lazy) {
    return (run, at, next) => {
      for (let count = 0; ; count += 1) {
        if (count >= min && next(at + count)) return true;
        if (count >= max || !fits(run, at + count)) return false;
      }
    };
  }
  return (run, at, next) => {
    let count = 0;
    while (count < max && fits(run, at + count)) count += 1;
    for (; count >= min; count -= 1) {
      step(run);
      if (next(at + count)) return true;
    }
    return false;
  };
}

function repeatGroup(item: Matcher, min: number, max: number, lazy: boolean): Matcher {
  const from = (run: Run, at: number, count: number, next: Continue): boolean => {
    step(run);
    const more = (end: number): boolean => (end > at || count < min) && from(run, end, count + 1, next);
    const again = (): boolean => count < max && deeper(run, () => item(run, at, more));
    const stop = (): boolean => count >= min && next(at);
    return lazy ? stop() || again() : again() || stop();
  };
  return (run, at, next) => from(run, at, 0, next);
}

function isEdge(input: readonly number[], at: number, edge: Edge): boolean {
  const isWord = (index: number): boolean => wordCharacter(input[index] ?? -1);
  switch (edge) {
    case "start":
      return at === 0;
    case "end":
      return at === input.length;
    case "line-start":
      return at === 0 || input[at - 1] === 0x0a;
    case "line-end":
      return at === input.length || input[at] === 0x0a;
    case "word":
      return isWord(at - 1) !== isWord(at);
    case "not-word":
      return isWord(at - 1) === isWord(at);
  }
}
