import type { Context } from "./address.ts";
import type { Caller } from "./caller.ts";
import type { Realm } from "./settings.ts";

/**
 * How clients see this server. Issuer, `goto` checks and the cookie's `Secure` follow it; `Host` and `X-Forwarded-*` have
 * no say in it.
 */
export interface ExternalAddress {
  readonly origin: string;
  readonly secure: boolean;
  /** The external address that stands for `context` + `rest`, for example `/am` + `/oauth2/realms/root`. */
  urlOf(context: Context, rest: string): string;
}

/** The realm's `baseUrl`, else what the gateway asserts, else the listener's own address. */
export function externalAddress(realm: Realm, caller: Caller, ownOrigin: () => string): ExternalAddress {
  const { baseUrl } = realm.settings;
  if (baseUrl !== undefined) return ofBaseUrl(baseUrl);
  const { origin, prefix, path } = caller.external ?? { origin: ownOrigin(), prefix: "", path: "" };
  return address(origin, (context, rest) => `${origin}${mapPath(context + rest, path, prefix)}`);
}

function ofBaseUrl(baseUrl: string): ExternalAddress {
  const { origin } = new URL(baseUrl);
  const base = baseUrl === origin ? `${origin}/am` : baseUrl;
  return address(origin, (_context, rest) => `${base}${rest}`);
}

function address(origin: string, urlOf: ExternalAddress["urlOf"]): ExternalAddress {
  return { origin, secure: origin.startsWith("https:"), urlOf };
}

/** The route that the client came by shows `path` as `prefix`; what stands beside `path` has its own name outside. */
function mapPath(upstream: string, path: string, prefix: string): string {
  const below = upstream === path || upstream.startsWith(`${path.replace(/\/$/, "")}/`);
  return below ? `${prefix.replace(/\/$/, "")}${upstream.slice(path.replace(/\/$/, "").length)}` : upstream;
}

/**
 * A `goto` that may be followed: a path of the external origin, or an address there or at one of `origins`. Anything else
 * would make the login page send people wherever a link's author likes.
 *
 * @param origins exact ones, from the realm's settings
 */
export function safeGoto(
  value: string | undefined,
  external: Pick<ExternalAddress, "origin">,
  origins: readonly string[] = [],
): string | null {
  // A backslash counts as a slash in browsers; white space and control characters they take out.
  if (value === undefined || value.length > 2048 || !/^[\x21-\x5b\x5d-\x7e]+$/.test(value)) return null;
  const relative = /^\/(?!\/)/.test(value);
  if (!relative && !/^https?:\/\//i.test(value)) return null;
  if (!URL.canParse(value, external.origin)) return null;
  const url = new URL(value, external.origin);
  if (url.username !== "" || url.password !== "") return null;
  if (relative) return url.origin === external.origin ? value : null;
  return url.origin === external.origin || origins.includes(url.origin) ? url.href : null;
}
