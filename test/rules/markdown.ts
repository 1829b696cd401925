/** As much of Markdown as the tests about documents need. */

export interface Fence {
  readonly language: string;
  readonly text: string;
  /** Line of its first fence, counted from 1. */
  readonly line: number;
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

const fence = /^( *)(`{3,})([^`\n]*)\n([\s\S]*?)^ *\2 *$/gm;

export function fencesOf(markdown: string): Fence[] {
  return [...markdown.matchAll(fence)].map(([, , , info = "", text = ""], index) => ({
    language: info.trim(),
    text,
    line: lineAt(markdown, [...markdown.matchAll(fence)][index]?.index ?? 0),
  }));
}

/** Links and images of the text, outside code. */
export function linksOf(markdown: string): Link[] {
  const prose = blankCode(markdown);
  const found = [
    ...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g),
    ...prose.matchAll(/^\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/gm),
    ...prose.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g),
  ];
  return found.map((match) => ({ target: match[1] ?? "", line: lineAt(prose, match.index) }));
}

/** The anchors of the headings, spelt as GitHub spells them. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  const seen = new Map<string, number>();
  for (const [, heading = ""] of withoutFences(markdown).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const plain = slug(heading);
    const count = seen.get(plain) ?? 0;
    seen.set(plain, count + 1);
    anchors.add(count === 0 ? plain : `${plain}-${count}`);
  }
  return anchors;
}

/** Rows of every table of the text, cells trimmed; the rows of dashes are left out. */
export function rowsOf(markdown: string): string[][] {
  const lines = withoutFences(markdown).split("\n");
  const rows = lines.filter((line) => line.startsWith("|")).map(cellsOf);
  return rows.filter((cells) => !cells.every((cell) => /^:?-+:?$/.test(cell)));
}

/** What stands between the backticks of a text. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
}

/** The text below a heading, up to the next heading of its level or a higher one. */
export function sectionOf(markdown: string, heading: string): string {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading);
  if (start < 0) throw new Error(`there is no section "${heading}"`);
  const level = /^#+/.exec(lines[start] ?? "")?.[0].length ?? 1;
  const end = lines.findIndex((line, index) => index > start && new RegExp(`^#{1,${level}} `).test(line));
  return lines.slice(start + 1, end < 0 ? undefined : end).join("\n");
}

function cellsOf(line: string): string[] {
  const inner = line.trim().replace(/^\|/, "").replace(/\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function slug(heading: string): string {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("`", "");
  return text
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

function withoutFences(markdown: string): string {
  return markdown.replace(fence, blank);
}

function blankCode(markdown: string): string {
  return withoutFences(markdown).replaceAll(/`[^`\n]*`/g, blank);
}

/** Blanks of the same length, so that line numbers stay true. */
function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, " ");
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
