import { type Token, tokenize } from "./tokens.ts";

/** Query filters as PingAM's REST API and IDM have them (CREST `_queryFilter`): bounded, and parsed once. */

export type Filter =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "not"; readonly filter: Filter }
  | { readonly kind: "and" | "or"; readonly filters: readonly Filter[] }
  | { readonly kind: "present"; readonly field: string }
  | { readonly kind: "compare"; readonly field: string; readonly operator: Operator; readonly value: Value };

export type Operator = "eq" | "co" | "sw" | "lt" | "le" | "gt" | "ge";
export type Value = string | number | boolean;

export type ParsedFilter =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly problem: string };

const longest = 4096;
const mostTokens = 1024;
const deepest = 32;
const operators: readonly Operator[] = ["eq", "co", "sw", "lt", "le", "gt", "ge"];

export function parseQueryFilter(text: string): ParsedFilter {
  if (text.length > longest) return { ok: false, problem: `is longer than ${longest} characters` };
  const tokens = tokenize(text);
  if (tokens === null) return { ok: false, problem: "is no query filter: it holds a text without an end" };
  if (tokens.length > mostTokens) return { ok: false, problem: "is too large" };
  const parser = createParser(tokens);
  const filter = parser.or(0);
  if (filter !== null && parser.isDone()) return { ok: true, filter };
  return { ok: false, problem: `is no query filter: it breaks at word ${parser.position() + 1}` };
}

interface Parser {
  or(depth: number): Filter | null;
  isDone(): boolean;
  position(): number;
}

/** Recursive descent; `null` where the text breaks off or does not fit. */
function createParser(tokens: readonly Token[]): Parser {
  let next = 0;
  const take = (kind: Token["kind"], text?: string): boolean => {
    const token = tokens[next];
    const fits = token?.kind === kind && (text === undefined || token.text.toLowerCase() === text);
    if (fits) next++;
    return fits;
  };

  const list = (kind: "and" | "or", part: () => Filter | null): Filter | null => {
    const filters: Filter[] = [];
    do {
      const filter = part();
      if (filter === null) return null;
      filters.push(filter);
    } while (take("word", kind));
    const [only, another] = filters;
    return only !== undefined && another === undefined ? only : { kind, filters };
  };

  const or = (depth: number): Filter | null => list("or", () => list("and", () => unary(depth)));

  const unary = (depth: number): Filter | null => {
    if (depth >= deepest) return null;
    if (take("symbol", "!")) {
      const filter = unary(depth + 1);
      return filter === null ? null : { kind: "not", filter };
    }
    if (take("symbol", "(")) {
      const filter = or(depth + 1);
      return filter !== null && take("symbol", ")") ? filter : null;
    }
    return comparison();
  };

  const comparison = (): Filter | null => {
    const field = tokens[next];
    if (field?.kind !== "word") return null;
    const after = tokens[next + 1];
    const word = after?.kind === "word" ? after.text.toLowerCase() : "";
    const operator = operators.find((candidate) => candidate === word);
    const name = field.text.replace(/^\//, "");
    if (word === "pr") {
      next += 2;
      return name === "" ? null : { kind: "present", field: name };
    }
    if (operator === undefined) {
      if (field.text !== "true" && field.text !== "false") return null;
      next++;
      return { kind: "constant", value: field.text === "true" };
    }
    const value = literal(tokens[next + 2]);
    if (value === null || name === "") return null;
    next += 3;
    return { kind: "compare", field: name, operator, value };
  };

  return { or, isDone: () => next === tokens.length, position: () => next };
}

function literal(token: Token | undefined): Value | null {
  if (token === undefined || token.kind === "symbol") return null;
  if (token.kind === "text") return token.text;
  if (token.text === "true" || token.text === "false") return token.text === "true";
  return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(token.text) ? Number(token.text) : null;
}
