import { failureId, type Journey, type JourneyNode, successId } from "./tree.ts";

/**
 * How far nodes can still raise the auth level: a static analysis, from above. What a loop raises counts once, what a
 * script does is not known. `null` stands for an end that is not wanted, or cannot be reached.
 */
export type Gain = number | null;

/** What reaching each end of a tree is worth. */
export interface Ends {
  readonly success: Gain;
  readonly failure: Gain;
}

export type FindJourney<Services> = (name: string) => Journey<Services> | undefined;

/** The end of a journey as a whole: only Success counts. */
export const ofWholeJourney: Ends = { success: 0, failure: null };

/** The most that can be gained between `from` and a wanted end. */
export function highestGain<Services>(
  tree: Journey<Services>,
  from: string,
  ends: Ends,
  find: FindJourney<Services>,
): Gain {
  return gainWithin(tree, from, ends, find, new Map());
}

function gainWithin<Services>(
  tree: Journey<Services>,
  from: string,
  ends: Ends,
  find: FindJourney<Services>,
  known: Map<string, Gain>,
): Gain {
  const gains = new Map<string, Gain>([
    [successId, ends.success],
    [failureId, ends.failure],
  ]);
  // Each loop comes after what leads into it, so the last one leads only to what is known.
  for (const loop of loopsInOrder(tree, from).reverse()) {
    const inside = new Set(loop);
    const nodes = loop.flatMap((id) => tree.nodes.get(id) ?? []);
    const exits = nodes.flatMap((node) => successorsOf(node).filter((id) => !inside.has(id)));
    const beyond = highest(exits.map((id) => gains.get(id) ?? null));
    const raises = nodes.map((node) => raiseOf(node, tree, find, known));
    const raised = nodes.length === 1 ? (raises[0] ?? 0) : sum(raises.map((raise) => Math.max(raise, 0)));
    for (const id of loop) gains.set(id, beyond === null ? null : beyond + raised);
  }
  return gains.get(from) ?? null;
}

/** What one node adds: by itself, by its children, or by the tree that it runs, however that ends. */
function raiseOf<Services>(
  { bound }: JourneyNode<Services>,
  tree: Journey<Services>,
  find: FindJourney<Services>,
  known: Map<string, Gain>,
): number {
  const children = bound.children.map((id) => tree.children.get(id)?.bound.authLevelRaise ?? 0);
  const inner = bound.trees.map((name) => {
    const gain = known.get(name) ?? innerGain(find(name), find, known);
    known.set(name, gain);
    return gain ?? 0;
  });
  return bound.authLevelRaise + sum(children) + (highest(inner) ?? 0);
}

function innerGain<Services>(
  tree: Journey<Services> | undefined,
  find: FindJourney<Services>,
  known: Map<string, Gain>,
): Gain {
  return tree === undefined ? null : gainWithin(tree, tree.entryNodeId, { success: 0, failure: 0 }, find, known);
}

/** The strongly connected nodes that can be reached from `from`, in topological order (Kosaraju's algorithm). */
function loopsInOrder<Services>(tree: Journey<Services>, from: string): string[][] {
  const next = (id: string): string[] => {
    const node = tree.nodes.get(id);
    return node === undefined ? [] : successorsOf(node).filter((target) => tree.nodes.has(target));
  };
  if (!tree.nodes.has(from)) return [];
  const finished = finishedOrder(from, next, new Set());
  const previous = new Map<string, string[]>(finished.map((id) => [id, []]));
  for (const id of finished) for (const target of next(id)) previous.get(target)?.push(id);
  const seen = new Set<string>();
  return finished
    .reverse()
    .filter((id) => !seen.has(id))
    .map((id) => finishedOrder(id, (at) => previous.get(at) ?? [], seen))
    .filter((loop) => loop.length > 0);
}

/** A depth-first walk without recursion; each node comes after all that it leads to. */
function finishedOrder(from: string, next: (id: string) => readonly string[], seen: Set<string>): string[] {
  if (seen.has(from)) return [];
  seen.add(from);
  const finished: string[] = [];
  const walk = [{ id: from, open: [...next(from)] }];
  for (let top = walk.at(-1); top !== undefined; top = walk.at(-1)) {
    const target = top.open.pop();
    if (target === undefined) {
      finished.push(top.id);
      walk.pop();
    } else if (!seen.has(target)) {
      seen.add(target);
      walk.push({ id: target, open: [...next(target)] });
    }
  }
  return finished;
}

function successorsOf<Services>(node: JourneyNode<Services>): string[] {
  return Object.values(node.connections);
}

export function highest(gains: readonly Gain[]): Gain {
  const wanted = gains.filter((gain) => gain !== null);
  return wanted.length === 0 ? null : Math.max(...wanted);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((so, number) => so + number, 0);
}
