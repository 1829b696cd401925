import { compileRegex, type Regex, type RegexMatch } from "../../../core/regex/regex.ts";
import { type GroovyCall, type HostType, hostClass, invoke, type Steps } from "../host-class.ts";
import { toText } from "../runtime/text.ts";
import { groovyError } from "../thrown.ts";
import { type GroovyValue, isGroovyObject, listOf } from "../values.ts";

/** java.util.regex over our own engine, which counts its steps: no pattern and no text can hold the process. */

interface PatternData {
  readonly source: string;
  readonly regex: Regex;
}

interface MatcherData extends PatternData {
  readonly text: string;
  matches: readonly RegexMatch[] | undefined;
  /** The match that `find()` or `matches()` stopped at; -1 before the first. */
  at: number;
}

const most = 20_000;

function compile(source: string): Regex {
  return compileRegex(source, {
    invalid: (problem) => groovyError("java.util.regex.PatternSyntaxException", problem),
    failed: (problem) => groovyError("StackOverflowError", problem),
  });
}

export const patternClass: HostType<PatternData> = hostClass<PatternData>({
  name: "java.util.regex.Pattern",
  methods: {
    matcher: (pattern, [text = null]) => matcherOf(pattern, toText(text)),
    pattern: ({ source }) => source,
    split: ({ regex }, [text = null]) => listOf(regex.split(toText(text))),
    asPredicate: (pattern) => patternClass.wrap(pattern),
  },
  statics: {
    methods: {
      compile: ([source = null, flags = 0]) => newPattern(withFlags(toText(source), Number(flags))),
      matches: ([source = null, text = null]) => compile(toText(source)).matches(toText(text)),
      quote: ([text = null]) => `\\Q${toText(text)}\\E`,
    },
    properties: { CASE_INSENSITIVE: () => 2, MULTILINE: () => 8, DOTALL: () => 32 },
  },
  text: ({ source }) => source,
});

function withFlags(source: string, flags: number): string {
  const letters = [flags & 2 ? "i" : "", flags & 8 ? "m" : "", flags & 32 ? "s" : ""].join("");
  return letters === "" ? source : `(?${letters})${source}`;
}

export function newPattern(source: string): GroovyValue {
  return patternClass.wrap({ source, regex: compile(source) });
}

export function isPattern(value: GroovyValue): boolean {
  return patternClass.unwrap(value) !== undefined;
}

/** The expression of a Pattern, or of a text. */
export function patternOf(value: GroovyValue): Regex {
  return patternClass.unwrap(value)?.regex ?? compile(toText(value));
}

/** `text =~ pattern` */
export function newMatcher(text: GroovyValue, pattern: GroovyValue): GroovyValue {
  const data = patternClass.unwrap(pattern) ?? { source: toText(pattern), regex: patternOf(pattern) };
  return matcherOf(data, toText(text));
}

function matcherOf({ source, regex }: PatternData, text: string): GroovyValue {
  return matcherClass.wrap({ source, regex, text, matches: undefined, at: -1 });
}

function all(self: MatcherData): readonly RegexMatch[] {
  self.matches ??= self.regex.all(self.text, most);
  return self.matches;
}

function current(self: MatcherData): RegexMatch {
  const match = self.matches?.[self.at];
  if (match === undefined) throw groovyError("IllegalStateException", "No match found");
  return match;
}

function groupOf(self: MatcherData, which: GroovyValue): GroovyValue {
  const { groups } = current(self);
  const index = typeof which === "string" ? self.regex.names.get(which) : which;
  const group = typeof index === "number" ? groups[index] : undefined;
  if (group === undefined) {
    throw typeof which === "string"
      ? groovyError("IllegalArgumentException", `No group with name <${which}>`)
      : groovyError("IndexOutOfBoundsException", `No group ${toText(which)}`);
  }
  return group;
}

