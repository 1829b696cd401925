import { buildMatcher, type Run } from "./regex-match.ts";
import { parsePattern } from "./regex-syntax.ts";
import { failed } from "./values.ts";

/**
 * A backtracking matcher that counts its steps. A built-in `RegExp` cannot be stopped, so one careless pattern and one
 * long path would hold the whole gateway; here the evaluation fails instead.
 */

const longestInput = 16_384;

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

/** @throws {gateway.expression-invalid} */
export function compileRegex(source: string): Regex {
  const { pattern, groups } = parsePattern(source);
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
