import { isJsonObject, type Json, type JsonObject } from "../../../core/json.ts";
import { type ElValue, isElObject } from "../../el/values.ts";
import type { BuildContext } from "../../heap/model.ts";
import type { Exchange } from "../../http/exchange.ts";

/** A JSON value whose texts are expressions, evaluated for every request. */
export type ClaimTemplate = (exchange: Exchange) => Json;

/** @throws {gateway.config-invalid} at the text that is no expression */
export function claimTemplate(value: Json, context: BuildContext, ...path: PropertyKey[]): ClaimTemplate {
  if (typeof value === "string") {
    const template = context.runtime(value, ...path);
    return (exchange) => toJson(template.value(exchange));
  }
  if (Array.isArray(value)) {
    const items = value.map((item: Json, index) => claimTemplate(item, context, ...path, index));
    return (exchange) => items.map((item) => item(exchange));
  }
  if (!isJsonObject(value)) return () => value;
  const members = Object.entries(value).map(
    ([name, member]) => [name, claimTemplate(member, context, ...path, name)] as const,
  );
  return (exchange) => Object.fromEntries(members.map(([name, member]) => [name, member(exchange)]));
}

/** Claims without those that have no value. */
export function present(claims: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
}

const deepest = 8;

function toJson(value: ElValue, depth = 0): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (depth > deepest) return null;
  if (!isElObject(value)) return value.map((item) => toJson(item, depth + 1));
  return Object.fromEntries(value.keys().map((name) => [name, toJson(value.member(name), depth + 1)]));
}
