/** Parameters for the authenticate endpoint, by name; the first value of a name counts. */
export type Parameters = ReadonlyMap<string, string>;

/** What a redirect or a mail link brings back: good for one request, left out when the journey starts again. */
const oneTimeNames: ReadonlySet<string> = new Set([
  "suspendedId",
  "code",
  "state",
  "error",
  "errorCode",
  "errorMessage",
  "form_post_entry",
  "nonce",
  "RelayState",
  "responsekey",
  "scope",
]);

/** XUI's older names for a choice of journey, and the `authIndexType` each stands for. */
const legacyNames: ReadonlyMap<string, string> = new Map([
  ["service", "service"],
  ["authlevel", "level"],
  ["module", "module"],
  ["user", "user"],
  ["role", "role"],
]);

/**
 * The realm and the authenticate parameters of a login page's address, as XUI reads them: query first, then fragment
 * (`#login&goto=…`, `#/service/<tree>`). Empty values are dropped.
 */
export function readParameters(location: { readonly search: string; readonly hash: string }): {
  readonly realm: string;
  readonly parameters: Parameters;
} {
  const found = new Map<string, string>();
  for (const [name, value] of [...new URLSearchParams(location.search), ...fragmentEntries(location.hash)]) {
    if (value !== "" && !found.has(name)) found.set(name, value);
  }
  const realm = found.get("realm") ?? "";
  found.delete("realm");
  return { realm, parameters: withModernNames(found) };
}

export function durableParameters(parameters: Parameters): Parameters {
  return new Map([...parameters].filter(([name]) => !oneTimeNames.has(name)));
}

/** The query text, with its `?` when there is any. */
export function queryText(parameters: Parameters): string {
  const pairs = [...parameters].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function withModernNames(found: ReadonlyMap<string, string>): Parameters {
  if (found.has("composite_advice") || found.get("authIndexType") === "composite_advice") return found;
  const parameters = new Map([...found].filter(([name]) => !legacyNames.has(name)));
  if (parameters.has("authIndexType")) return parameters;
  for (const [name, type] of legacyNames) {
    const value = found.get(name);
    if (value === undefined) continue;
    return parameters.set("authIndexType", type).set("authIndexValue", value);
  }
  return parameters;
}

/** `#login&goto=…` and `#/service/<tree>?locale=…`: the route reads as a first name without a value. */
function fragmentEntries(hash: string): [string, string][] {
  const text = hash.replace(/^#\/?/, "").replace(/^([^=?&]*)\?/, "$1&");
  return [...new URLSearchParams(text)].map(([name, value]) =>
    value === "" && name.startsWith("service/") ? ["service", name.slice("service/".length)] : [name, value],
  );
}
