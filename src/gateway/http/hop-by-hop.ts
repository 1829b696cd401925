import type { Headers } from "./headers.ts";

/** Fields that belong to one connection (RFC 9110, section 7.6.1) and framing, which each side writes anew. */
const connectionFields: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "trailers",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
]);

/** Fields that no `Connection` header may take away, because the message would mean something else without them. */
const endToEnd: ReadonlySet<string> = new Set([
  "host",
  "content-length",
  "content-type",
  "content-encoding",
  "set-cookie",
]);

/**
 * Removes what must not cross the gateway, including every field that `Connection` names. It runs on arrival, before
 * any filter, so that a client cannot name a header of ours and have it taken away.
 */
export function removeHopByHop(headers: Headers): void {
  const listed = headers
    .all("connection")
    .flatMap((value) => value.split(","))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => !endToEnd.has(name));
  const named = new Set(listed);
  headers.removeWhere((name) => connectionFields.has(name.toLowerCase()) || named.has(name.toLowerCase()));
}
