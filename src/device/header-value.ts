import { deviceIdFault, isZeroGuid, normaliseDeviceId, readGuid } from "./device-id.ts";
import { escapeDistinguishedValue, parseDistinguishedName } from "./distinguished-name.ts";

/** What a device id header says. `malformed` and `ambiguous` must end the decision: no call may be made with them. */
export type HeaderDeviceId =
  | { readonly found: "id"; readonly value: string }
  | { readonly found: "none" }
  | { readonly found: "malformed"; readonly why: string }
  | { readonly found: "ambiguous" };

const limits = { values: 16, length: 4096 };
const bareId = /^[A-Za-z0-9-]{1,64}$/;
/** What our own gateway writes for most devices; anything else is parsed. */
const guidName = /^CN=([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;
const commonNameTypes = ["CN", "2.5.4.3"];

/** The ids that one header value names, or why it names none. */
type ValueReading = { readonly ids: readonly string[] } | { readonly why: string };

/**
 * The device id of a header: `CN=<id>`, a longer distinguished name with one CN, or a bare id. Equal values count once;
 * different ones, an empty one among them, are ambiguous. GUIDs come back in lower case and without braces.
 *
 * @param values every occurrence of the header by itself, never joined
 */
export function readDeviceIdHeader(values: readonly string[]): HeaderDeviceId {
  if (values.length > limits.values) return { found: "malformed", why: `more than ${limits.values} values` };
  const ids = new Set<string>();
  for (const value of values) {
    const reading = readValue(value);
    if ("why" in reading) return { found: "malformed", why: reading.why };
    for (const id of reading.ids) ids.add(id);
  }
  const [id, another] = ids;
  if (another !== undefined) return { found: "ambiguous" };
  return id === undefined || id === "" ? { found: "none" } : { found: "id", value: id };
}

function readValue(value: string): ValueReading {
  if (value.length > limits.length) return { why: `longer than ${limits.length} characters` };
  if (/[^\x20-\x7e\x80-\uffff]/.test(value)) return { why: "control characters" };
  const named = guidName.exec(value)?.[1]?.toLowerCase();
  if (named !== undefined && !isZeroGuid(named)) return { ids: [named] };
  const text = value.trim();
  if (text === "") return { ids: [""] };
  return text.includes("=") ? readName(text) : readBareId(text);
}

function readBareId(text: string): ValueReading {
  const id = normaliseDeviceId(text);
  const why = deviceIdFault(id);
  if (why !== undefined) return { why };
  return bareId.test(id) ? { ids: [id] } : { why: "neither a distinguished name nor an id" };
}

function readName(text: string): ValueReading {
  const attributes = parseDistinguishedName(text);
  if (attributes === undefined) return { why: "not a distinguished name" };
  const names = attributes.filter(({ type }) => commonNameTypes.includes(type)).map(({ value }) => value);
  if (names.length === 0) return { ids: [""] };
  const ids: string[] = [];
  for (const name of names) {
    if (name === undefined) return { why: "a CN that is not text" };
    const id = normaliseDeviceId(name);
    const why = deviceIdFault(id);
    if (why !== undefined) return { why };
    ids.push(id);
  }
  return { ids };
}

/** The header value that names a device: `CN=<id>`, escaped as RFC 2253 asks; always printable ASCII. */
export function deviceIdHeaderValue(id: string): string {
  return `CN=${escapeDistinguishedValue(readGuid(id) ?? id)}`;
}