/** What `matcher[i]` is: a text, or with groups a list. */
function shape({ groups }: RegexMatch): GroovyValue {
  return groups.length === 1 ? (groups[0] ?? null) : listOf(groups);
}

const matcherClass: HostType<MatcherData> = hostClass<MatcherData>({
  name: "java.util.regex.Matcher",
  methods: {
    matches: (self) => {
      const isWhole = self.regex.matches(self.text);
      const match = compile(`^(?:${self.source})\\z`).all(self.text, 1)[0];
      self.matches = isWhole && match !== undefined ? [match] : [];
      self.at = isWhole ? 0 : -1;
      return isWhole;
    },
    find: (self) => {
      self.at += 1;
      return self.at < all(self).length;
    },
    lookingAt: (self) => all(self)[0]?.start === 0,
    hasGroup: (self) => (all(self)[0]?.groups.length ?? 1) > 1,
    group: (self, [which = 0]) => groupOf(self, which),
    groupCount: (self) => (all(self)[0]?.groups.length ?? 1) - 1,
    start: (self) => current(self).start,
    end: (self) => current(self).end,
    size: (self) => BigInt(all(self).length),
    getCount: (self) => all(self).length,
    reset: (self, _args, _call, value) => {
      self.at = -1;
      return value;
    },
    replaceAll: (self, [by = null], call) => replaceMatches(self.text, [newPattern(self.source), by], true, call),
    replaceFirst: (self, [by = null], call) => replaceMatches(self.text, [newPattern(self.source), by], false, call),
  },
  getAt: (self, key) => {
    const matches = all(self);
    const match = typeof key === "number" ? matches.at(key) : undefined;
    if (match === undefined)
      throw groovyError("IndexOutOfBoundsException", `index is out of range ${String(key)} (index = ${String(key)})`);
    return shape(match);
  },
  iterate: (self) => all(self).map(shape),
  truth: (self) => all(self).length > 0,
});

/** `replaceAll` and `replaceFirst`: by a text with `$1`, or by what a closure answers. */
export function replaceMatches(
  text: string,
  [pattern = null, by = null]: readonly GroovyValue[],
  every: boolean,
  call: GroovyCall,
): Steps | string {
  const matches = patternOf(pattern).all(text, every ? most : 1);
  const signs = Array.from(text);
  if (isGroovyObject(by) && by.kind === "closure") return replaceByClosure(signs, matches, by);
  const template = toText(by);
  const result = rebuild(signs, matches, (match) => expand(template, match));
  call.charge(result.length);
  return result;
}

function* replaceByClosure(signs: readonly string[], matches: readonly RegexMatch[], closure: GroovyValue): Steps {
  const answers: string[] = [];
  for (const match of matches) {
    const takesGroups = isGroovyObject(closure) && closure.kind === "closure" && closure.parameters > 1;
    answers.push(toText(yield* invoke(closure, takesGroups ? match.groups : [shape(match)])));
  }
  let next = 0;
  return rebuild(signs, matches, () => answers[next++] ?? "");
}

function rebuild(
  signs: readonly string[],
  matches: readonly RegexMatch[],
  replacement: (match: RegexMatch) => string,
): string {
  let result = "";
  let from = 0;
  for (const match of matches) {
    result += signs.slice(from, match.start).join("") + replacement(match);
    if (result.length > 4_000_000) throw groovyError("OutOfMemoryError", "the text is too long");
    from = match.end;
  }
  return result + signs.slice(from).join("");
}

function expand(template: string, { groups }: RegexMatch): string {
  return template.replace(/\\(.)|\$(\d)|\$(.)?/gs, (_all, escaped: string | undefined, digit: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (digit === undefined) throw groovyError("IllegalArgumentException", "Illegal group reference");
    const group = groups[Number(digit)];
    if (group === undefined) throw groovyError("IndexOutOfBoundsException", `No group ${digit}`);
    return group ?? "";
  });
}
