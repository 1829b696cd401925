import { z } from "zod";
import { type JsonObject, jsonPointer } from "../core/json.ts";
import { highestGain, ofWholeJourney } from "./auth-level.ts";
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
import { nameOf } from "./node-name.ts";
import { type Placeholder, placeholderDefinition } from "./placeholder.ts";
import type { Journey, JourneyNode } from "./tree.ts";

/** The journeys of one realm, checked as a whole. */
export interface JourneySet<Services> {
  names(): readonly string[];
  find(name: string): Journey<Services> | undefined;
  script(id: string): ScriptFile | undefined;
  /** A script of context LIBRARY, as other scripts name it. */
  library(name: string): ScriptFile | undefined;
  /** The nodes whose types we lack: a login that reaches one fails. */
  placeholders(): readonly Placeholder[];
  /**
   * The highest auth level that a journey can succeed with, by static analysis; null when it cannot succeed, or does not
   * exist. A limit from above that does not know what scripts do: check the level that was reached as well.
   */
  maxAuthLevel(name: string): number | null;
}

/** A journey file and where it came from, for messages. */
export interface JourneySource {
  readonly file: string;
  readonly journey: JourneyFile;
}

/**
 * Builds the journeys of a realm from their files.
 *
 * @throws {journey.node-invalid}, {journey.broken-connection}, {journey.illegal-page}, {journey.tree-missing},
 *   {journey.tree-loop}: each names the file, the tree and the node
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
  return journeySet(journeys, scripts);
}

/** The journeys of a realm that has none. */
export function noJourneys<Services>(): JourneySet<Services> {
  return journeySet(new Map(), new Map());
}

function journeySet<Services>(
  journeys: ReadonlyMap<string, Journey<Services>>,
  scripts: ReadonlyMap<string, ScriptFile>,
): JourneySet<Services> {
  const find = (name: string) => journeys.get(name);
  return {
    names: () => [...journeys.keys()],
    find,
    script: (id) => scripts.get(id),
    library: (name) => [...scripts.values()].find((script) => script.context === "LIBRARY" && script.name === name),
    placeholders: () => [...journeys.values()].flatMap(placeholdersOf),
    maxAuthLevel(name) {
      const journey = journeys.get(name);
      return journey === undefined ? null : highestGain(journey, journey.entryNodeId, ofWholeJourney, find);
    },
  };
}

function placeholdersOf<Services>({ name, nodes, children }: Journey<Services>): Placeholder[] {
  const all = [...nodes.values(), ...children.values()];
  return all.filter((node) => node.placeholder).map((node) => ({ journey: name, node: nameOf(node) }));
}

function buildJourney<Services>(file: JourneyFile, catalogue: Catalogue<Services>, where: string): Journey<Services> {
  const { tree } = file;
  const nodes = new Map(
    Object.entries(tree.nodes).map(([id, placed]) => {
      const exported = Object.hasOwn(file.nodes, id) ? file.nodes[id] : undefined;
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
  const journey: Journey<Services> = {
    name: tree._id,
    entryNodeId,
    enabled,
    innerTreeOnly,
    noSession,
    mustRun,
    treeTimeout: minutesOf(tree.treeTimeout),
    maximumSessionTime: minutesOf(tree.maximumSessionTime),
    maximumIdleTime: minutesOf(tree.maximumIdleTime),
    nodes,
    children,
  };
  checkConnections(journey, where);
  for (const node of nodes.values()) checkPage(node, journey, where);
  return journey;
}

/** A time that a tree sets; whatever is not a positive number leaves it to the realm. */
function minutesOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
}

function buildNode<Services>(
  id: string,
  placed: TreeFile["nodes"][string],
  exported: JsonObject,
  catalogue: Catalogue<Services>,
  where: string,
): JourneyNode<Services> {
  const known = catalogue.find(placed.nodeType);
  const definition = known ?? placeholderDefinition<Services>(placed.nodeType);
  const attributes = ownAttributes(exported);
  return {
    id,
    type: definition.type,
    displayName: placed.displayName || definition.title,
    definition,
    attributes,
    bound: bind(definition, attributes, `${where}, node "${placed.displayName}" (${id})`),
    connections: placed.connections,
    placeholder: known === undefined,
  };
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
