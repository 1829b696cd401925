import { type CharacterSet, wordCharacter } from "./sets.ts";
import type { Edge, Pattern } from "./syntax.ts";

const mostSteps = 200_000;
const deepestRecursion = 1_000;

/** One evaluation: its input as code points, the groups found so far, and what it has cost. */
export interface Run {
  readonly input: readonly number[];
  readonly starts: number[];
  readonly ends: number[];
  steps: number;
  depth: number;
  /** Makes the error that ends an evaluation which costs too much. */
  readonly failed: (problem: string) => Error;
}

type Continue = (at: number) => boolean;
export type Matcher = (run: Run, at: number, next: Continue) => boolean;

function step(run: Run): void {
  run.steps += 1;
  if (run.steps > mostSteps) throw run.failed("a regular expression takes too many steps on this text");
}

/** Compiles a pattern to a function that calls `next` with every end it can reach, best first. */
export function buildMatcher(pattern: Pattern): Matcher {
  switch (pattern.kind) {
    case "set":
      return single(pattern.set);
    case "sequence":
      return inOrder(pattern.items);
    case "either":
      return either(pattern.options.map(buildMatcher));
    case "repeat":
      return repeat(pattern);
    case "group":
      return group(pattern.index, buildMatcher(pattern.item));
    case "atomic":
      return atomic(buildMatcher(pattern.item));
    case "look":
      return look(buildMatcher(pattern.item), pattern.behind, pattern.negative);
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
    if (other !== undefined) matchers.push(buildMatcher(other));
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
  if (run.depth >= deepestRecursion) throw run.failed("a regular expression nests too deep on this text");
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
  return repeatGroup(buildMatcher(pattern.item), pattern.min, pattern.max, pattern.mode === "lazy");
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
