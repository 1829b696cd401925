import { compileExpression, type Evaluate, type Names, type Variables } from "./compile.ts";
import { parseExpression } from "./parser.ts";
import { syntaxError } from "./syntax.ts";
import { type ElValue, toText } from "./values.ts";

const longestTemplate = 65_536;

/** A text of a configuration file, with its `${…}` compiled. */
export interface Template {
  /** Set when the text holds no expression. */
  readonly constant: string | undefined;
  /**
   * A lone `${…}` keeps its type, everything else is a text.
   *
   * @throws {gateway.expression-failed}
   */
  evaluate(variables: Variables): ElValue;
}

/**
 * Compiles `text ${a} text`. `#{…}` is the same here, and `\${` is a literal `${`.
 *
 * @throws {gateway.expression-invalid} and nothing else, whatever the text
 */
export function compileTemplate(source: string, names: Names): Template {
  if (source.length > longestTemplate) throw syntaxError(source, 0, `a text has at most ${longestTemplate} characters`);
  const parts: (string | Evaluate)[] = [];
  let literal = "";
  let offset = 0;
  while (offset < source.length) {
    const escaped = /^\\[$#]\{/.test(source.slice(offset, offset + 3));
    if (escaped || !/^[$#]\{/.test(source.slice(offset, offset + 2))) {
      literal += source.charAt(escaped ? offset + 1 : offset);
      offset += escaped ? 2 : 1;
      continue;
    }
    const { expression, end } = parseExpression(source, offset + 2);
    if (literal !== "") parts.push(literal);
    literal = "";
    parts.push(compileExpression(source, expression, names));
    offset = end;
  }
  if (literal !== "") parts.push(literal);
  return assemble(parts);
}

function assemble(parts: readonly (string | Evaluate)[]): Template {
  const [only, ...others] = parts;
  if (others.length === 0) {
    if (typeof only === "function") return { constant: undefined, evaluate: only };
    return { constant: only ?? "", evaluate: () => only ?? "" };
  }
  return {
    constant: undefined,
    evaluate: (variables) => parts.map((part) => (typeof part === "string" ? part : toText(part(variables)))).join(""),
  };
}
