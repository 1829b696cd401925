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

/** What `Connection` says when it names no other field. */
const plainOptions: ReadonlySet<string> = new Set(["keep-alive", "close", "Keep-Alive"]);

/**
 * A test for what must not cross the gateway, by name in lower case: the connection's own fields and every field that
 * `Connection` names. It is asked on arrival, before any filter, so that a client cannot name a header of ours and have
 * it taken away.
 */
export function hopByHop(headers: Headers): (name: string) => boolean {
  const values = headers.all("connection");
  if (values.every(isPlainOption)) return isConnectionField;
  const named = new Set(values.flatMap((value) => value.split(",")).map((name) => name.trim().toLowerCase()));
  return (name) => connectionFields.has(name) || (named.has(name) && !endToEnd.has(name));
}

/** Removes what must not cross the gateway. */
export function removeHopByHop(headers: Headers): void {
  headers.removeWhere(hopByHop(headers));
}

function isPlainOption(value: string): boolean {
  return plainOptions.has(value);
}

function isConnectionField(name: string): boolean {
  return connectionFields.has(name);
}
