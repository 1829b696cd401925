import { compileRegex } from "./regex.ts";
import { type ElValue, isElObject, toText } from "./values.ts";

/**
 * The functions `name(subject, pattern)`. The pattern is known when the file is loaded: it is compiled and checked there,
 * and no client ever supplies one.
 */
export interface ElSearch {
  /** @throws {gateway.expression-invalid} for a bad pattern */
  prepare(pattern: string): (subject: ElValue) => ElValue;
}

const overText = (onNull: ElValue, prepare: (pattern: string) => (text: string) => ElValue): ElSearch => ({
  prepare: (pattern) => {
    const search = prepare(pattern);
    return (subject) => (subject === null ? onNull : search(toText(subject)));
  },
});

const find = overText(false, (pattern) => plainSearch(pattern) ?? compileRegex(pattern).find);
const matches = overText(false, (pattern) => compileRegex(pattern).matches);
const groups = overText(null, (pattern) => {
  const regex = compileRegex(pattern);
  return (text) => regex.groups(text) ?? null;
});
const split = overText(null, (pattern) => compileRegex(pattern).split);

/** The first key of a map that matches in full. */
const keyMatch: ElSearch = {
  prepare: (pattern) => {
    const regex = compileRegex(pattern);
    return (map) => (map !== null && isElObject(map) ? (map.keys().find((key) => regex.matches(key)) ?? null) : null);
  },
};

export const elSearches: ReadonlyMap<string, ElSearch> = new Map([
  ["find", find],
  ["matches", find],
  ["matchesWithRegex", matches],
  ["findGroups", groups],
  ["matchingGroups", groups],
  ["keyMatch", keyMatch],
  ["split", split],
]);

/** Methods of a text whose argument is a pattern. */
export const searchMethods: ReadonlyMap<string, ElSearch> = new Map([
  ["matches", matches],
  ["split", split],
]);

/** Most route conditions look for a plain text, at the start or anywhere: no matcher is needed for those. */
function plainSearch(pattern: string): ((text: string) => boolean) | undefined {
  const plain = /^(\^?)([\w/\-:=@%~&;'"<>!#, ]*)(?:\.\*)?$/.exec(pattern);
  if (plain === null) return undefined;
  const [, anchor, wanted = ""] = plain;
  return anchor === "^" ? (text) => text.startsWith(wanted) : (text) => text.includes(wanted);
}
