import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Random } from "../../core/random.ts";
import { Secret } from "../../core/secret.ts";
import { tokensIn } from "../../core/tokens.ts";
import { configurationErrors } from "./errors.ts";

/** Write-only attributes, and the tokens that may stand in the others. */

/** A node's attributes as they are kept, and the secrets that were taken out of them. */
export interface KeptAttributes {
  readonly attributes: JsonObject;
  /** By the name of the token that stands for each. */
  readonly secrets: ReadonlyMap<string, Secret>;
}

/** Attributes as a client may see them: a secret is null, unless it is set to nothing. */
export function withoutSecrets(attributes: JsonObject, isSecret: (name: string) => boolean): JsonObject {
  return mapValues(attributes, (name, value) => (isSecret(name) && value !== "" ? null : value));
}

/**
 * Attributes as they are kept. A secret that is null or absent keeps its value, an empty one is removed, any other gets a
 * token in its place.
 *
 * @param before the node as it is kept now
 * @throws {am.configuration-invalid} for a token that would carry a secret of the deployment into an attribute
 */
export function keepSecrets(
  attributes: JsonObject,
  before: JsonObject,
  isSecret: (name: string) => boolean,
  random: Random,
): KeptAttributes {
  const secrets = new Map<string, Secret>();
  const kept = mapValues(attributes, (name, value) => {
    const known = Object.hasOwn(before, name) ? before[name] : undefined;
    if (isSecret(name) && value === null) return known ?? null;
    if (isSecret(name) && typeof value === "string" && value !== "" && !hasToken(value)) {
      const token = `secret.${random.uuid()}`;
      secrets.set(token, new Secret(value));
      return `&{${token}}`;
    }
    refuseForeignTokens(name, value, known);
    return value;
  });
  const untouched = Object.keys(before).filter((name) => isSecret(name) && !Object.hasOwn(attributes, name));
  const carried = untouched.map((name): [string, Json] => [name, before[name] ?? null]);
  return { attributes: { ...kept, ...Object.fromEntries(carried) }, secrets };
}

/**
 * A token is replaced by what an environment variable or a secret file holds. Through the API only PingAM's own names
 * `esv.…` may be used, so that no one who may edit journeys can read the deployment's keys; what a file holds already
 * may stay.
 */
function refuseForeignTokens(attribute: string, value: Json, known: Json | undefined): void {
  if (known !== undefined && JSON.stringify(known) === JSON.stringify(value)) return;
  const found = textsOf(value).map(tokensIn);
  if (found.some(({ malformed }) => malformed)) {
    // What stands inside it might be a token all the same.
    const message = `The attribute ${attribute} holds "&{" that does not begin a token`;
    throw configurationErrors.error("am.configuration-invalid", { message });
  }
  const foreign = found.flatMap(({ names }) => names).find((name) => !name.startsWith("esv."));
  if (foreign === undefined) return;
  const message = `The token &{${foreign}} of the attribute ${attribute} can be written only in the file`;
  throw configurationErrors.error("am.configuration-invalid", { message });
}

function hasToken(text: string): boolean {
  return text.includes("&{");
}

function textsOf(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isJsonObject(value) ? Object.values(value).flatMap(textsOf) : [];
}

function mapValues(object: JsonObject, change: (name: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(name, value)]));
}
