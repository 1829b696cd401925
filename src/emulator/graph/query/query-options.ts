import { GraphRefusal, graphProblems } from "../refusal.ts";

/** The OData query options of a request, as far as the emulator has them. */
export interface QueryOptions {
  readonly select: readonly string[] | undefined;
  readonly filter: string | undefined;
  readonly top: number | undefined;
  /** Where the page begins: the position in the collection. */
  readonly start: number;
  /** What `$count` asks; absent: the service's choice. */
  readonly count: boolean | undefined;
}

type Option = "$select" | "$filter" | "$top" | "$skiptoken" | "$count";

/** What a collection understands; a single entity understands `$select` alone. */
export const collectionOptions: readonly Option[] = ["$select", "$top", "$skiptoken", "$count"];
export const filterableOptions: readonly Option[] = [...collectionOptions, "$filter"];

const largestPage = 1000;

/**
 * Reads the query options that an address understands. Strictness teaches: an option that is silently ignored would
 * make a wrong program look right.
 *
 * @throws GraphRefusal 400 for a bad or repeated option, 501 for every one that is not among `understood`
 */
export function readQuery(url: URL, understood: readonly Option[]): QueryOptions {
  const given = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    if (!understood.some((option) => option === name)) {
      throw new GraphRefusal(graphProblems.notImplemented(`the query option '${name}' here`));
    }
    if (given.has(name)) throw new GraphRefusal(graphProblems.badQuery(name));
    given.set(name, value);
  }
  return {
    select: readSelect(given.get("$select")),
    filter: given.get("$filter"),
    top: readTop(given.get("$top")),
    start: readSkipToken(given.get("$skiptoken")),
    count: readCount(given.get("$count")),
  };
}

/** The link to the page that begins at `start`: the same address and options. */
export function nextLink(url: URL, start: number): string {
  const options = [...url.searchParams].filter(([name]) => name !== "$skiptoken");
  options.push(["$skiptoken", Buffer.from(`offset:${start}`).toString("base64url")]);
  const query = options.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return `${url.origin}${url.pathname}?${query}`;
}

function readSelect(value: string | undefined): readonly string[] | undefined {
  const names = value?.split(",").map((name) => name.trim());
  if (names === undefined || (names.length === 1 && names[0] === "")) return undefined;
  if (names.length > 200 || names.includes("")) throw new GraphRefusal(graphProblems.badQuery("$select"));
  return names;
}

function readTop(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const top = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (top < 1 || top > largestPage) throw new GraphRefusal(graphProblems.badQuery("$top"));
  return top;
}

function readSkipToken(value: string | undefined): number {
  if (value === undefined) return 0;
  const [, offset] = /^offset:(\d{1,9})$/.exec(Buffer.from(value, "base64url").toString("latin1")) ?? [];
  if (offset === undefined) throw new GraphRefusal(graphProblems.badQuery("$skiptoken"));
  return Number(offset);
}

function readCount(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (value !== "true" && value !== "false") throw new GraphRefusal(graphProblems.badQuery("$count"));
  return value === "true";
}
