/** A text as the inside of a string literal of a script: everything but letters and digits is escaped, so nothing ends it. */
export function scriptString(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A text as HTML inside a string literal of a script. */
export function scriptHtml(text: string): string {
  return text.replaceAll(/[&<>"'`\\\p{Cc}\u2028\u2029]/gu, (unit) => `&#${unit.charCodeAt(0)};`);
}
