import { failureId, type Journey, type JourneyNode, successId } from "./tree.ts";

/**
 * The state keys that the nodes of a tree declare as inputs. A transient value among the inputs of a later node is
 * kept, encrypted, while the tree waits (facts: "The three state maps"). `*` declares nothing here: a script that reads
 * everything must not keep every password alive.
 */
export function declaredInputs<Services>(nodes: Iterable<JourneyNode<Services>>): Set<string> {
  const keys = new Set<string>();
  for (const node of nodes) for (const key of node.definition.reads) if (key !== "*") keys.add(key);
  return keys;
}

/** The inputs of every node of a tree, pages included. */
export function inputsOfTree<Services>(journey: Journey<Services>): Set<string> {
  return declaredInputs([...journey.nodes.values(), ...journey.children.values()]);
}

/** The inputs of the nodes that can still run when the tree stands at `from`. */
export function inputsFrom<Services>(journey: Journey<Services>, from: string): Set<string> {
  const seen = new Set<string>([successId, failureId]);
  const reachable: JourneyNode<Services>[] = [];
  const pending = [from];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const node = journey.nodes.get(id);
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    reachable.push(node, ...node.bound.children.flatMap((child) => journey.children.get(child) ?? []));
    pending.push(...Object.values(node.connections));
  }
  return declaredInputs(reachable);
}
