import type { Logger } from "../core/log.ts";
import type { ResponseCookie } from "../journey/index.ts";
import type { Caller } from "./caller.ts";
import type { ExternalAddress } from "./external.ts";
import type { Realm } from "./settings.ts";

/** Cookies of a request by name; of several with one name the first counts, as it has the most specific path. */
export function readCookies(caller: Caller): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  const sent = caller.headers.get("cookie");
  if (sent === undefined) return cookies;
  for (const pair of sent.join(";").split(";")) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, Math.max(equals, 0)).trim();
    if (name === "" || cookies.has(name)) continue;
    cookies.set(
      name,
      pair
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/, "$1"),
    );
  }
  return cookies;
}

/** The session cookie (RFC 6265): host-only, and `None` only for realms that let other origins in. */
export function sessionCookie(realm: Realm, external: ExternalAddress, token: string): string {
  const { cookie, cors } = realm.settings;
  const sameSite = external.secure && cors.origins.length > 0 ? "None" : "Lax";
  const attributes = `Path=/; HttpOnly; SameSite=${sameSite}${external.secure ? "; Secure" : ""}`;
  return `${cookie.name}=${token}; ${attributes}`;
}

export function clearedSessionCookie(realm: Realm, external: ExternalAddress): string {
  return `${sessionCookie(realm, external, "")}; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT`;
}

const cookieName = /^[\w!#$%&'*+.^`|~-]{1,128}$/;
const cookieValue = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{0,3800}$/;
const cookieDomain = /^\.?[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/i;
const cookiePath = /^\/[\x20-\x3a\x3c-\x7e]{0,500}$/;
const mostCookies = 20;

/** Cookies that nodes want to send (RFC 6265, 4.1). None may pass for a session; what is not well-formed is left out. */
export function nodeCookies(
  cookies: readonly ResponseCookie[],
  { cookieNames, log }: { readonly cookieNames: readonly string[]; readonly log: Logger },
): readonly string[] {
  return cookies.slice(0, mostCookies).flatMap((cookie) => {
    const text = cookieNames.includes(cookie.name) ? null : cookieText(cookie);
    if (text === null) log.warn({ cookie: cookie.name.slice(0, 128) }, "a cookie of a node was not sent: not allowed");
    return text ?? [];
  });
}

function cookieText({
  name,
  value,
  maxAge,
  domain,
  path = "/",
  secure,
  httpOnly,
  sameSite,
}: ResponseCookie): string | null {
  const isWellFormed =
    cookieName.test(name) &&
    cookieValue.test(value) &&
    cookiePath.test(path) &&
    (domain === undefined || cookieDomain.test(domain)) &&
    (maxAge === undefined || Number.isSafeInteger(maxAge)) &&
    (sameSite !== "None" || secure);
  if (!isWellFormed) return null;
  return [
    `${name}=${value}`,
    `Path=${path}`,
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
    ...(maxAge === undefined ? [] : [`Max-Age=${maxAge}`]),
    ...(httpOnly ? ["HttpOnly"] : []),
    ...(secure ? ["Secure"] : []),
    `SameSite=${sameSite ?? "Lax"}`,
  ].join("; ");
}
