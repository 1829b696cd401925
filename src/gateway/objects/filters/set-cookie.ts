/** One `Set-Cookie` field (RFC 6265, section 5.2), its attributes as they were spelt and in their order. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  readonly attributes: readonly Attribute[];
}

export interface Attribute {
  readonly name: string;
  /** Null for a flag: `Secure`. */
  readonly value: string | null;
}

/** Undefined for a field that no browser takes for a cookie. */
export function parseSetCookie(field: string): SetCookie | undefined {
  const [pair = "", ...rest] = field.split(";");
  const equals = pair.indexOf("=");
  const name = pair.slice(0, Math.max(0, equals)).trim();
  if (name === "") return undefined;
  return {
    name,
    value: pair.slice(equals + 1).trim(),
    attributes: rest.map(attribute).filter(({ name: key }) => key !== ""),
  };
}

function attribute(text: string): Attribute {
  const equals = text.indexOf("=");
  if (equals < 0) return { name: text.trim(), value: null };
  return { name: text.slice(0, equals).trim(), value: text.slice(equals + 1).trim() };
}

export function writeSetCookie({ name, value, attributes }: SetCookie): string {
  const rest = attributes.map((one) => (one.value === null ? one.name : `${one.name}=${one.value}`));
  return [`${name}=${value}`, ...rest].join("; ");
}

/** The value of an attribute, whatever its case; the last one counts. */
export function attributeOf({ attributes }: SetCookie, wanted: string): string | undefined {
  return attributes.findLast(({ name }) => name.toLowerCase() === wanted)?.value ?? undefined;
}

export function hasAttribute({ attributes }: SetCookie, wanted: string): boolean {
  return attributes.some(({ name }) => name.toLowerCase() === wanted);
}
