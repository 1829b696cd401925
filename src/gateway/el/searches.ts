import type { Regex } from "./regex.ts";
import type { ElValue } from "./values.ts";

/**
 * The functions `name(text, pattern)`. The pattern is a literal: it is compiled and checked where the file is loaded,
 * and no client ever supplies one.
 */
export interface ElSearch {
  search(regex: Regex, text: string): ElValue;
  /** The result for a null text. */
  readonly onNull: ElValue;
}

const find: ElSearch = { search: (regex, text) => regex.find(text), onNull: false };
const findGroups: ElSearch = { search: (regex, text) => regex.groups(text) ?? null, onNull: null };

export const elSearches: ReadonlyMap<string, ElSearch> = new Map<string, ElSearch>([
  ["find", find],
  ["matches", find],
  ["matchesWithRegex", { search: (regex, text) => regex.matches(text), onNull: false }],
  ["findGroups", findGroups],
  ["matchingGroups", findGroups],
  ["split", { search: (regex, text) => regex.split(text), onNull: null }],
]);
