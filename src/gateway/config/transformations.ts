import { isJsonObject, type Json } from "../../core/json.ts";
import { at, invalidAt, type Place } from "./place.ts";

/**
 * `{"$int": "&{port}"}` and its kin: objects with one key that turn the text of a token into another type
 * (PingGateway documentation, "Transformations").
 */

type Transformation = (text: string) => Json | undefined;

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

const transformations: ReadonlyMap<string, Transformation> = new Map<string, Transformation>([
  ["$string", (text) => text],
  ["$bool", (text) => (/^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined)],
  ["$int", (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : undefined)],
  ["$number", (text) => (/^-?\d{1,15}(\.\d{1,15})?([eE][+-]?\d{1,2})?$/.test(text) ? Number(text) : undefined)],
  ["$list", (text) => text.split(",").map((item) => item.trim())],
  ["$array", (text) => parsed(text, Array.isArray)],
  ["$object", (text) => parsed(text, isJsonObject)],
  ["$encodeBase64", (text) => Buffer.from(text, "utf8").toString("base64")],
  ["$decodeBase64", (text) => (base64.test(text) ? Buffer.from(text, "base64").toString("utf8") : undefined)],
]);

/**
 * Applies every transformation object of a document whose tokens are resolved already.
 *
 * @throws {gateway.config-invalid} when a value does not have the form that its transformation asks for
 */
export function applyTransformations(value: Json, place: Place): Json {
  if (Array.isArray(value)) return value.map((item, index) => applyTransformations(item, at(place, index)));
  if (!isJsonObject(value)) return value;
  const transformed = transform(value, place);
  if (transformed !== undefined) return transformed;
  const entries = Object.entries(value).map(([key, item]) => [key, applyTransformations(item, at(place, key))]);
  return Object.fromEntries(entries);
}

function transform(value: { readonly [key: string]: Json }, place: Place): Json | undefined {
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return undefined;
  const [name, written] = entry;
  const apply = transformations.get(name);
  if (apply === undefined) return undefined;
  // One inside another works from the inside out: {"$list": {"$decodeBase64": "…"}}.
  const input = isJsonObject(written) ? applyTransformations(written, at(place, name)) : written;
  if (typeof input !== "string") throw invalidAt(place, `${name} needs a string`);
  const result = apply(input);
  if (result === undefined) throw invalidAt(place, `${name} cannot read this value`);
  return result;
}

function parsed(text: string, accepts: (value: Json) => boolean): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return accepts(value) ? value : undefined;
  } catch (problem) {
    if (problem instanceof SyntaxError) return undefined;
    throw problem;
  }
}
