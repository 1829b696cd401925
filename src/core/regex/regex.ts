import { buildMatcher, type Run } from "./match.ts";
import { parsePattern } from "./syntax.ts";

/**
 * A backtracking matcher that counts its steps. A built-in `RegExp` cannot be stopped, so one careless pattern and one
 * long path would hold the whole gateway; here the evaluation fails instead.
 */

const longestInput = 16_384;

/** How the caller's room words what goes wrong. */
export interface RegexProblems {
  /** The pattern cannot be read. */
  invalid(problem: string): Error;
  /** An evaluation costs too much. */
  failed(problem: string): Error;
}

/** Where a match and its groups stand, in code points; a group that took no part is undefined. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

/** Hears how many steps an evaluation took, also when it failed. */
export type Spent = (steps: number) => void;

export interface Regex {
  /** Whether the pattern matches anywhere. Like all of these, it throws `failed` over the step limit. */
  find(text: string): boolean;
  /** Whether it matches the whole text. */
  matches(text: string, spent?: Spent): boolean;
  /** The whole match and its groups, or undefined. */
  groups(text: string): readonly (string | null)[] | undefined;
  /** The matches one after the other, at most `most`. */
  all(text: string, most: number, spent?: Spent): readonly RegexMatch[];
  /** Named groups and their numbers. */
  readonly names: ReadonlyMap<string, number>;
  /** Java's split: empty texts at the end are dropped. */
  split(text: string, spent?: Spent): readonly string[];
}

/** Throws `problems.invalid` for a pattern that it cannot read. */
export function compileRegex(source: string, problems: RegexProblems): Regex {
  const { pattern, groups, names } = parsePattern(source, problems.invalid);
  const begin = (text: string): Run => beginRun(text, problems.failed);
  const matcher = buildMatcher(pattern);
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

  const captured = (run: Run, found: { start: number; end: number }): readonly (string | null)[] => [
    slice(run, found.start, found.end),
    ...Array.from({ length: groups }, (_, index) => {
      const [start, end] = [run.starts[index + 1], run.ends[index + 1]];
      return start === undefined || end === undefined || end < 0 ? null : slice(run, start, end);
    }),
  ];
  const forget = (run: Run): void => {
    run.starts.length = 0;
    run.ends.length = 0;
  };

  const allMatches = (run: Run, most: number): readonly RegexMatch[] => {
    const matches: RegexMatch[] = [];
    for (let scan = 0; scan <= run.input.length && matches.length < most; ) {
      const found = search(run, scan);
      if (found === undefined) break;
      matches.push({ ...found, groups: captured(run, found) });
      forget(run);
      scan = found.end === found.start ? found.end + 1 : found.end;
    }
    return matches;
  };
  const pieces = (run: Run, text: string): readonly string[] => {
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
  };

  return {
    find: (text) => {
      const run = begin(text);
      return counted(run, undefined, () => search(run, 0) !== undefined);
    },
    matches: (text, spent) => {
      const run = begin(text);
      return counted(run, spent, () => matcher(run, 0, (at) => at === run.input.length));
    },
    groups: (text) => {
      const run = begin(text);
      return counted(run, undefined, () => {
        const found = search(run, 0);
        return found === undefined ? undefined : captured(run, found);
      });
    },
    all: (text, most, spent) => {
      const run = begin(text);
      return counted(run, spent, () => allMatches(run, most));
    },
    names,
    split: (text, spent) => {
      const run = begin(text);
      return counted(run, spent, () => pieces(run, text));
    },
  };
}

/** Also a text that is only looked through costs something. */
function counted<Result>(run: Run, spent: Spent | undefined, evaluate: () => Result): Result {
  try {
    return evaluate();
  } catch (problem) {
    // The depth is limited, but not what the caller had used of the stack before.
    if (problem instanceof RangeError) throw run.failed("a regular expression nests too deep on this text");
    throw problem;
  } finally {
    spent?.(run.steps + (run.input.length >> 2));
  }
}

function beginRun(text: string, failed: (problem: string) => Error): Run {
  if (text.length > longestInput)
    throw failed(`a text of ${text.length} characters is too long for a regular expression`);
  return {
    input: Array.from(text, (sign) => sign.codePointAt(0) ?? 0),
    starts: [],
    ends: [],
    steps: 0,
    depth: 0,
    failed,
  };
}
