import type { Reader } from "./characters.ts";
import type { Token } from "./tokens.ts";

/** The spellings of strings: where they end, what a backslash does, and whether `$` puts values in. */
interface Spelling {
  readonly open: string;
  readonly close: string;
  readonly escapes: "java" | "slash" | "dollar";
  readonly values: boolean;
  readonly lines: boolean;
}

const spellings: readonly Spelling[] = [
  { open: "'''", close: "'''", escapes: "java", values: false, lines: true },
  { open: '"""', close: '"""', escapes: "java", values: true, lines: true },
  { open: "'", close: "'", escapes: "java", values: false, lines: false },
  { open: '"', close: '"', escapes: "java", values: true, lines: false },
  { open: "$/", close: "/$", escapes: "dollar", values: true, lines: true },
  { open: "/", close: "/", escapes: "slash", values: true, lines: true },
];

export type Parts = (string | readonly Token[])[];

/** Reads a string, if one begins here. `lexInside` reads the tokens of a `${…}` to behind its brace. */
export function lexText(reader: Reader, slashesToo: boolean, lexInside: () => readonly Token[]): Parts | undefined {
  const spelling = spellings.find(({ open }) => reader.at(open));
  if (spelling === undefined || (!slashesToo && spelling.escapes !== "java")) return undefined;
  const start = reader.place();
  reader.position += spelling.open.length;
  const parts: Parts = [];
  let text = "";
  const endPiece = (): void => {
    if (text !== "") parts.push(text);
    text = "";
  };
  while (!reader.skip(spelling.close)) {
    const sign = String.fromCodePoint(reader.source.codePointAt(reader.position) ?? 0);
    if (reader.position >= reader.source.length || (sign === "\n" && !spelling.lines)) {
      throw reader.refuse("this string does not end", start);
    }
    if (sign === "\\") text += escaped(reader, spelling);
    else if (spelling.escapes === "dollar" && (reader.at("$$") || reader.at("$/"))) {
      text += reader.source.charAt(reader.position + 1);
      reader.position += 2;
    } else if (spelling.values && reader.skip("${")) {
      endPiece();
      parts.push(lexInside());
    } else if (spelling.values && reader.at("$")) {
      const path = lexPath(reader);
      if (path === undefined) {
        if (spelling.escapes === "java")
          throw reader.refuse("a dollar sign in a string needs a name or a backslash", reader.place());
        text += "$";
        reader.position += 1;
      } else {
        endPiece();
        parts.push(path);
      }
    } else {
      text += sign;
      reader.position += sign.length;
    }
  }
  endPiece();
  return parts;
}

/** `$name.property` as tokens. */
function lexPath(reader: Reader): readonly Token[] | undefined {
  const path = /^\$([A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*)/.exec(
    reader.source.slice(reader.position, reader.position + 200),
  )?.[1];
  if (path === undefined) return undefined;
  const place = reader.place();
  reader.position += path.length + 1;
  const gap = { ...place, newline: false, spaced: false };
  const tokens = path.split(/(\.)/).map((text): Token => ({ ...gap, kind: text === "." ? "sign" : "word", text }));
  return [...tokens, { ...gap, kind: "end", text: "the end of the expression" }];
}

const controls: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["b", "\b"],
  ["f", "\f"],
  ["\n", ""],
]);

function escaped(reader: Reader, { escapes }: Spelling): string {
  const unicode = reader.take(/\\u+[0-9a-fA-F]{4}/uy);
  if (unicode !== "") return String.fromCharCode(Number.parseInt(unicode.slice(-4), 16));
  const place = reader.place();
  const sign = reader.source.charAt(reader.position + 1);
  if (escapes !== "java") {
    const skipped = escapes === "slash" && sign === "/" ? 2 : 1;
    reader.position += skipped;
    return skipped === 2 ? "/" : "\\";
  }
  const octal = reader.take(/\\[0-3]?[0-7]{1,2}/uy);
  if (octal !== "") return String.fromCharCode(Number.parseInt(octal.slice(1), 8));
  reader.position += 2;
  const control = controls.get(sign);
  if (control !== undefined) return control;
  if (["\\", "'", '"', "$"].includes(sign)) return sign;
  throw reader.refuse(`\\${sign} is no escape; write a backslash as \\\\`, place);
}
