import { journeyErrors } from "./errors.ts";
import type { Outcomes } from "./node.ts";
import { failureId, type Journey, type JourneyNode, successId } from "./tree.ts";

/** Checks on loaded journeys that need more than one node to see. */

/** @throws {journey.broken-connection} for an entry, outcome or target that does not exist */
export function checkConnections<Services>(journey: Journey<Services>, where: string): void {
  const exists = (id: string): boolean => id === successId || id === failureId || journey.nodes.has(id);
  if (!exists(journey.entryNodeId)) throw broken(`${where}: the entry node ${journey.entryNodeId} does not exist`);
  for (const node of journey.nodes.values()) {
    const outcomes = outcomesOf(node, journey);
    for (const [outcome, target] of Object.entries(node.connections)) {
      const here = `${where}, node "${node.displayName}"`;
      if (!exists(target)) throw broken(`${here}: outcome ${outcome} leads to ${target}, which does not exist`);
      if (outcomes !== "any" && !Object.hasOwn(outcomes, outcome))
        throw broken(`${here}: it has no outcome ${outcome}`);
    }
  }
}

/** The outcomes of a node; those of a page are its last child's. A type that we lack may have any. */
function outcomesOf<Services>(node: JourneyNode<Services>, journey: Journey<Services>): Outcomes | "any" {
  const last = node.bound.children.at(-1);
  const decides = (last === undefined ? undefined : journey.children.get(last)) ?? node;
  return decides.placeholder || decides.bound.anyOutcome ? "any" : decides.bound.outcomes;
}

/** @throws {journey.illegal-page} as PingAM's page node does (facts: "Page node") */
export function checkPage<Services>(node: JourneyNode<Services>, journey: Journey<Services>, where: string): void {
  const here = `${where}, page "${node.displayName}"`;
  const children = node.bound.children;
  for (const [index, id] of children.entries()) {
    const child = journey.children.get(id);
    if (child === undefined) throw illegal(`${here}: Node does not exist: ${id}`);
    if (child.bound.children.length > 0 || child.bound.trees.length > 0) {
      throw illegal(`${here}: Illegal child node type: ${child.type}`);
    }
    const isLast = index === children.length - 1;
    if (!isLast && Object.keys(child.bound.outcomes).length > 1) {
      throw illegal(`${here}: Only the last node in a page can have more than one outcome`);
    }
  }
}

/** @throws {journey.tree-missing}, {journey.tree-loop} naming the trees */
export function checkInnerTrees<Services>(journeys: ReadonlyMap<string, Journey<Services>>): void {
  const checked = new Set<string>();
  const visit = (journey: Journey<Services>, path: readonly string[]): void => {
    if (checked.has(journey.name)) return;
    for (const name of innerTreesOf(journey)) {
      const inner = journeys.get(name);
      if (inner === undefined) {
        const message = `Configured tree does not exist: "${name}", named in journey "${journey.name}"`;
        throw journeyErrors.error("journey.tree-missing", { message });
      }
      if (path.includes(name)) {
        const message = `Tree would result in recursive loop: ${[...path, name].join(" → ")}`;
        throw journeyErrors.error("journey.tree-loop", { message });
      }
      visit(inner, [...path, name]);
    }
    checked.add(journey.name);
  };
  for (const journey of journeys.values()) visit(journey, [journey.name]);
}

function innerTreesOf<Services>(journey: Journey<Services>): string[] {
  return [...journey.nodes.values()].flatMap((node) => node.bound.trees);
}

function broken(message: string): Error {
  return journeyErrors.error("journey.broken-connection", { message });
}

function illegal(message: string): Error {
  return journeyErrors.error("journey.illegal-page", { message });
}
