/**
 * A Graph path, taken apart. Keys in parentheses stand as segments of their own: `a('k')/b` is `a`, `k`, `b`. The name
 * of an alternate key stays where it is: `a(n='k')` is `a(n)`, `k`.
 */
export interface GraphPath {
  readonly version: "v1.0" | "beta";
  readonly segments: readonly string[];
}

const keyed = /^([A-Za-z]+)\((?:([A-Za-z]+)=)?'((?:[^']|'')*)'\)$/;

/** Returns `undefined` for what is no Graph path, or holds a broken percent escape. A trailing slash changes nothing. */
export function parseGraphPath(pathname: string): GraphPath | undefined {
  const [, version, ...rest] = pathname.split("/");
  if (version !== "v1.0" && version !== "beta") return undefined;
  const decoded = rest.filter((segment) => segment !== "").map(decode);
  const segments: string[] = [];
  for (const segment of decoded) {
    if (segment === undefined) return undefined;
    const [, name, alternate, key] = keyed.exec(segment) ?? [];
    if (name === undefined || key === undefined) segments.push(segment);
    else segments.push(alternate === undefined ? name : `${name}(${alternate})`, key.replaceAll("''", "'"));
  }
  return { version, segments };
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    if (cause instanceof URIError) return undefined;
    throw cause;
  }
}
