import type { Caller } from "./caller.ts";
import type { ExternalAddress } from "./external.ts";
import type { Realm } from "./settings.ts";

/** Cookies of a request by name; of several with one name the first counts, as it has the most specific path. */
export function readCookies(caller: Caller): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (caller.headers.get("cookie") ?? []).join(";").split(";")) {
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
