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
  matches: readonly RegexMatch[];
  /** The match that `find()` or `matches()` stopped at; -1 before the first. */
  at: number;
}

const most = 20_000;

function compile(source: string, call: GroovyCall): Regex {
  call.work(20 + source.length);
  return compileRegex(source, {
    invalid: (problem) => groovyError("java.util.regex.PatternSyntaxException", problem),
    failed: (problem) => groovyError("StackOverflowError", problem),
  });
}

export const patternClass: HostType<PatternData> = hostClass<PatternData>({
  name: "java.util.regex.Pattern",
  methods: {
    matcher: (pattern, [text = null], call) => matcherOf(pattern, toText(text, call), call),
    pattern: ({ source }) => source,
    split: ({ regex }, [text = null], call) => listOf(regex.split(toText(text, call), call.work)),
    asPredicate: (pattern) => patternClass.wrap(pattern),
  },
  statics: {
    methods: {
      compile: ([source = null, flags = 0], call) => newPattern(withFlags(toText(source, call), Number(flags)), call),
      matches: ([source = null, text = null], call) =>
        compile(toText(source, call), call).matches(toText(text, call), call.work),
      quote: ([text = null], call) => `\\Q${toText(text, call)}\\E`,
    },
    properties: { CASE_INSENSITIVE: () => 2, MULTILINE: () => 8, DOTALL: () => 32 },
  },
  text: ({ source }) => source,
});

function withFlags(source: string, flags: number): string {
  const letters = [flags & 2 ? "i" : "", flags & 8 ? "m" : "", flags & 32 ? "s" : ""].join("");
  return letters === "" ? source : `(?${letters})${source}`;
}

export function newPattern(source: string, call: GroovyCall): GroovyValue {
  return patternClass.wrap({ source, regex: compile(source, call) });
}

export function isPattern(value: GroovyValue): boolean {
  return patternClass.unwrap(value) !== undefined;
}

/** The expression of a Pattern, or of a text. */
export function patternOf(value: GroovyValue, call: GroovyCall): Regex {
  return patternClass.unwrap(value)?.regex ?? compile(toText(value, call), call);
}

/** `text =~ pattern` */
export function newMatcher(text: GroovyValue, pattern: GroovyValue, call: GroovyCall): GroovyValue {
  const data = patternClass.unwrap(pattern) ?? { source: toText(pattern, call), regex: patternOf(pattern, call) };
  return matcherOf(data, toText(text, call), call);
}

/** Looks for all matches at once: what a condition or an index asks later is known then, and paid for. */
function matcherOf({ source, regex }: PatternData, text: string, call: GroovyCall): GroovyValue {
  return matcherClass.wrap({ source, regex, text, matches: matchesOf(regex, text, most, call), at: -1 });
}

/** The matches, whose steps and groups the script pays for. */
function matchesOf(regex: Regex, text: string, atMost: number, call: GroovyCall): readonly RegexMatch[] {
  const matches = regex.all(text, atMost, call.work);
  for (const { groups } of matches) {
    call.charge(groups.reduce((units, group) => units + 4 + (group?.length ?? 0), 4));
  }
  return matches;
}

function current(self: MatcherData): RegexMatch {
  const match = self.matches[self.at];
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
    matches: (self, _args, call) => {
      const isWhole = self.regex.matches(self.text, call.work);
      const [match] = isWhole ? matchesOf(compile(`^(?:${self.source})\\z`, call), self.text, 1, call) : [];
      self.matches = isWhole && match !== undefined ? [match] : [];
      self.at = isWhole ? 0 : -1;
      return isWhole;
    },
    find: (self) => {
      self.at += 1;
      return self.at < self.matches.length;
    },
    lookingAt: (self) => self.matches[0]?.start === 0,
    hasGroup: (self) => (self.matches[0]?.groups.length ?? 1) > 1,
    group: (self, [which = 0]) => groupOf(self, which),
    groupCount: (self) => (self.matches[0]?.groups.length ?? 1) - 1,
    start: (self) => current(self).start,
    end: (self) => current(self).end,
    size: (self) => BigInt(self.matches.length),
    getCount: (self) => self.matches.length,
    reset: (self, _args, _call, value) => {
      self.at = -1;
      return value;
    },
    replaceAll: (self, [by = null], call) => replaceMatches(self.text, [newPattern(self.source, call), by], true, call),
    replaceFirst: (self, [by = null], call) =>
      replaceMatches(self.text, [newPattern(self.source, call), by], false, call),
  },
  getAt: ({ matches }, key) => {
    const match = typeof key === "number" ? matches.at(key) : undefined;
    if (match === undefined)
      throw groovyError("IndexOutOfBoundsException", `index is out of range ${String(key)} (index = ${String(key)})`);
    return shape(match);
  },
  iterate: (self) => self.matches.map(shape),
  truth: (self) => self.matches.length > 0,
});

/** `replaceAll` and `replaceFirst`: by a text with `$1`, or by what a closure answers. */
export function replaceMatches(
  text: string,
  [pattern = null, by = null]: readonly GroovyValue[],
  every: boolean,
  call: GroovyCall,
): Steps | string {
  const matches = matchesOf(patternOf(pattern, call), text, every ? most : 1, call);
  const signs = Array.from(text);
  if (isGroovyObject(by) && by.kind === "closure") return replaceByClosure(signs, matches, by, call);
  const template = toText(by, call);
  return rebuild(signs, matches, (match) => expand(template, match, call), call);
}

function* replaceByClosure(
  signs: readonly string[],
  matches: readonly RegexMatch[],
  closure: GroovyValue,
  call: GroovyCall,
): Steps {
  const answers: string[] = [];
  for (const match of matches) {
    const takesGroups = isGroovyObject(closure) && closure.kind === "closure" && closure.parameters > 1;
    answers.push(toText(yield* invoke(closure, takesGroups ? match.groups : [shape(match)]), call));
  }
  let next = 0;
  return rebuild(signs, matches, () => answers[next++] ?? "", call);
}

function rebuild(
  signs: readonly string[],
  matches: readonly RegexMatch[],
  replacement: (match: RegexMatch) => string,
  call: GroovyCall,
): string {
  let result = "";
  let from = 0;
  for (const match of matches) {
    const by = replacement(match);
    call.charge(by.length + match.start - from);
    result += signs.slice(from, match.start).join("") + by;
    from = match.end;
  }
  return result + signs.slice(from).join("");
}

function expand(template: string, { groups }: RegexMatch, call: GroovyCall): string {
  call.work(template.length >> 2);
  let units = 0;
  return template.replace(/\\(.)|\$(\d)|\$(.)?/gs, (_all, escaped: string | undefined, digit: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (digit === undefined) throw groovyError("IllegalArgumentException", "Illegal group reference");
    const group = groups[Number(digit)];
    if (group === undefined) throw groovyError("IndexOutOfBoundsException", `No group ${digit}`);
    units += group?.length ?? 0;
    call.charge(units >> 4);
    return group ?? "";
  });
}
