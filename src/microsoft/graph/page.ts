import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { Reading } from "./reading.ts";

/** One page of a collection (OData 4.0 JSON, 4.5.5). */
export interface Page {
  readonly records: readonly JsonObject[];
  /** `@odata.nextLink` as given. Its origin is checked before a token is sent there. */
  readonly next: URL | null;
  readonly count: number | null;
}

export const readPage: Reading<Page> = (body) => {
  const { value, "@odata.nextLink": link = null, "@odata.count": count } = body;
  if (!Array.isArray(value) || !value.every(isJsonObject)) return { problem: "not a list of records" };
  if (link !== null && (typeof link !== "string" || !URL.canParse(link)))
    return { problem: "has a malformed nextLink" };
  const next = link === null || link === "" ? null : new URL(link);
  return { value: { records: value, next, count: typeof count === "number" ? count : null } };
};

/** Whether a chain of links may go on with this one: it must be new to the chain, and the chain must end some time. */
export type LinkChain = (next: URL) => boolean;

export function linkChain(first: URL, mostPages: number): LinkChain {
  const followed = new Set([first.href]);
  return ({ href }) => followed.size < mostPages && followed.size !== followed.add(href).size;
}
