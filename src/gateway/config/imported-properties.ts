import { readFile, realpath } from "node:fs/promises";
import { extname, relative, resolve } from "node:path";
import { errorCode } from "../../core/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { parseDocument } from "./document.ts";
import { invalidAt, type Place } from "./place.ts";

/** `"$location": "file"` in `properties`: what is shared between files stands in one, JSON or Java's properties. */

const longestFile = 1024 * 1024;

/** Where properties may come from, and who is told of it. */
export interface ImportSource {
  /** The gateway's directory: files outside it are not read. */
  readonly directory: string;
  dependsOn(file: string): void;
}

/** `$location` alone, or `$location:<prefix>`, under which the imported names then stand. */
export function importKey(key: string): { readonly prefix: string | null } | null {
  const match = /^\$location(?::(.+))?$/.exec(key);
  return match === null ? null : { prefix: match[1] ?? null };
}

/** @throws {gateway.config-invalid} for a file outside the directory, or one that cannot be read */
export async function importProperties(name: string, source: ImportSource, place: Place): Promise<JsonObject> {
  const named = resolve(source.directory, name.replace(/^file:(?:\/\/)?/, ""));
  const file = await realpath(named).catch((cause: unknown) => {
    throw invalidAt(place, `${name} cannot be read (${errorCode(cause) ?? "unknown reason"})`, cause);
  });
  const inside = relative(await realpath(source.directory), file);
  if (inside === "" || inside.startsWith("..")) throw invalidAt(place, `${name} is outside the gateway's directory`);
  source.dependsOn(named);
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw invalidAt(place, `${name} cannot be read (${errorCode(cause) ?? "unknown reason"})`, cause);
  });
  if (text.length > longestFile) throw invalidAt(place, `${name} is over 1 MB`);
  return extname(file) === ".properties" ? nested(parseProperties(text), place) : parseDocument(text, inside).content;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["t", "\t"],
  ["n", "\n"],
  ["r", "\r"],
  ["f", "\f"],
]);

/** The names and values of a file in the format of Java's `Properties.load`. */
export function parseProperties(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  // A line that ends with an odd number of backslashes goes on in the next one, without its leading blanks.
  const joined = text.replace(/\r\n?/g, "\n").replace(/(?<!\\)((?:\\\\)*)\\\n[ \t\f]*/g, "$1");
  for (const line of joined.split("\n")) {
    const trimmed = line.replace(/^[ \t\f]+/, "");
    if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith("!")) continue;
    const key = /^(?:\\.|[^\\=: \t\f])*/.exec(trimmed)?.[0] ?? "";
    const value = trimmed.slice(key.length).replace(/^[ \t\f]*[=:]?[ \t\f]*/, "");
    found.set(unescaped(key), unescaped(value));
  }
  return found;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.)|$)/g, (_match, code: string | undefined, char: string | undefined) =>
    code === undefined ? (escapes.get(char ?? "") ?? char ?? "") : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** `urls.idm=…` is the member `idm` of `urls`, as a token and an expression ask for it. */
function nested(flat: ReadonlyMap<string, string>, place: Place): JsonObject {
  const root = new Map<string, Tree>();
  for (const [name, value] of flat) {
    const path = name.split(".");
    const last = path.pop() ?? "";
    let at = root;
    for (const part of path) {
      const next = at.get(part) ?? new Map<string, Tree>();
      if (typeof next === "string") throw invalidAt(place, `"${part}" in "${name}" has a value of its own already`);
      at.set(part, next);
      at = next;
    }
    if (at.has(last)) throw invalidAt(place, `"${name}" has names below it already`);
    at.set(last, value);
  }
  return toJson(root);
}

type Tree = string | Map<string, Tree>;

function toJson(tree: Map<string, Tree>): JsonObject {
  const entries = [...tree].map(([key, value]): [string, Json] => [key, value instanceof Map ? toJson(value) : value]);
  const object = Object.fromEntries(entries);
  return isJsonObject(object) ? object : {};
}
