import { z } from "zod";
import { SallyportError } from "../../core/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Shown } from "./crest.ts";
import { textOf } from "./crest.ts";
import { type Bound, type NodeType, outcomesAnswer, typeAnswer } from "./node-types.ts";
import type { Configuration } from "./port.ts";
import { type Desk, invalid } from "./resources.ts";
import { withoutSecrets } from "./secrets.ts";

/** A node between the wire and the disk. */

/** The attributes without what a server computes (`_id`, `_type`, `_outcomes` …). */
export function ownAttributes(node: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(node).filter(([name]) => !name.startsWith("_")));
}

export function typeIdOf(node: JsonObject): string {
  return textOf(node._type, "_id") ?? "";
}

/** A stored node as clients see it. */
export function shownNode(stored: JsonObject, configuration: Configuration, desk: Desk): Shown {
  const type = desk.types.find(typeIdOf(stored));
  const own = ownAttributes(stored);
  const attributes = type === undefined ? own : withoutSecrets(own, (name) => type.isSecret(name));
  const { _id = "", _type = {} } = stored;
  return { stored, body: { _id, ...attributes, _type, _outcomes: outcomesOfStored(stored, configuration, desk) } };
}

/**
 * The outcomes of a stored node. Of a type that we lack they are what the client wrote. Where ours have the same ids as
 * those that were written, the written ones are shown: they may have other labels.
 */
export function outcomesOfStored(stored: JsonObject, configuration: Configuration, desk: Desk): Json[] {
  const written = Array.isArray(stored._outcomes) ? stored._outcomes : [];
  const type = desk.types.find(typeIdOf(stored));
  if (type === undefined) return [...written];
  const ours = computedOutcomes(stored, type, configuration, desk);
  if (ours === null) return [...written];
  const ids = (outcomes: readonly Json[]): string =>
    JSON.stringify(outcomes.map((outcome) => textOf(outcome, "id") ?? "").sort());
  return ids(ours) === ids(written) ? [...written] : ours;
}

/** Null when the node is no longer valid: its file was edited by hand, or a token has no value now. */
function computedOutcomes(
  stored: JsonObject,
  type: NodeType,
  configuration: Configuration,
  desk: Desk,
): JsonObject[] | null {
  try {
    const bound = type.bind(desk.store.resolve(ownAttributes(stored), new Map()));
    const last = bound.children.at(-1);
    const child = last === undefined ? undefined : configuration.nodes.get(last);
    const childType = child === undefined ? undefined : desk.types.find(typeIdOf(child));
    if (child !== undefined && childType !== undefined && childType.type !== type.type) {
      return computedOutcomes(child, childType, configuration, desk);
    }
    return outcomesAnswer(bound.outcomes);
  } catch (thrown) {
    if (thrown instanceof z.ZodError || thrown instanceof SallyportError) return null;
    throw thrown;
  }
}

/**
 * Binds the attributes, which have their secrets and tokens resolved, to their type.
 *
 * @throws {am.configuration-invalid} with PingAM's words: it names the title of the attribute
 */
export function bindNode(type: NodeType, attributes: JsonObject): Bound {
  try {
    return type.bind(attributes);
  } catch (thrown) {
    if (!(thrown instanceof z.ZodError)) throw thrown;
    throw invalidAttribute(type, String(thrown.issues[0]?.path[0] ?? ""));
  }
}

/** @param name of the attribute, or "" when it is several together */
export function invalidAttribute(type: NodeType, name: string): Error {
  const title = type.attributes.get(name)?.title;
  return invalid(`Data validation failed for the attribute, ${typeof title === "string" ? title : name || type.title}`);
}

/** What stands in `_type`: as the client wrote it, if it is the type of the address. */
export function typeOfBody(body: JsonObject, type: NodeType | undefined, id: string): JsonObject {
  const written = body._type ?? null;
  if (isJsonObject(written) && written._id === id) return written;
  return type === undefined ? { _id: id, name: id, collection: true } : typeAnswer(type);
}
