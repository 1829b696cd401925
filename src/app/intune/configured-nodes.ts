import type { JsonObject } from "../../core/json.ts";
import { failureId, type JourneyFile, type JourneySource, successId } from "../../journey/index.ts";
import { readJourneyFiles } from "../deployment/journey-files.ts";
import type { Deployment } from "../deployment/load.ts";

/** An Intune node as a journey of the deployment has it. */
export interface ConfiguredNode {
  readonly realm: string;
  readonly journey: string;
  readonly id: string;
  readonly displayName: string;
  readonly file: string;
  /** As in the file, tokens resolved; secrets among them. */
  readonly attributes: JsonObject;
  /** Where each outcome leads. */
  readonly leadsTo: ReadonlyMap<string, Destination>;
}

/** The node behind an outcome. */
export interface Destination {
  readonly name: string;
  /** Whether a login that leaves by this outcome can still succeed, as far as the tree tells. */
  readonly canSucceed: boolean;
}

const nodeType = "IntuneNode";

/**
 * Every Intune node of the deployment, in the order of realms and journeys.
 *
 * @throws {core.config-missing}, {core.config-invalid}, {core.token-missing}: each names the file and the place in it
 */
export async function configuredNodes(deployment: Deployment): Promise<ConfiguredNode[]> {
  const realms = await Promise.all(
    deployment.settings.realms.map(async (realm) => {
      const sources = await readJourneyFiles(deployment, realm);
      return sources.flatMap((source) => intuneNodesOf(realm, source));
    }),
  );
  return realms.flat();
}

/** `alpha/intune › Microsoft Intune`: how a node is called in what we print. */
export function nodeLabel({ realm, journey, displayName }: ConfiguredNode): string {
  return `${realm}/${journey} › ${displayName}`;
}

/** The Intune nodes of one journey. */
export function intuneNodesOf(realm: string, { file, journey }: JourneySource): ConfiguredNode[] {
  const { tree, nodes } = journey;
  return Object.entries(tree.nodes).flatMap(([id, placed]) => {
    const attributes = nodes[id];
    if (placed.nodeType !== nodeType || attributes === undefined) return [];
    const leadsTo = Object.entries(placed.connections).map(
      ([outcome, target]) => [outcome, destination(tree, target)] as const,
    );
    const displayName = placed.displayName || "Microsoft Intune";
    return [{ realm, journey: tree._id, id, displayName, file, attributes, leadsTo: new Map(leadsTo) }];
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
