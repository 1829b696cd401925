import type { Caller } from "./caller.ts";
import { headerOf } from "./caller.ts";
import type { Realm } from "./settings.ts";

/** Cross-origin calls (Fetch standard): only exact origins that the realm lists are let in; others get no header at all. */

const allowedHeaders = [
  "accept-api-version",
  "authorization",
  "content-type",
  "x-forgerock-transactionid",
  "x-openam-password",
  "x-openam-username",
  "x-requested-platform",
  "x-requested-with",
];
const exposedHeaders = ["content-api-version", "retry-after", "www-authenticate", "x-forgerock-transactionid"];

export function corsHeaders({ settings }: Realm, caller: Caller): Readonly<Record<string, string>> {
  const { origins } = settings.cors;
  if (origins.length === 0) return {};
  const origin = headerOf(caller, "origin");
  if (origin === undefined || !origins.includes(origin)) return { vary: "Origin" };
  return {
    vary: "Origin",
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": exposedHeaders.join(", "),
  };
}

/** The answer to a preflight of a listed origin, or null for any other request. */
export function preflightHeaders(
  realm: Realm,
  caller: Caller,
  method: string,
  allowed: readonly string[],
): Readonly<Record<string, string>> | null {
  if (method !== "OPTIONS" || headerOf(caller, "access-control-request-method") === undefined) return null;
  const headers = corsHeaders(realm, caller);
  if (headers["access-control-allow-origin"] === undefined) return null;
  return {
    ...headers,
    "access-control-allow-methods": allowed.join(", "),
    "access-control-allow-headers": [...allowedHeaders, realm.settings.cookie.name.toLowerCase()].join(", "),
    "access-control-max-age": "600",
  };
}
