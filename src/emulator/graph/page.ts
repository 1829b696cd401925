import { GraphRefusal, graphProblems } from "./refusal.ts";

/** One page of a collection, and the link to the next one when there is more. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextLink?: string;
}

const defaultPageSize = 1000;
const largestPageSize = 1000;
const understood = new Set(["$top", "$skiptoken"]);

/**
 * Cuts a collection by `$top` and `$skiptoken`.
 *
 * @param url the absolute URL of the request; the next link stays on it
 * @throws GraphRefusal 400 for a bad value, 501 for every other query option
 */
export function pageOf<Item>(items: readonly Item[], url: URL): Page<Item> {
  refuseUnknownOptions(url, understood);
  const size = readTop(url.searchParams.get("$top"));
  const start = readSkipToken(url.searchParams.get("$skiptoken"));
  const end = start + size;
  const page = items.slice(start, end);
  return end < items.length ? { items: page, nextLink: nextLink(url, end) } : { items: page };
}

/** Strictness teaches: an option that is silently ignored would make a wrong program look right. */
export function refuseUnknownOptions(url: URL, known: ReadonlySet<string> = new Set()): void {
  for (const option of url.searchParams.keys()) {
    if (!known.has(option)) throw new GraphRefusal(graphProblems.notImplemented(`the query option '${option}' here`));
  }
}

function readTop(value: string | null): number {
  if (value === null) return defaultPageSize;
  const top = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (top < 1 || top > largestPageSize) throw new GraphRefusal(graphProblems.badQuery("$top"));
  return top;
}

function readSkipToken(value: string | null): number {
  if (value === null) return 0;
  const [, offset] = /^offset:(\d{1,9})$/.exec(Buffer.from(value, "base64url").toString("latin1")) ?? [];
  if (offset === undefined) throw new GraphRefusal(graphProblems.badQuery("$skiptoken"));
  return Number(offset);
}

function nextLink(url: URL, offset: number): string {
  const top = url.searchParams.get("$top");
  const size = top === null ? "" : `$top=${top}&`;
  return `${url.origin}${url.pathname}?${size}$skiptoken=${Buffer.from(`offset:${offset}`).toString("base64url")}`;
}
