import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import { environmentName, replaceTokensIn, type TokenLookup } from "../../core/tokens.ts";
import { type ImportSource, importKey, importProperties } from "./imported-properties.ts";
import { at, invalidAt, type Place } from "./place.ts";
import { applyTransformations } from "./transformations.ts";

/** What names mean in one file: its `properties`, those of its parents, then the environment and the secrets. */
export interface Scope {
  /** Properties as expressions see them; own ones hide those of parents. */
  readonly properties: JsonObject;
  readonly token: TokenLookup;
  /** What `env` is in expressions. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The outermost scope. A token `listen.port` reads `SALLYPORT_LISTEN_PORT`, then `LISTEN_PORT`, then the secrets.
 *
 * @param directory the gateway's directory, value of the token `ig.instance.dir`
 */
export function outerScope(options: {
  directory: string;
  environment: Readonly<Record<string, string | undefined>>;
  secret: TokenLookup;
}): Scope {
  const { directory, environment, secret } = options;
  const builtIn = new Map([["ig.instance.dir", directory]]);
  return {
    properties: {},
    environment,
    token: (name) =>
      environment[environmentName(name, "SALLYPORT_")] ??
      environment[environmentName(name, "")] ??
      secret(name) ??
      builtIn.get(name),
  };
}

/**
 * The scope of a file inside that of its parent. Properties are bound in file order, so a later one may use an earlier.
 *
 * @param source of files that properties are imported from
 * @throws {core.token-missing} {@link gatewayErrors} for a token of a property that has no value
 */
export async function innerScope(
  parent: Scope,
  properties: Json | undefined,
  place: Place,
  source: ImportSource,
): Promise<Scope> {
  if (properties === undefined) return parent;
  if (!isJsonObject(properties)) throw invalidAt(place, "must be an object");
  const own = new Map<string, Json>();
  const token: TokenLookup = (name) => tokenText(name, own) ?? parent.token(name);
  for (const [name, value] of Object.entries(properties)) {
    const here = at(place, name);
    const imported = importKey(name);
    if (imported === null) own.set(name, resolveIn(value, token, here));
    else await addImported(imported.prefix, resolveIn(value, token, here), here);
  }
  return { ...parent, properties: { ...parent.properties, ...Object.fromEntries(own) }, token };

  async function addImported(prefix: string | null, file: Json, here: Place): Promise<void> {
    if (typeof file !== "string") throw invalidAt(here, "must name a file");
    const found = resolveIn(await importProperties(file, source, here), token, { file, path: [] });
    if (!isJsonObject(found)) throw invalidAt(here, "must be an object");
    if (prefix !== null) own.set(prefix, found);
    else for (const [name, value] of Object.entries(found)) own.set(name, value);
  }
}

/** A document with its tokens replaced and its transformations applied. */
export function resolveDocument(content: JsonObject, scope: Scope, file: string): JsonObject {
  const { properties: _bound, ...rest } = content;
  const resolved = resolveIn(rest, scope.token, { file, path: [] });
  if (!isJsonObject(resolved)) throw invalidAt({ file, path: [] }, "must be a JSON object");
  return resolved;
}

function resolveIn(value: Json, token: TokenLookup, place: Place): Json {
  const wrapped = place.path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
  const replaced = replaceTokensIn(wrapped, token, place.file, { coerce: false });
  const inner = place.path.reduce<Json | undefined>((outer, key) => member(outer, String(key)), replaced);
  return applyTransformations(inner ?? null, place);
}

/** The text of a property for a token: `a.b` is the property of that name, or `b` inside the property `a`. */
function tokenText(name: string, properties: ReadonlyMap<string, Json>): string | undefined {
  const [first = "", ...rest] = name.split(".");
  const value = properties.get(name) ?? rest.reduce<Json | undefined>(member, properties.get(first));
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function member(value: Json | undefined, key: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
