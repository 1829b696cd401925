import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Realm, realmSettingsSchema } from "../../am/index.ts";
import { readConfigFile, readJsonFile, validateConfig } from "../../core/config-file.ts";
import { errorCode } from "../../core/errors.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import { replaceTokensIn } from "../../core/tokens.ts";
import { type JourneySet, journeyFileSchema, loadJourneys } from "../../journey/index.ts";
import { type NodeServices, nodeCatalogue } from "../../nodes/index.ts";
import { type SeedIdentity, seedFileSchema } from "../../users/index.ts";
import { appErrors } from "../errors.ts";
import type { Deployment } from "./load.ts";
import { refused } from "./mode.ts";

/** A realm of the deployment with its journeys and its seed identities. */
export interface LoadedRealm {
  readonly realm: Realm;
  readonly journeys: JourneySet<NodeServices>;
  readonly seeds: readonly SeedIdentity[];
}

/**
 * Reads `realms/<name>/`: `realm.json`, `journeys/*.journey.json` and, in development, `users.json`.
 *
 * @throws {app.realm-missing} when the default journey does not exist; configuration and journey errors name their file
 */
export async function loadRealm(deployment: Deployment, name: string): Promise<LoadedRealm> {
  const directory = deployment.file(join("realms", name));
  const settings = await readConfigFile(join(directory, "realm.json"), realmSettingsSchema, deployment.lookup);
  const journeys = await readJourneys(join(directory, "journeys"), deployment);
  if (settings.defaultJourney !== undefined && journeys.find(settings.defaultJourney) === undefined) {
    const message = `${directory}/realm.json: the default journey "${settings.defaultJourney}" does not exist`;
    throw appErrors.error("app.realm-missing", { message });
  }
  const path = name === "root" ? "/" : `/${name}`;
  return { realm: { path, settings }, journeys, seeds: await readSeeds(join(directory, "users.json"), deployment) };
}

async function readJourneys(directory: string, deployment: Deployment): Promise<JourneySet<NodeServices>> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".journey.json")).sort();
  const sources = await Promise.all(names.map((name) => readJourneyFile(join(directory, name), deployment)));
  return loadJourneys(sources.flat(), nodeCatalogue);
}

async function readJourneyFile(file: string, { lookup }: Deployment) {
  const journeys = validateConfig(await readJsonFile(file), journeyFileSchema, file);
  const resolve = (nodes: Json, part: string): Json =>
    replaceTokensIn(nodes, lookup, `${file}#${part}`, { coerce: false });
  return journeys.map((journey) => ({
    file,
    journey: {
      ...journey,
      nodes: nodesOf(resolve(journey.nodes, "nodes")),
      innerNodes: nodesOf(resolve(journey.innerNodes, "innerNodes")),
    },
  }));
}

function nodesOf(resolved: Json): Record<string, Record<string, Json>> {
  if (!isJsonObject(resolved)) return {};
  const entries = Object.entries(resolved).flatMap(([id, node]) =>
    isJsonObject(node) ? [[id, { ...node }] as const] : [],
  );
  return Object.fromEntries(entries);
}

async function readSeeds(file: string, { lookup, settings }: Deployment): Promise<readonly SeedIdentity[]> {
  const document = await readJsonFile(file).catch((thrown: unknown) => {
    const cause = thrown instanceof Error ? thrown.cause : undefined;
    if (errorCode(cause) === "ENOENT") return null;
    throw thrown;
  });
  if (document === null) return [];
  if (settings.mode === "production")
    throw refused(`${file} holds seed identities; remove it or set mode to development`);
  const resolved = replaceTokensIn(document, lookup, file, { coerce: false });
  return validateConfig(resolved, seedFileSchema, file).users;
}
