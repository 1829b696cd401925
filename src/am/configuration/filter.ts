import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { configurationErrors } from "./errors.ts";

/** `_queryFilter`: what `frodo` and PingAM's own pages ask with, which is `true` or one comparison. */

const comparison =
  /^\s*\/?([\w./-]{1,128})\s+(eq|co|sw)\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(true|false))\s*$/;
const longest = 1024;

/** @throws {am.configuration-query} for a filter that is missing or is none of these */
export function readFilter(text: string | undefined): (document: JsonObject) => boolean {
  const filter = text?.trim() ?? "";
  if (filter === "true" || filter === "false") return () => filter === "true";
  const match = filter.length > longest ? null : comparison.exec(filter);
  if (match === null) {
    const message = `The query filter is not supported: use true, or a comparison such as name eq "x"`;
    throw configurationErrors.error("am.configuration-query", { message });
  }
  const [, field = "", operator = "", double, single, flag] = match;
  const wanted = flag ?? (double ?? single ?? "").replaceAll(/\\(.)/g, "$1");
  return (document) => {
    const value = at(document, field.split("/"));
    if (typeof value === "boolean") return operator === "eq" && String(value) === flag;
    return typeof value === "string" && compares(value, operator, wanted);
  };
}

function compares(value: string, operator: string, wanted: string): boolean {
  if (operator === "eq") return value === wanted;
  return operator === "sw" ? value.startsWith(wanted) : value.includes(wanted);
}

function at(document: Json, path: readonly string[]): Json | undefined {
  const [name = "", ...rest] = path;
  if (!isJsonObject(document) || !Object.hasOwn(document, name)) return undefined;
  const value = document[name];
  return rest.length === 0 || value === undefined ? value : at(value, rest);
}
