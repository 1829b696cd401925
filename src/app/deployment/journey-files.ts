import { join } from "node:path";
import { readJsonFile, validateConfig } from "../../core/config-file.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import { replaceTokensIn } from "../../core/tokens.ts";
import { type JourneySource, journeyFileSchema } from "../../journey/index.ts";
import type { Deployment } from "./load.ts";
import { readFolder } from "./read.ts";

/**
 * Reads the journeys of a realm, `realms/<name>/journeys/*.journey.json`, and resolves the tokens of their nodes. Scripts
 * are left as they are: what looks like a token there is somebody's code.
 */
export async function readJourneyFiles(deployment: Deployment, realm: string): Promise<JourneySource[]> {
  const sources = await readUnresolvedJourneyFiles(deployment, realm);
  return sources.map((source) => resolved(source, deployment));
}

/** The same, tokens left as they are written: for who must go on where one has no value. */
export async function readUnresolvedJourneyFiles(deployment: Deployment, realm: string): Promise<JourneySource[]> {
  const directory = deployment.file(join("realms", realm, "journeys"));
  const names = (await readFolder(directory)).filter((name) => name.endsWith(".journey.json")).sort();
  const sources = await Promise.all(names.map((name) => readJourneyFile(join(directory, name))));
  return sources.flat();
}

async function readJourneyFile(file: string): Promise<JourneySource[]> {
  const journeys = validateConfig(await readJsonFile(file), journeyFileSchema, file);
  return journeys.map((journey) => ({ file, journey }));
}

function resolved({ file, journey }: JourneySource, { lookup }: Deployment): JourneySource {
  const resolve = (nodes: Record<string, Record<string, Json>>, part: string): Record<string, Record<string, Json>> =>
    nodesOf(replaceTokensIn(nodes, lookup, `${file}#/${part}`, { coerce: false }));
  return {
    file,
    journey: {
      ...journey,
      nodes: resolve(journey.nodes, "nodes"),
      innerNodes: resolve(journey.innerNodes, "innerNodes"),
    },
  };
}

function nodesOf(resolved: Json): Record<string, Record<string, Json>> {
  if (!isJsonObject(resolved)) return {};
  const nodes = Object.entries(resolved).flatMap(([id, node]) =>
    isJsonObject(node) ? [[id, { ...node }] as const] : [],
  );
  return Object.fromEntries(nodes);
}
