import { compileExpression, type Names } from "./compile.ts";
import { type Compiled, runOf } from "./fold.ts";
import type { Evaluate, Need } from "./known.ts";
import { parseExpression } from "./parser.ts";
import { syntaxError } from "./syntax.ts";
import { type ElValue, toText } from "./values.ts";

const longestTemplate = 65_536;

/** A text of a configuration file, with its `${…}` compiled. */
export interface Template<Around> {
  /** The value of a text that depends on no request, otherwise undefined. */
  readonly constant: ElValue | undefined;
  /** Bodies that must be in memory when it is evaluated. */
  readonly needs: ReadonlySet<Need>;
  /**
   * A lone `${…}` keeps its type, everything else is a text.
   *
   * @throws {gateway.expression-failed}
   */
  readonly evaluate: Evaluate<Around>;
}

/**
 * Compiles `text ${a} text`. `#{…}` is the same here, and `\${` is a literal `${`.
 *
 * @throws {gateway.expression-invalid} and nothing else, whatever the text
 */
export function compileTemplate<Around>(source: string, names: Names<Around>): Template<Around> {
  if (source.length > longestTemplate) throw syntaxError(source, 0, `a text has at most ${longestTemplate} characters`);
  const parts: Compiled<Around>[] = [];
  const needs = new Set<Need>();
  let literal = "";
  let offset = 0;
  const endLiteral = (): void => {
    if (literal !== "") parts.push({ fixed: true, value: literal });
    literal = "";
  };
  while (offset < source.length) {
    const escaped = /^\\[$#]\{/.test(source.slice(offset, offset + 3));
    if (escaped || !/^[$#]\{/.test(source.slice(offset, offset + 2))) {
      literal += source.charAt(escaped ? offset + 1 : offset);
      offset += escaped ? 2 : 1;
      continue;
    }
    const { expression, end } = parseExpression(source, offset + 2);
    endLiteral();
    const compiled = compileExpression(source, expression, names);
    for (const need of compiled.needs) needs.add(need);
    parts.push(compiled.part);
    offset = end;
  }
  endLiteral();
  return assemble(parts, needs);
}

function assemble<Around>(parts: readonly Compiled<Around>[], needs: ReadonlySet<Need>): Template<Around> {
  const [only = { fixed: true, value: "" }, ...others] = parts;
  if (others.length === 0) {
    return { constant: only.fixed ? only.value : undefined, needs, evaluate: runOf(only) };
  }
  const texts = parts.flatMap((part) => (part.fixed ? [toText(part.value)] : []));
  if (texts.length === parts.length) {
    const text = texts.join("");
    return { constant: text, needs, evaluate: () => text };
  }
  const runs = parts.map(runOf);
  return { constant: undefined, needs, evaluate: (around) => runs.map((run) => toText(run(around))).join("") };
}
