import { defineErrors } from "./errors.ts";
import { isJsonObject, type Json, jsonPointer } from "./json.ts";

/**
 * `&{name|default}` in configuration files (PingGateway documentation, "Configuration Tokens"). Where a name is looked
 * up differs between our own files and PingGateway's, so the lookup is a parameter.
 */

export const tokenErrors = defineErrors({
  "core.token-missing": { kind: "user", status: 500, message: "A configuration token has no value." },
});

/** The value of a token, or `undefined` when this source does not know the name. */
export type TokenLookup = (name: string) => string | undefined;

const tokenPattern = /&\{([^{}|]+)(?:\|([^{}]*))?\}/g;
const wholeToken = /^&\{[^{}]+\}$/;

/** The tokens that {@link replaceTokens} finds in a text, and whether it holds the beginning of anything else. */
export function tokensIn(text: string): { readonly names: readonly string[]; readonly malformed: boolean } {
  const names = [...text.matchAll(tokenPattern)].map(([, name = ""]) => name.trim());
  return { names, malformed: text.replaceAll(tokenPattern, "").includes("&{") };
}

/**
 * Replaces every token of a text.
 *
 * @throws {core.token-missing} naming `where` (file and JSON pointer) when a name has neither value nor default
 */
export function replaceTokens(text: string, lookup: TokenLookup, where: string): string {
  return text.replace(tokenPattern, (_match, rawName: string, fallback: string | undefined) => {
    const name = rawName.trim();
    const value = lookup(name) ?? fallback;
    if (value !== undefined) return value;
    const message = `${where}: the token &{${name}} has no value and no default`;
    throw tokenErrors.error("core.token-missing", { message });
  });
}

/**
 * Replaces the tokens in every string of a JSON document. A string that is one whole token becomes a boolean or a
 * number when its value spells one exactly and `coerce` is on, so that `"port": "&{server.port|8080}"` fits a schema.
 */
export function replaceTokensIn(document: Json, lookup: TokenLookup, file: string, options: { coerce: boolean }): Json {
  const visit = (value: Json, path: readonly PropertyKey[]): Json => {
    if (typeof value === "string") {
      const replaced = replaceTokens(value, lookup, `${file}${jsonPointer(path)}`);
      return options.coerce && wholeToken.test(value) ? coerceScalar(replaced) : replaced;
    }
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])]));
  };
  return visit(document, []);
}

function coerceScalar(text: string): Json {
  if (text === "true") return true;
  if (text === "false") return false;
  return /^-?(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

/** Our own files look a token up as `SALLYPORT_NAME` in the environment, then as a file of that name among the secrets. */
export function ownTokenLookup(environment: NodeJS.ProcessEnv, readSecret: TokenLookup): TokenLookup {
  return (name) => environment[environmentName(name, "SALLYPORT_")] ?? readSecret(name);
}

/** `server.port` → `SALLYPORT_SERVER_PORT`. */
export function environmentName(token: string, prefix: string): string {
  return `${prefix}${token.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
}
