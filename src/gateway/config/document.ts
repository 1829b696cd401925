import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseJson } from "../../core/config-file.ts";
import { errorCode } from "../../core/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { invalidAt } from "./place.ts";

/** A PingGateway file: JSON that may hold `//` comments. */

const longestDocument = 4 * 1024 * 1024;

export interface Document {
  /** Relative to the gateway's directory; names the file in every complaint. */
  readonly file: string;
  readonly content: JsonObject;
  /** Keys that occur twice in one object: the last one wins, silently, so lint tells. */
  readonly duplicateKeys: readonly string[];
}

/** @throws {gateway.config-invalid} when the file cannot be read, is too long or is no JSON object */
export async function readDocument(directory: string, file: string): Promise<Document> {
  const text = await readFile(join(directory, file), "utf8").catch((cause: unknown) => {
    throw invalidAt({ file, path: [] }, `cannot be read (${errorCode(cause) ?? "unknown reason"})`, cause);
  });
  if (text.length > longestDocument) throw invalidAt({ file, path: [] }, "is longer than 4 MB");
  return parseDocument(text, file);
}

/**
 * @throws {core.config-not-json} with the parser's position
 * @throws {gateway.config-invalid} when the top level is no object
 */
export function parseDocument(text: string, file: string): Document {
  const bare = withoutComments(text);
  const content: Json = parseJson(bare, file);
  if (!isJsonObject(content)) throw invalidAt({ file, path: [] }, "must be a JSON object");
  return { file, content, duplicateKeys: duplicateKeys(bare) };
}

const stringOrComment = /"(?:[^"\\]|\\.)*"|\/\/[^\r\n]*/g;

/** Comments become blanks of the same length, so that positions in the parser's messages stay true. */
function withoutComments(text: string): string {
  return text.replace(stringOrComment, (match) => (match.startsWith("//") ? " ".repeat(match.length) : match));
}

const keyOrBrace = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g;

function duplicateKeys(validJson: string): string[] {
  const open: Set<string>[] = [];
  const found: string[] = [];
  for (const match of validJson.matchAll(keyOrBrace)) {
    if (match[0] === "{") open.push(new Set());
    else if (match[0] === "}") open.pop();
    else if (match[1] !== undefined) {
      const key: unknown = JSON.parse(match[0].slice(0, -match[1].length));
      const keys = open.at(-1);
      if (keys === undefined || typeof key !== "string") continue;
      if (keys.has(key)) found.push(key);
      keys.add(key);
    }
  }
  return found;
}
