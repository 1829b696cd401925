/**
 * A URL with OData's system query options (OData 4.01 URL conventions, 5.1). Written by hand because `URLSearchParams` writes
 * a blank as `+` and the dollar as `%24`, which not everything between here and Graph reads alike.
 */
export function withQuery(url: URL, options: Readonly<Record<string, string>>): URL {
  const parts = Object.entries(options).map(([name, value]) => `$${name}=${encodeURIComponent(value)}`);
  return parts.length === 0 ? url : new URL(`?${parts.join("&")}`, url);
}
