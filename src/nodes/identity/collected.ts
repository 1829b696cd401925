import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { NodeState } from "../../journey/index.ts";

/**
 * What a journey has collected about a person, as PingAM's platform journeys keep it: the entries of `objectAttributes`.
 * `preferences/updates` is the entry `updates` of the object `preferences`. Secrets are collected in transient state only.
 */

export const collectedKey = "objectAttributes";

/** The value that was collected for an attribute. */
export function collectedValue(state: NodeState, attribute: string): Json | undefined {
  return attribute.split("/").reduce<Json | undefined>(entryOf, state.getObject(collectedKey));
}

/** The text that was collected for an attribute; `null` when there is none. */
export function collectedText(state: NodeState, attribute: string): string | null {
  const value = collectedValue(state, attribute);
  return typeof value === "string" && value !== "" ? value : null;
}

export function collect(state: NodeState, attribute: string, value: Json): void {
  state.mergeShared({ [collectedKey]: entry(state, attribute, value) });
}

/** Collects a secret: it is gone after the request, unless a later node needs it; then it is kept encrypted until then. */
export function collectSecret(state: NodeState, attribute: string, value: Json): void {
  state.mergeTransient({ [collectedKey]: entry(state, attribute, value) });
}

/** Forgets entries, wherever they are. */
export function forgetCollected(state: NodeState, names: readonly string[]): void {
  if (!state.isDefined(collectedKey) || names.length === 0) return;
  // Merging takes them out of the other maps; what is left of the transient one is then put back without them.
  state.mergeTransient({ [collectedKey]: Object.fromEntries(names.map((name) => [name, null])) });
  const left = state.snapshot("transient")[collectedKey];
  const kept = Object.entries(isJsonObject(left) ? left : {}).filter(([name]) => !names.includes(name));
  state.putTransient(collectedKey, Object.fromEntries(kept));
}

/** The names of the entries that hold this text. */
export function namesHolding(state: NodeState, text: string): string[] {
  const all = Object.entries(state.getObject(collectedKey) ?? {});
  return all.filter(([, value]) => value === text).map(([name]) => name);
}

/** What was collected, as attributes of an identity: texts under flat names. Entries that are null have no value. */
export function asAttributes(collected: JsonObject, prefix = ""): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(collected).flatMap(([name, value]) =>
      isJsonObject(value)
        ? Object.entries(asAttributes(value, `${prefix}${name}/`))
        : [[`${prefix}${name}`, textsOf(value)] as const],
    ),
  );
}

function textsOf(value: Json): string[] {
  if (value === null) return [];
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value !== "object") return [String(value)];
  return Object.values(value).flatMap((item) => (isJsonObject(item) ? [JSON.stringify(item)] : textsOf(item)));
}

function entryOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The value under its name, with the neighbours that share its first name. */
function entry(state: NodeState, attribute: string, value: Json): JsonObject {
  return nested(state.getObject(collectedKey) ?? {}, attribute.split("/"), value);
}

function nested(around: JsonObject, [first = "", ...rest]: readonly string[], value: Json): JsonObject {
  if (rest.length === 0) return { [first]: value };
  const inner = entryOf(around, first);
  const neighbours = isJsonObject(inner) ? inner : {};
  return { [first]: { ...neighbours, ...nested(neighbours, rest, value) } };
}
