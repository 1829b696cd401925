import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { defineErrors, errorCode, type SallyportError } from "./errors.ts";
import { isJsonObject, type Json, jsonPointer } from "./json.ts";
import { nearest } from "./nearest.ts";
import { replaceTokensIn, type TokenLookup } from "./tokens.ts";

/** Reads a configuration file, resolves its tokens and validates it; every complaint names file, place and remedy. */

export const configErrors = defineErrors({
  "core.config-missing": { kind: "user", status: 500, message: "A configuration file is missing." },
  "core.config-not-json": { kind: "user", status: 500, message: "A configuration file is not valid JSON." },
  "core.config-invalid": { kind: "user", status: 500, message: "A configuration file is not valid." },
});

/**
 * @throws {core.config-missing} {@link configErrors} when the file cannot be read
 * @throws {core.config-not-json} with the parser's position
 */
export async function readJsonFile(file: string): Promise<Json> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    const message = `${file}: cannot be read (${errorCode(cause) ?? "unknown reason"})`;
    throw configErrors.error("core.config-missing", { message, cause });
  });
  return parseJson(text, file);
}

/** @throws {core.config-not-json} naming `file` */
export function parseJson(text: string, file: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `${file}: not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw configErrors.error("core.config-not-json", { message, cause });
  }
}

/** Reads, resolves tokens in and validates one of our own configuration files. */
export async function readConfigFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  lookup: TokenLookup,
): Promise<z.output<Schema>> {
  return validateConfig(replaceTokensIn(await readJsonFile(file), lookup, file, { coerce: true }), schema, file);
}

/**
 * @throws {core.config-invalid} with one line per problem: file, JSON pointer, what is wrong, and for an unknown key
 *   the nearest known one
 */
export function validateConfig<Schema extends z.ZodType>(
  document: Json,
  schema: Schema,
  file: string,
): z.output<Schema> {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  throw invalidConfig(result.error, document, schema, file);
}

function invalidConfig(error: z.ZodError, document: Json, schema: z.ZodType, file: string): SallyportError {
  const lines = error.issues.map((issue) => {
    const where = `${file}${jsonPointer(issue.path) || " (top level)"}`;
    if (issue.code !== "unrecognized_keys") return `${where}: ${issue.message}`;
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => `${where}: unknown key "${key}"${hint(key, known)}`).join("\n");
  });
  return configErrors.error("core.config-invalid", { message: lines.join("\n"), detail: typeof document });
}

function hint(key: string, known: readonly string[]): string {
  const candidate = nearest(key, known);
  return candidate === undefined ? "" : `; did you mean "${candidate}"?`;
}

/** The keys that the schema knows at a path, read off its JSON Schema so that every kind of zod wrapper is covered. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema.toJSONSchema({ io: "input", unrepresentable: "any" });
  for (const part of path) at = step(at, part);
  return isRecord(at) && isRecord(at.properties) ? Object.keys(at.properties) : [];
}

function step(at: unknown, part: PropertyKey): unknown {
  if (!isRecord(at)) return undefined;
  if (typeof part === "number") return at.items;
  const properties = at.properties;
  const named = isRecord(properties) ? properties[String(part)] : undefined;
  return named ?? at.additionalProperties;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isJsonObject(value);
}
