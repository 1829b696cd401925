import { createHash } from "node:crypto";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { headerOf } from "../caller.ts";
import type { Exchange } from "../exchange.ts";
import { configurationErrors } from "./errors.ts";

/** The revision of a document: a fingerprint of its content, whatever the order of its keys. */
export function revisionOf(document: JsonObject): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(sorted(document)))
    .digest();
  return digest.readBigInt64BE().toString();
}

/** A copy with its keys in alphabetical order, at every depth. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key] ?? null)]));
}

/**
 * Checks `If-Match` and `If-None-Match` (RFC 9110, 13.1); PingAM's clients send revisions with and without quotes.
 *
 * @param existing what there is now, or undefined
 * @throws {am.configuration-changed}
 */
export function checkPreconditions({ caller }: Pick<Exchange, "caller">, existing: JsonObject | undefined): void {
  const revision = existing === undefined ? null : revisionOf(existing);
  const ifMatch = headerOf(caller, "if-match");
  if (ifMatch !== undefined && !matches(ifMatch, revision)) throw configurationErrors.error("am.configuration-changed");
  const ifNoneMatch = headerOf(caller, "if-none-match");
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, revision)) {
    throw configurationErrors.error("am.configuration-changed");
  }
}

function matches(header: string, revision: string | null): boolean {
  if (revision === null) return false;
  const wanted = header.split(",").map((tag) =>
    tag
      .trim()
      .replace(/^W\//, "")
      .replace(/^"(.*)"$/, "$1"),
  );
  return wanted.some((tag) => tag === "*" || tag === revision);
}
