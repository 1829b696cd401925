import { decodeSegments, readRealm } from "../address.ts";

/** The addresses of the configuration API (facts: "Configuration REST API"). */
export type ConfigurationAddress =
  | { readonly kind: "trees"; readonly realm: string; readonly id: string | null }
  | { readonly kind: "nodes"; readonly realm: string; readonly type: string | null; readonly id: string | null }
  | { readonly kind: "scripts"; readonly realm: string; readonly id: string | null }
  | { readonly kind: "libraries"; readonly realm: string }
  | { readonly kind: "realms"; readonly id: string | null };

const treesFolder = "realm-config/authentication/authenticationtrees";
const longestName = 128;

/** @param path percent-encoded, without the query; one trailing slash is ignored */
export function readConfigurationAddress(path: string): ConfigurationAddress | null {
  const segments = decodeSegments(path);
  if (segments === null || segments[0] !== "am" || segments[1] !== "json") return null;
  const rest = segments.slice(2);
  if (rest.some((segment) => segment.length > longestName)) return null;
  if (rest.slice(0, 2).join("/") === "global-config/realms") {
    return rest.length > 3 ? null : { kind: "realms", id: rest[2] ?? null };
  }
  const at = lengthOfRealm(rest);
  const realm = readRealm(rest.slice(0, at));
  return realm === null ? null : readRealmAddress(realm, rest.slice(at));
}

function readRealmAddress(realm: string, segments: readonly string[]): ConfigurationAddress | null {
  if (segments[0] === "scripts") {
    return segments.length > 2 ? null : { kind: "scripts", realm, id: segments[1] ?? null };
  }
  if (segments[0] === "libraries") return segments.length > 1 ? null : { kind: "libraries", realm };
  if (segments.slice(0, 3).join("/") !== treesFolder) return null;
  const [kind, first = null, second = null, ...more] = segments.slice(3);
  if (more.length > 0) return null;
  if (kind === "nodes") return { kind, realm, type: first, id: second };
  return kind === "trees" && second === null ? { kind, realm, id: first } : null;
}

/** How many segments `realms/root/realms/alpha` are, at the start of `segments`. */
function lengthOfRealm(segments: readonly string[]): number {
  let length = 0;
  while (segments[length] === "realms") length += 2;
  return length;
}
