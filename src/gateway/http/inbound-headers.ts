import type { IdentityHeaders } from "../../device/index.ts";
import type { Headers } from "./headers.ts";
import { hopByHop } from "./hop-by-hop.ts";

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

const nothing: readonly string[] = [];

/**
 * Strips what only a gateway may say, before any route or filter looks: every spelling of an identity header, every
 * name with an underscore (some servers read `_` as `-`), the forwarding headers, and what belongs to the connection.
 *
 * @returns the identity headers that were removed, as they were spelt: somebody tried to be a device
 */
export function stripInbound(headers: Headers, identity: IdentityHeaders): readonly string[] {
  const isHopByHop = hopByHop(headers);
  let spoofed = false;
  const removed = headers.removeWhere((name) => {
    if (identity.has(name)) {
      spoofed = true;
      return true;
    }
    return isHopByHop(name) || name.includes("_") || name.startsWith("x-forwarded-") || proxySpeech.has(name);
  });
  return spoofed ? removed.filter((name) => identity.has(name)) : nothing;
}
