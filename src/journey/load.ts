import { z } from "zod";
import { type JsonObject, jsonPointer } from "../core/json.ts";
import type { Catalogue } from "./catalogue.ts";
import { checkConnections, checkInnerTrees, checkPage } from "./checks.ts";
import { journeyErrors } from "./errors.ts";
import {
  decodeScript,
  type JourneyFile,
  nodeTypeOf,
  ownAttributes,
  type ScriptFile,
  type TreeFile,
} from "./export-file.ts";
import type { BoundNode } from "./node.ts";
import type { Journey, JourneyNode } from "./tree.ts";

/** The journeys of one realm, checked as a whole. */
export interface JourneySet<Services> {
  names(): readonly string[];
  find(name: string): Journey<Services> | undefined;
  script(id: string): ScriptFile | undefined;
}

/** A journey file and where it came from, for messages. */
export interface JourneySource {
  readonly file: string;
  readonly journey: JourneyFile;
}

/**
 * Builds the journeys of a realm from their files.
 *
 * @throws {journey.unknown-node-type}, {journey.node-invalid}, {journey.broken-connection}, {journey.illegal-page},
 *   {journey.tree-missing}, {journey.tree-loop}: each names the file, the tree and the node
 */
export function loadJourneys<Services>(
  sources: readonly JourneySource[],
  catalogue: Catalogue<Services>,
): JourneySet<Services> {
  const journeys = new Map<string, Journey<Services>>();
  const scripts = new Map<string, ScriptFile>();
  for (const { file, journey } of sources) {
    const name = journey.tree._id;
    if (journeys.has(name)) throw invalid(`${file}: a journey named "${name}" was loaded from another file already`);
    journeys.set(name, buildJourney(journey, catalogue, `${file}: journey "${name}"`));
    for (const [id, script] of Object.entries(journey.scripts)) scripts.set(id, decodeScript(id, script));
  }
  checkInnerTrees(journeys);
  return { names: () => [...journeys.keys()], find: (name) => journeys.get(name), script: (id) => scripts.get(id) };
}

function buildJourney<Services>(file: JourneyFile, catalogue: Catalogue<Services>, where: string): Journey<Services> {
  const { tree } = file;
  const nodes = new Map(
    Object.entries(tree.nodes).map(([id, placed]) => {
      const exported = file.nodes[id];
      if (exported === undefined) throw invalid(`${where}: node "${placed.displayName}" (${id}) has no configuration`);
      return [id, buildNode(id, placed, exported, catalogue, where)] as const;
    }),
  );
  const children = new Map(
    Object.entries(file.innerNodes).map(([id, exported]) => {
      const placed = { nodeType: nodeTypeOf(exported) ?? "", displayName: id, connections: {} };
      return [id, buildNode(id, placed, exported, catalogue, where)] as const;
    }),
  );
  const { entryNodeId, enabled, innerTreeOnly, noSession, mustRun } = tree;
  const journey = { name: tree._id, entryNodeId, enabled, innerTreeOnly, noSession, mustRun, nodes, children };
  checkConnections(journey, where);
  for (const node of nodes.values()) checkPage(node, journey, where);
  return journey;
}

function buildNode<Services>(
  id: string,
  placed: TreeFile["nodes"][string],
  exported: JsonObject,
  catalogue: Catalogue<Services>,
  where: string,
): JourneyNode<Services> {
  const here = `${where}, node "${placed.displayName}" (${id})`;
  const definition = catalogue.find(placed.nodeType);
  if (definition === undefined) {
    const message = `${here}: node type "${placed.nodeType}" is not known; known types: ${catalogue.types().join(", ")}`;
    throw journeyErrors.error("journey.unknown-node-type", { message });
  }
  const attributes = ownAttributes(exported);
  const bound = bind(definition, attributes, here);
  const displayName = placed.displayName || definition.title;
  return { id, type: definition.type, displayName, definition, attributes, bound, connections: placed.connections };
}

function bind<Services>(
  definition: { bind(attributes: JsonObject): BoundNode<Services> },
  attributes: JsonObject,
  where: string,
): BoundNode<Services> {
  try {
    return definition.bind(attributes);
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const problems = cause.issues.map((issue) => `${jsonPointer(issue.path)}: ${issue.message}`).join("; ");
    throw journeyErrors.error("journey.node-invalid", { message: `${where}: ${problems}`, cause });
  }
}

function invalid(message: string): Error {
  return journeyErrors.error("journey.file-invalid", { message });
}
