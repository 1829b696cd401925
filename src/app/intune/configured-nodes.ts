import type { JsonObject } from "../../core/json.ts";
import type { TokenLookup } from "../../core/tokens.ts";
import { failureId, type JourneyFile, type JourneySource, successId } from "../../journey/index.ts";
import { readUnresolvedJourneyFiles } from "../deployment/journey-files.ts";
import type { Deployment } from "../deployment/load.ts";
import { type MissingToken, resolveAttributes } from "./missing-tokens.ts";
import { nodeLabel } from "./node-label.ts";

/** An Intune node as a journey of the deployment has it. */
export interface ConfiguredNode {
  readonly realm: string;
  readonly journey: string;
  readonly id: string;
  readonly displayName: string;
  readonly file: string;
  /** As in the file, tokens resolved; secrets among them. */
  readonly attributes: JsonObject;
  /** The attributes that are left out because their tokens have no value. */
  readonly missing: readonly MissingToken[];
  /** Where each outcome leads. */
  readonly leadsTo: ReadonlyMap<string, Destination>;
}

/** What the commands need of a deployment's journeys. */
export interface ConfiguredNodes {
  /** Every Intune node, in the order of realms and journeys. */
  readonly nodes: readonly ConfiguredNode[];
  /** Tokens without a value in nodes of other types. */
  readonly missingElsewhere: readonly MissingToken[];
}

/** The node behind an outcome. */
export interface Destination {
  readonly name: string;
  /** Whether a login that leaves by this outcome can still succeed, as far as the tree tells. */
  readonly canSucceed: boolean;
}

const nodeType = "IntuneNode";

/**
 * Every Intune node of the deployment. A token without a value is no error here: it is noted at the node.
 *
 * @throws {core.config-missing}, {core.config-invalid}: each names the file and the place in it
 */
export async function configuredNodes(deployment: Deployment): Promise<ConfiguredNodes> {
  const { lookup, settings } = deployment;
  const read = settings.realms.map(async (realm) => {
    const sources = await readUnresolvedJourneyFiles(deployment, realm);
    return sources.map((source) => ({
      nodes: intuneNodesOf(realm, source, lookup),
      missing: missingElsewhere(realm, source.journey, lookup),
    }));
  });
  const journeys = (await Promise.all(read)).flat();
  return {
    nodes: journeys.flatMap(({ nodes }) => nodes),
    missingElsewhere: journeys.flatMap(({ missing }) => missing),
  };
}

/** The Intune nodes of one journey. */
export function intuneNodesOf(realm: string, { file, journey }: JourneySource, lookup: TokenLookup): ConfiguredNode[] {
  const { tree, nodes } = journey;
  return Object.entries(tree.nodes).flatMap(([id, placed]) => {
    const written = nodes[id];
    if (placed.nodeType !== nodeType || written === undefined) return [];
    const leadsTo = Object.entries(placed.connections).map(
      ([outcome, target]) => [outcome, destination(tree, target)] as const,
    );
    const names = { realm, journey: tree._id, displayName: placed.displayName || "Microsoft Intune" };
    const resolved = resolveAttributes(written, lookup, nodeLabel(names));
    return [{ ...names, ...resolved, id, file, leadsTo: new Map(leadsTo) }];
  });
}

/** In nodes of a journey that are no Intune nodes, those inside of pages too. */
function missingElsewhere(
  realm: string,
  { tree, nodes, innerNodes }: JourneyFile,
  lookup: TokenLookup,
): MissingToken[] {
  const others = Object.entries(nodes).filter(([id]) => tree.nodes[id]?.nodeType !== nodeType);
  return [...others, ...Object.entries(innerNodes)].flatMap(([id, attributes]) => {
    const displayName = tree.nodes[id]?.displayName || id;
    return resolveAttributes(attributes, lookup, nodeLabel({ realm, journey: tree._id, displayName })).missing;
  });
}

function destination(tree: JourneyFile["tree"], target: string): Destination {
  return { name: nameOf(tree, target), canSucceed: reaches(tree, target, successId) };
}

function nameOf(tree: JourneyFile["tree"], target: string): string {
  if (target === successId) return "success";
  if (target === failureId) return "failure";
  return tree.nodes[target]?.displayName || target;
}

/** Whether any path leads from one node to another. */
function reaches(tree: JourneyFile["tree"], from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...Object.values(tree.nodes[id]?.connections ?? {}));
  }
  return false;
}
