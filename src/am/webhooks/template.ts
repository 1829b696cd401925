/** The body of a webhook: text with placeholders for what is known of the session. */

const placeholder = /\$\{([^{}]{1,200})\}/g;

/** The media type that a webhook's headers name, in lower case. */
export function contentTypeOf(headers: Readonly<Record<string, string>>): string {
  const named = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1];
  const [type = ""] = (named ?? "application/x-www-form-urlencoded").toLowerCase().split(";");
  return type.trim();
}

export function isJsonType(type: string): boolean {
  return type === "application/json" || type.endsWith("+json");
}

/** Puts values for placeholders, encoded so that none can be more than a value; nothing for one that has no value. */
export function fillTemplate(body: string, lookUp: (name: string) => string | undefined, type: string): string {
  const encode = encoderOf(type);
  return body.replaceAll(placeholder, (_, name: string) => encode(wellFormed(lookUp(name.trim()) ?? "")));
}

function encoderOf(type: string): (value: string) => string {
  if (isJsonType(type)) return (value) => JSON.stringify(value).slice(1, -1);
  if (type === "application/x-www-form-urlencoded") return encodeURIComponent;
  return (value) => value.replaceAll(/\p{Cc}/gu, " ");
}

/** Without half surrogates, which no encoding has a form for. */
function wellFormed(value: string): string {
  return Buffer.from(value).toString();
}
