import type { Target } from "./exchange.ts";

/**
 * Checks and normalises a request target before any route looks at it: what a route condition sees must be what the
 * application will see. PingGateway does not do this, and conditions like `find(path, '^/admin')` can be walked around.
 */

export type TargetResult =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly why: string; readonly tooLong: boolean };

const longestTarget = 4_096;
/** Nothing in it can be read in two ways: no escape, no parameter, no segment that begins with a dot. Most paths are so. */
const plainPath = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)+\/?$/;
/** RFC 3986 `pchar` and `/`, without `;`: servers disagree about path parameters. */
const pathCharacters = /^(?:[A-Za-z0-9\-._~!$&'()*+,=:@/]|%[0-9A-Fa-f]{2})+$/;
const visible = /^[\x21-\x7e]+$/;
const unreserved = /[A-Za-z0-9\-_~]/;
/** Escapes of `.`, `/`, `\`, `;`, NUL and other controls, and of an escape (a second decoding would reveal another). */
const forbiddenEscape = /%(?:2e|2f|5c|3b|[01][0-9a-f]|7f|25[0-9a-f]{2})/i;

export function parseTarget(text: string): TargetResult {
  if (text.length > longestTarget) return { ok: false, why: `longer than ${longestTarget} characters`, tooLong: true };
  const refused = (why: string): TargetResult => ({ ok: false, why, tooLong: false });
  if (!text.startsWith("/")) return refused("not an absolute path");
  if (!visible.test(text)) return refused("characters that must be escaped");
  if (text.includes("#")) return refused("a fragment");
  const mark = text.indexOf("?");
  const path = mark < 0 ? text : text.slice(0, mark);
  const isPlain = path === "/" || plainPath.test(path);
  const normal = isPlain ? path : normalise(path);
  // Both spellings: `%25%32e` becomes `%252e`, an escape of an escape, only when it is normalised.
  const problem = isPlain ? undefined : (pathProblem(path) ?? pathProblem(normal));
  if (problem !== undefined) return refused(problem);
  const query = mark < 0 ? null : escapeLeftovers(text.slice(mark + 1));
  return { ok: true, target: { path: normal, query } };
}

function pathProblem(path: string): string | undefined {
  if (path.includes("//")) return "an empty path segment";
  if (path.includes(";")) return "path parameters";
  if (path.includes("\\")) return "a backslash";
  if (forbiddenEscape.test(path)) return "an escape of a separator, dot, control character or escape";
  if (!pathCharacters.test(path)) return "characters that must be escaped";
  if (path.split("/").some((segment) => segment === "." || segment === "..")) return "a dot segment";
  return decodesToUtf8(path) ? undefined : "escapes that are not UTF-8";
}

/** Escapes of characters that need none are undone, so that `%61dmin` and `admin` are one path (RFC 3986, 6.2.2). */
function normalise(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (found) => {
    const character = String.fromCharCode(Number.parseInt(found.slice(1), 16));
    return unreserved.test(character) ? character : found.toUpperCase();
  });
}

function decodesToUtf8(path: string): boolean {
  try {
    const decoded = decodeURIComponent(path);
    // C1 controls are controls too, once decoded.
    return !/[\u0080-\u009f]/.test(decoded);
  } catch (problem) {
    if (problem instanceof URIError) return false;
    throw problem;
  }
}

/** Characters that a query must not hold raw, escaped as PingGateway does by default. */
function escapeLeftovers(query: string): string {
  return query.replace(/["<>\\^`{|}]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
