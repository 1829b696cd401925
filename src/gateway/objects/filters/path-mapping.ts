import type { PathMapping } from "../../http/exchange.ts";

/** Path prefixes of UriPathRewriteFilter: without a slash at the end, matched at segment boundaries. */

/** The path below `prefix`, or undefined when it does not stand below it. `/a` holds `/a` and `/a/b`, never `/ab`. */
export function below(path: string, prefix: string): string | undefined {
  if (!path.startsWith(prefix)) return undefined;
  const rest = path.slice(prefix.length);
  return rest === "" || rest.startsWith("/") ? rest : undefined;
}

/** The mapping from outside to the application after one more rewriting. */
export function composed(outer: PathMapping, from: string, to: string): PathMapping {
  if (outer.prefix === "" && outer.path === "") return { prefix: from, path: to };
  const insideOuter = below(from, outer.path);
  if (insideOuter !== undefined) return { prefix: outer.prefix + insideOuter, path: to };
  const insideFrom = below(outer.path, from) ?? "";
  return { prefix: outer.prefix, path: to + insideFrom };
}

/**
 * A `Location` of the application as the client must see it: the `to` path becomes `from` again, when the address is
 * relative or on the application's own origin. Anything else comes back as it was.
 */
export function mappedBack(location: string, origin: string | null, from: string, to: string): string {
  const relative = location.startsWith("/") && !location.startsWith("//");
  const own = origin !== null && URL.canParse(location) && new URL(location).origin === origin;
  if (!relative && !own) return location;
  const [, path = "", tail = ""] = /^([^?#]*)([\s\S]*)$/.exec(relative ? location : withoutOrigin(location)) ?? [];
  const rest = below(path, to);
  if (rest === undefined) return location;
  const mapped = `${from}${rest}`;
  // Two slashes at the start would name another host.
  return mapped.startsWith("//") ? location : `${mapped === "" ? "/" : mapped}${tail}`;
}

function withoutOrigin(address: string): string {
  const { pathname, search, hash } = new URL(address);
  return `${pathname}${search}${hash}`;
}
