import { closeSync, openSync, readSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { errorCode } from "../../core/errors.ts";

/** Files that expressions read: only below the gateway's directory, wherever a link leads, and of a limited size. */

const longestFile = 1024 * 1024;

/** The bytes of a file; null when it is unreadable, elsewhere or longer than 1 MiB. */
type ReadFile = (name: string) => Buffer | null;

export function filesBelow(directory: string): ReadFile {
  return (name) => {
    if (name.includes("\0")) return null;
    try {
      const root = realpathSync(directory);
      const file = realpathSync(resolve(root, name));
      const path = relative(root, file);
      if (path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path)) return null;
      return readWhole(file);
    } catch (problem) {
      if (errorCode(problem) !== undefined) return null;
      throw problem;
    }
  };
}

function readWhole(file: string): Buffer | null {
  const open = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(longestFile + 1);
    let size = 0;
    for (let read = -1; read !== 0 && size <= longestFile; size += read) {
      read = readSync(open, bytes, size, bytes.length - size, null);
    }
    return size > longestFile ? null : bytes.subarray(0, size);
  } finally {
    closeSync(open);
  }
}

export function fileUrl(directory: string, path: string): string | null {
  return path.includes("\0") ? null : pathToFileURL(isAbsolute(path) ? path : join(directory, path)).href;
}

/** The entries of a Java properties file: `key=value`, `key: value`, `#` and `!` comments, `\` at a line's end. */
export function parseProperties(text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  const joined = text.replace(/(^|[^\\])((?:\\\\)*)\\\r?\n[ \t\f]*/g, "$1$2");
  for (const line of joined.split(/\r?\n/)) {
    const found = /^[ \t\f]*(?![#!])((?:\\.|[^\\\s=:])+)[ \t\f]*[=:]?[ \t\f]*(.*)$/.exec(line);
    if (found !== null) entries.set(unescaped(found[1] ?? ""), unescaped(found[2] ?? ""));
  }
  return entries;
}

const controls: ReadonlyMap<string, string> = new Map([
  ["t", "\t"],
  ["n", "\n"],
  ["r", "\r"],
  ["f", "\f"],
]);

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.?))/gs, (_match, code: string | undefined, sign: string | undefined) =>
    code === undefined ? (controls.get(sign ?? "") ?? sign ?? "") : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
