import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { JourneyFile } from "../../journey/index.ts";

/** An Intune node as it stands in a journey file, in the tree or on a page. */
export interface PlacedIntuneNode {
  readonly id: string;
  readonly displayName: string;
  readonly attributes: JsonObject;
}

export function intuneNodesOf({ tree, nodes, innerNodes }: JourneyFile): PlacedIntuneNode[] {
  const inTree = Object.entries(tree.nodes).flatMap(([id, { nodeType, displayName }]) =>
    nodeType === "IntuneNode" ? [{ id, displayName: displayName || id, attributes: nodes[id] ?? {} }] : [],
  );
  const onPages = Object.entries(innerNodes).flatMap(([id, attributes]) => {
    const type = attributes._type;
    return isJsonObject(type) && type._id === "IntuneNode" ? [{ id, displayName: id, attributes }] : [];
  });
  return [...inTree, ...onPages];
}
