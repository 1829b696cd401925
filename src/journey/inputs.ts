import { failureId, type Journey, type JourneyNode, successId } from "./tree.ts";

/**
 * The state keys that nodes declare as inputs. A transient value among the inputs of a later node is kept, encrypted,
 * while the tree waits (facts: "The three state maps"). `*` declares nothing here: a script that reads everything must
 * not keep every password alive.
 */

type Trees<Services> = (name: string) => Journey<Services> | undefined;

/** The inputs of every node of a tree, pages and further inner trees included. */
export function inputsOfTree<Services>(journey: Journey<Services>, trees: Trees<Services>): Set<string> {
  return declaredInputs([...journey.nodes.values(), ...journey.children.values()], trees, new Set([journey.name]));
}

/** The inputs of the nodes that can still run when the tree stands at `from`. */
export function inputsFrom<Services>(journey: Journey<Services>, from: string, trees: Trees<Services>): Set<string> {
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
  return declaredInputs(reachable, trees, new Set([journey.name]));
}

function declaredInputs<Services>(
  nodes: Iterable<JourneyNode<Services>>,
  trees: Trees<Services>,
  seen: Set<string>,
): Set<string> {
  const keys = new Set<string>();
  for (const { bound } of nodes) {
    for (const key of bound.reads) if (key !== "*") keys.add(key);
    for (const name of bound.trees) {
      const tree = seen.has(name) ? undefined : trees(name);
      if (tree === undefined) continue;
      seen.add(name);
      const inner = declaredInputs([...tree.nodes.values(), ...tree.children.values()], trees, seen);
      for (const key of inner) keys.add(key);
    }
  }
  return keys;
}
