import type { Exchange } from "../../http/exchange.ts";
import type { Headers } from "../../http/headers.ts";

/** Cookies of requests and answers (RFC 6265). */

/** The values of a cookie, in the order of the wire: the first has the most specific path. */
export function cookieValues(headers: Headers, name: string): readonly string[] {
  const pairs = pairsOf(headers);
  if (pairs.length === 0) return pairs;
  return pairs
    .filter((pair) => nameOf(pair) === name)
    .map((pair) => pair.slice(name.length + 1).replace(/^"(.*)"$/, "$1"));
}

/** Takes cookies out of a request. */
export function removeCookies(headers: Headers, names: (name: string) => boolean): void {
  const pairs = pairsOf(headers);
  const kept = pairs.filter((pair) => !names(nameOf(pair)));
  if (kept.length === pairs.length) return;
  headers.removeWhere((name) => name.toLowerCase() === "cookie");
  if (kept.length > 0) headers.append("Cookie", kept.join("; "));
}

/** Takes cookies out of an answer: no application sets those that are the gateway's or AM's. */
export function removeSetCookies(headers: Headers, names: (name: string) => boolean): void {
  const all = headers.all("set-cookie");
  if (all.length === 0) return;
  const kept = all.filter((cookie) => !names(nameOf(cookie.trim())));
  if (kept.length === all.length) return;
  headers.removeWhere((name) => name.toLowerCase() === "set-cookie");
  for (const cookie of kept) headers.append("Set-Cookie", cookie);
}

export interface CookieSettings {
  readonly domain: string | undefined;
  readonly path: string;
  readonly httpOnly: boolean;
  /** Undefined: where clients reach the gateway by https. */
  readonly secure: boolean | undefined;
  readonly sameSite: "Lax" | "Strict" | "None";
}

/** @param maxAge seconds; null for a cookie that ends with the browser, 0 for one that ends now */
export function setCookie(
  name: string,
  value: string,
  settings: CookieSettings,
  maxAge: number | null,
  { externalOrigin }: Exchange,
): string {
  const { domain, path, httpOnly, secure = externalOrigin.startsWith("https:"), sameSite } = settings;
  return [
    `${name}=${value}`,
    `Path=${path}`,
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
    ...(maxAge === null ? [] : [`Max-Age=${maxAge}`]),
    ...(maxAge === 0 ? ["Expires=Thu, 01 Jan 1970 00:00:00 GMT"] : []),
    ...(httpOnly ? ["HttpOnly"] : []),
    ...(secure ? ["Secure"] : []),
    `SameSite=${sameSite}`,
  ].join("; ");
}

function pairsOf(headers: Headers): readonly string[] {
  const cookies = headers.all("cookie");
  if (cookies.length === 0) return cookies;
  return cookies
    .flatMap((value) => value.split(";"))
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "");
}

/** Space may stand around the name; what has no `=` is no cookie of anybody's. */
function nameOf(pair: string): string {
  const equals = pair.indexOf("=");
  return equals < 0 ? "" : pair.slice(0, equals).trim();
}
