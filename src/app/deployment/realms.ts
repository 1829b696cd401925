import { join } from "node:path";
import { type Realm, realmSettingsSchema } from "../../am/index.ts";
import { readConfigFile, readJsonFile, validateConfig } from "../../core/config-file.ts";
import { errorCode } from "../../core/errors.ts";
import { replaceTokensIn } from "../../core/tokens.ts";
import { type JourneySet, type JourneySource, loadJourneys } from "../../journey/index.ts";
import { type NodeServices, nodeCatalogue } from "../../nodes/index.ts";
import { type SeedIdentity, seedFileSchema } from "../../users/index.ts";
import { appErrors } from "../errors.ts";
import { readJourneyFiles } from "./journey-files.ts";
import type { Deployment } from "./load.ts";
import { refused } from "./mode.ts";

/** A realm of the deployment with its journeys and its seed identities. */
export interface LoadedRealm {
  /** Its folder below `realms/`. */
  readonly name: string;
  readonly realm: Realm;
  readonly sources: readonly JourneySource[];
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
  const sources = await readJourneyFiles(deployment, name);
  const journeys = loadJourneys(sources, nodeCatalogue);
  if (settings.defaultJourney !== undefined && journeys.find(settings.defaultJourney) === undefined) {
    const message = `${directory}/realm.json: the default journey "${settings.defaultJourney}" does not exist`;
    throw appErrors.error("app.realm-missing", { message });
  }
  const path = name === "root" ? "/" : `/${name}`;
  return {
    name,
    realm: { path, settings },
    sources,
    journeys,
    seeds: await readSeeds(join(directory, "users.json"), deployment),
  };
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
