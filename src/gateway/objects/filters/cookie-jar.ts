import { z } from "zod";
import type { Json } from "../../../core/json.ts";
import { attributeOf, hasAttribute, type SetCookie } from "./set-cookie.ts";

/** Cookies of applications that the gateway keeps for a client, in its session (RFC 6265, sections 5.3 and 5.4). */

const storedCookie = z.object({
  name: z.string(),
  value: z.string(),
  /** The application's host; a suffix of hosts when `hostOnly` is false. */
  domain: z.string(),
  hostOnly: z.boolean(),
  path: z.string(),
  secure: z.boolean(),
  /** Milliseconds since the epoch; null for a cookie of the session. */
  expires: z.number().nullable(),
});
export type StoredCookie = z.output<typeof storedCookie>;

const jar = z.array(storedCookie);
const mostCookies = 50;
const mostBytes = 16_384;

/** The cookies of a session value; none where it is not what {@link writeJar} wrote. */
export function readJar(value: Json | undefined): readonly StoredCookie[] {
  const parsed = jar.safeParse(value);
  return parsed.success ? parsed.data : [];
}

/** The newest cookies within the bounds of a jar. */
export function writeJar(cookies: readonly StoredCookie[]): readonly StoredCookie[] {
  let bytes = 0;
  const kept = cookies.slice(-mostCookies).reverse();
  const fitting = kept.filter(({ name, value, domain, path }) => {
    bytes += name.length + value.length + domain.length + path.length;
    return bytes <= mostBytes;
  });
  return fitting.reverse();
}

/** What a jar holds after an answer of `url` set a cookie. A cookie for another's domain is not kept. */
export function stored(
  cookies: readonly StoredCookie[],
  set: SetCookie,
  url: URL,
  now: number,
): readonly StoredCookie[] {
  const wanted = attributeOf(set, "domain")?.replace(/^\./, "").toLowerCase() ?? "";
  const hostOnly = wanted === "" || wanted === url.hostname;
  const domain = wanted === "" ? url.hostname : wanted;
  // A name without a dot is a top-level domain: too wide.
  if (!hostOnly && (!url.hostname.endsWith(`.${domain}`) || !domain.includes("."))) return cookies;
  const given = attributeOf(set, "path") ?? "";
  const path = given.startsWith("/") ? given : defaultPath(url.pathname);
  const others = cookies.filter((one) => one.name !== set.name || one.domain !== domain || one.path !== path);
  const expires = expiry(set, now);
  if (expires !== null && expires <= now) return others;
  return [
    ...others,
    { name: set.name, value: set.value, domain, hostOnly, path, secure: hasAttribute(set, "secure"), expires },
  ];
}

/** The cookies that a request to `url` carries, those with the longest path first. */
export function cookiesFor(cookies: readonly StoredCookie[], url: URL, now: number): readonly StoredCookie[] {
  return cookies
    .filter(({ expires, secure, domain, hostOnly, path }) => {
      if (expires !== null && expires <= now) return false;
      if (secure && url.protocol !== "https:") return false;
      const { hostname, pathname } = url;
      if (hostname !== domain && (hostOnly || !hostname.endsWith(`.${domain}`))) return false;
      return (
        pathname === path || (pathname.startsWith(path) && (path.endsWith("/") || pathname.charAt(path.length) === "/"))
      );
    })
    .sort((one, other) => other.path.length - one.path.length);
}

function expiry(set: SetCookie, now: number): number | null {
  const age = attributeOf(set, "max-age");
  if (age !== undefined && /^-?\d{1,12}$/.test(age)) return now + Number(age) * 1_000;
  const date = Date.parse(attributeOf(set, "expires") ?? "");
  return Number.isNaN(date) ? null : date;
}

/** RFC 6265, section 5.1.4. */
function defaultPath(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}
