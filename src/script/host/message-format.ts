/**
 * A text with one argument in the notation of Java's MessageFormat: `{0}` is replaced, `''` is an apostrophe, and what stands
 * between single apostrophes is taken as it is.
 */
export function formatMessage(format: string, argument: string): string {
  return format.replaceAll(/''|'([^']*)('|$)|\{0\}/g, (found: string, quoted: string | undefined) => {
    if (found === "''") return "'";
    return found === "{0}" ? argument : (quoted ?? "");
  });
}
