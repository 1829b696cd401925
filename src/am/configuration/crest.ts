import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Answer } from "../answer.ts";
import type { Query } from "../query.ts";
import { configurationErrors } from "./errors.ts";
import { readFilter } from "./filter.ts";
import { revisionOf } from "./revision.ts";

/** Answers in the form of Ping's common REST layer (facts: "serverinfo, realms, envelopes"). */

const contentType = "application/json;charset=UTF-8";
const mostResults = 10_000;

/** A document as its clients see it, and the stored document that its revision is of. */
export interface Shown {
  readonly stored: JsonObject;
  readonly body: JsonObject;
}

/** One document with its revision. */
export function resource(shown: Shown, query: Query, status: 200 | 201 = 200, location?: string): Answer {
  return {
    status,
    body: chosen(withRevision(shown), query),
    headers: {
      "content-type": contentType,
      "content-api-version": "resource=1.0",
      etag: `"${revisionOf(shown.stored)}"`,
      ...(location === undefined ? {} : { location }),
    },
  };
}

/** What an action answers. */
export function actionResult(body: JsonObject): Answer {
  return { status: 200, body, headers: { "content-type": contentType, "content-api-version": "resource=1.0" } };
}

/** The documents that `_queryFilter` lets through, a page of them. @throws {am.configuration-query} */
export function queryResult(all: readonly Shown[], query: Query): Answer {
  const matches = readFilter(query.one("_queryFilter"));
  const found = all.map(withRevision).filter(matches);
  const from = integer(query, "_pagedResultsCookie") ?? integer(query, "_pagedResultsOffset") ?? 0;
  const size = integer(query, "_pageSize") ?? 0;
  const to = from + (size > 0 ? size : mostResults);
  const result = found.slice(from, to).map((body) => chosen(body, query));
  return {
    status: 200,
    body: {
      result,
      resultCount: result.length,
      pagedResultsCookie: size > 0 && to < found.length ? String(to) : null,
      totalPagedResultsPolicy: "NONE",
      totalPagedResults: -1,
      remainingPagedResults: -1,
    },
    headers: { "content-type": contentType, "content-api-version": "protocol=2.1,resource=1.0, resource=1.0" },
  };
}

function withRevision({ stored, body }: Shown): JsonObject {
  const { _id = "", ...rest } = body;
  return { _id, _rev: revisionOf(stored), ...rest };
}

/** `_fields=name,uiConfig/categories`: the named fields only, and always `_id` and `_rev`. */
function chosen(body: JsonObject, query: Query): JsonObject {
  const fields = (query.one("_fields") ?? "").split(",").map((field) => field.trim().split("/").filter(Boolean));
  const wanted = fields.filter((path) => path.length > 0 && path[0] !== "*");
  if (wanted.length === 0) return body;
  const kept = [["_id"], ["_rev"], ...wanted].flatMap(([top = ""]) => {
    const value = Object.hasOwn(body, top) ? body[top] : undefined;
    return value === undefined ? [] : [[top, value] as const];
  });
  return Object.fromEntries<Json>(kept);
}

function integer(query: Query, name: string): number | null {
  const text = query.one(name);
  if (text === undefined || text === "") return null;
  if (!/^-?\d{1,9}$/.test(text)) throw configurationErrors.error("am.configuration-query", { detail: name });
  return Math.max(0, Number(text));
}

/** The text that an attribute holds, or undefined. */
export function textOf(document: Json | undefined, name: string): string | undefined {
  const value = property(document, name);
  return typeof value === "string" ? value : undefined;
}

/** The object that an attribute holds, or an empty one. */
export function objectOf(document: Json | undefined, name: string): JsonObject {
  const value = property(document, name);
  return value !== undefined && isJsonObject(value) ? value : {};
}

function property(document: Json | undefined, name: string): Json | undefined {
  return document !== undefined && isJsonObject(document) && Object.hasOwn(document, name) ? document[name] : undefined;
}
