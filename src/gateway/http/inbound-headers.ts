import { canonicalHeaderName, type IdentityHeaders } from "../../device/index.ts";
import type { Headers } from "./headers.ts";
import { removeHopByHop } from "./hop-by-hop.ts";

/** Headers by which a client could speak for a proxy in front of it, or change the path behind the route's back. */
const proxySpeech: ReadonlySet<string> = new Set([
  "forwarded",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "x-original-url",
  "x-original-uri",
  "x-original-host",
  "x-rewrite-url",
  "x-http-method-override",
  "expect",
]);

/**
 * Strips what only a gateway may say, before any route or filter looks: every spelling of an identity header, every
 * name with an underscore (some servers read `_` as `-`), the forwarding headers, and what belongs to the connection.
 *
 * @returns the identity headers that were removed, as they were spelt: somebody tried to be a device
 */
export function stripInbound(headers: Headers, identity: IdentityHeaders): readonly string[] {
  removeHopByHop(headers);
  const spoofed = headers.removeWhere((name) => identity.has(name));
  headers.removeWhere((name) => {
    const canonical = canonicalHeaderName(name);
    return name.includes("_") || canonical.startsWith("x-forwarded-") || proxySpeech.has(canonical);
  });
  return spoofed;
}
