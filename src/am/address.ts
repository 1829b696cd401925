/** The addresses of the API (facts: "authenticate: endpoint and request"), read once from the request line. */

/** What an address asks for. */
export type Resource =
  | "authenticate"
  | "sessions"
  | "users"
  | "user"
  | "serverinfo/*"
  | "serverinfo/version"
  | "openid-configuration";

export interface Address {
  /** The context that the address stands below; a page that was served at `/am/XUI/` finds the same API beside it. */
  readonly context: Context;
  /** `/` or `/alpha`, as the path spells it; a `realm` parameter may still overrule it. */
  readonly realm: string;
  readonly resource: Resource;
  /** The name of the user, for the resource `user`. */
  readonly id?: string;
}

export type Context = "/am" | "/am/XUI";

const jsonResources: readonly Resource[] = ["authenticate", "sessions", "users", "serverinfo/*", "serverinfo/version"];
const realmName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const deepestRealm = 8;

/**
 * Reads a path: `{context}/json[/realms/root[/realms/x]*]/<resource>`, the legacy `{context}/json/x/<resource>`, and the
 * same below `{context}/oauth2` for OpenID discovery. One trailing slash is ignored, as the SDKs send one.
 *
 * @param path percent-encoded, without the query
 */
export function readAddress(path: string): Address | null {
  const segments = decodeSegments(path);
  if (segments === null || segments[0] !== "am") return null;
  const context = segments[1] === "XUI" ? "/am/XUI" : "/am";
  const [area, ...rest] = segments.slice(context === "/am" ? 1 : 2);
  if (area === "json") return readJsonAddress(context, rest);
  return area === "oauth2" ? readDiscoveryAddress(context, rest) : null;
}

function readJsonAddress(context: Context, segments: readonly string[]): Address | null {
  for (const resource of jsonResources) {
    const length = resource.split("/").length;
    if (segments.slice(-length).join("/") !== resource) continue;
    const realm = readRealm(segments.slice(0, -length));
    if (realm !== null) return { context, realm, resource };
  }
  return readUserAddress(context, segments);
}

/** `users/<name>`, after what names the realm. */
function readUserAddress(context: Context, segments: readonly string[]): Address | null {
  const [collection, id] = segments.slice(-2);
  if (collection !== "users" || id === undefined) return null;
  const realm = readRealm(segments.slice(0, -2));
  return realm === null ? null : { context, realm, resource: "user", id };
}

function readDiscoveryAddress(context: Context, segments: readonly string[]): Address | null {
  if (segments.slice(-2).join("/") !== ".well-known/openid-configuration") return null;
  const realm = readRealm(segments.slice(0, -2));
  return realm === null ? null : { context, realm, resource: "openid-configuration" };
}

/** The realm that segments name: `realms/root/realms/alpha`, `realms/<alias>`, or the legacy `alpha`. */
export function readRealm(segments: readonly string[]): string | null {
  const names = segments[0] === "realms" ? hierarchy(segments) : segments;
  if (names === null || names.length > deepestRealm || !names.every((name) => realmName.test(name))) return null;
  return `/${names.join("/")}`;
}

function hierarchy(segments: readonly string[]): readonly string[] | null {
  const [, first = ""] = segments;
  if (segments.length === 2 && first !== "root") return [first];
  if (segments.length % 2 !== 0 || segments[1] !== "root") return null;
  if (segments.some((segment, index) => index % 2 === 0 && segment !== "realms")) return null;
  return segments.filter((_, index) => index % 2 === 1).slice(1);
}

/** `null` for what is no plain path: empty or dotted segments, and escapes that are broken or hide a slash. */
export function decodeSegments(path: string): readonly string[] | null {
  if (!path.startsWith("/")) return null;
  const segments = path.replace(/\/$/, "").slice(1).split("/").map(decodeSegment);
  return segments.some((segment) => /^\.{0,2}$|[/\\]/.test(segment)) ? null : segments;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return "";
  }
}

/** A `realm` parameter as a realm's path: `alpha`, `/alpha` and `/` are all in use. */
export function realmOfParameter(value: string): string {
  return value.startsWith("/") ? value : `/${value}`;
}

/** The path of a realm in addresses that we write: `realms/root/realms/alpha`. */
export function realmUrlPath(realm: string): string {
  const names = realm.split("/").filter((name) => name !== "");
  return ["root", ...names].map((name) => `realms/${name}`).join("/");
}
