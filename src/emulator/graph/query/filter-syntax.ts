import { GraphRefusal, graphProblems } from "../refusal.ts";

/** The part of OData's `$filter` grammar that Intune's filters use (OData 4.01, URL conventions, 5.1.1). */

export interface Comparison {
  readonly property: string;
  readonly operator: Operator;
  /** Without its quotes. */
  readonly value: string;
  /** Whether the value stood in quotes. */
  readonly quoted: boolean;
}

export type Expression = Comparison | { readonly and: readonly Expression[] } | { readonly or: readonly Expression[] };

const operators = ["eq", "ne", "gt", "ge", "lt", "le"] as const;

type Operator = (typeof operators)[number];

const longestFilter = 8192;
const deepest = 10;
const tokenPattern = /\s*(?:('(?:[^']|'')*')|([(),])|([^\s(),']+))/y;

/** @throws GraphRefusal 400 for what is no filter, 501 for functions, `not` and operators that are left out here */
export function parseFilter(text: string): Expression {
  if (text.length > longestFilter) throw syntaxError();
  const tokens = tokenise(text);
  let position = 0;

  const accept = (wanted: string): boolean => {
    if (tokens[position]?.toLowerCase() !== wanted) return false;
    position += 1;
    return true;
  };
  const alternatives = (depth: number): Expression => {
    const parts = [conjunction(depth)];
    while (accept("or")) parts.push(conjunction(depth));
    const [only] = parts;
    return only !== undefined && parts.length === 1 ? only : { or: parts };
  };
  const conjunction = (depth: number): Expression => {
    const parts = [term(depth)];
    while (accept("and")) parts.push(term(depth));
    const [only] = parts;
    return only !== undefined && parts.length === 1 ? only : { and: parts };
  };
  const term = (depth: number): Expression => {
    if (depth > deepest) throw syntaxError();
    if (!accept("(")) return comparison();
    const inner = alternatives(depth + 1);
    if (!accept(")")) throw syntaxError();
    return inner;
  };
  const comparison = (): Comparison => {
    const [property, operator, value] = tokens.slice(position, position + 3);
    if (property !== undefined && (operator === "(" || property.toLowerCase() === "not")) {
      throw new GraphRefusal(graphProblems.notImplemented(`'${property}' in a $filter`));
    }
    if (property === undefined || operator === undefined || value === undefined) throw syntaxError();
    if (!/^[A-Za-z]\w*$/.test(property) || !/^['\w-]/.test(value)) throw syntaxError();
    position += 3;
    const quoted = value.startsWith("'");
    const bare = quoted ? value.slice(1, -1).replaceAll("''", "'") : value;
    return { property, operator: knownOperator(operator), value: bare, quoted };
  };

  const expression = alternatives(0);
  if (position < tokens.length) throw syntaxError();
  return expression;
}

function tokenise(text: string): string[] {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  const reader = new RegExp(tokenPattern);
  while (reader.lastIndex < trimmed.length) {
    const [, literal, punctuation, word] = reader.exec(trimmed) ?? [];
    const found = literal ?? punctuation ?? word;
    if (found === undefined) throw syntaxError();
    tokens.push(found);
  }
  return tokens;
}

function knownOperator(text: string): Operator {
  const known = operators.find((operator) => operator === text.toLowerCase());
  if (known !== undefined) return known;
  if (/^[A-Za-z]+$/.test(text)) throw new GraphRefusal(graphProblems.notImplemented(`'${text}' in a $filter`));
  throw syntaxError();
}

function syntaxError(): GraphRefusal {
  return new GraphRefusal(graphProblems.badQuery("$filter"));
}
