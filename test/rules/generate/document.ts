/**
 * Parts of a document that are generated: they stand between `<!-- generated: <name> -->` and `<!-- end -->`. What
 * stands around them is written by people.
 */
export function withGeneratedParts(document: string, parts: Readonly<Record<string, string>>): string {
  const written = new Set<string>();
  const result = document.replace(
    /(<!-- generated: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_whole, open: string, name: string, close: string) => {
      const part = parts[name];
      if (part === undefined) throw new Error(`nothing generates the part "${name}"`);
      written.add(name);
      return `${open}\n${part.trim()}\n\n${close}`;
    },
  );
  const missing = Object.keys(parts).filter((name) => !written.has(name));
  if (missing.length > 0) throw new Error(`the document has no place for ${missing.join(", ")}`);
  return result;
}

/** A Markdown table; an empty cell shows as a dash. Cells are Markdown, but no HTML. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => escapeCell(cell) || "–").join(" | ")} |`;
  return [line(headings), `|${headings.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

export function code(text: string): string {
  return `\`${text}\``;
}

function escapeCell(text: string): string {
  const safe = text.replaceAll(/`[^`]*`|</g, (found) => (found === "<" ? "&lt;" : found));
  return safe.replaceAll("|", "\\|").replaceAll("\n", " ");
}
