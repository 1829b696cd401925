import type { JsonObject } from "../../core/json.ts";
import { bindNode, invalidAttribute, ownAttributes, typeIdOf } from "./node-document.ts";
import type { Bound, NodeType } from "./node-types.ts";
import type { Configuration } from "./port.ts";
import { type Desk, invalid } from "./resources.ts";

/** What a node refers to must be there before the node is (facts: "Configuration REST API", the checks that answer 400). */

export interface BoundDraft {
  readonly id: string;
  readonly type: NodeType;
  readonly attributes: JsonObject;
  readonly bound: Bound;
}

/** PingAM's word for "no script chosen yet". */
const noScript = "[Empty]";

/** @throws {am.configuration-invalid} */
export function checkReferences(draft: BoundDraft, configuration: Configuration, desk: Desk): void {
  const { type, attributes, bound } = draft;
  const { script } = attributes;
  if (type.attributes.has("script") && typeof script === "string" && script !== noScript) {
    if (!configuration.scripts.has(script)) throw invalidAttribute(type, "script");
  }
  if (bound.trees.some((tree) => !configuration.trees.has(tree))) throw invalidAttribute(type, "tree");
  checkChildren(draft, configuration, desk);
}

function checkChildren({ id, type, bound }: BoundDraft, configuration: Configuration, desk: Desk): void {
  for (const [index, childId] of bound.children.entries()) {
    const child = configuration.nodes.get(childId);
    if (child === undefined || childId === id) throw invalid(`Node does not exist: ${childId}`);
    const childType = desk.types.find(typeIdOf(child));
    if (childType === undefined) continue;
    const boundChild = bindNode(childType, desk.store.resolve(ownAttributes(child), new Map()));
    const contains = childType.type === type.type || boundChild.children.length > 0 || boundChild.trees.length > 0;
    if (contains) throw invalid(`Illegal child node type: ${childType.type}`);
    const outcomes = Object.keys(boundChild.outcomes).length;
    if (outcomes === 0) throw invalid(`Node does not have any outcomes: ${childType.type}`);
    if (outcomes > 1 && index < bound.children.length - 1) {
      throw invalid("Only the last node in a page can have more than one outcome");
    }
  }
}
