import { join } from "node:path";
import { readConfigFile } from "../../core/config-file.ts";
import type { TokenLookup } from "../../core/tokens.ts";
import { checkMode } from "./mode.ts";
import { locate, type Places, placesFor, tokenLookup } from "./places.ts";
import { type DeploymentFile, deploymentSchema } from "./schema.ts";

/** A deployment directory that has been read and checked. */
export interface Deployment {
  readonly places: Places;
  readonly lookup: TokenLookup;
  readonly environment: NodeJS.ProcessEnv;
  readonly settings: DeploymentFile;
  /** A file of the deployment directory. */
  file(path: string): string;
}

/**
 * Reads `sallyport.json` of a deployment directory.
 *
 * @throws {core.config-missing}, {core.config-not-json}, {core.config-invalid}, {core.token-missing}: each names the file
 *   and the place in it
 * @throws {app.not-in-production} for what only development may have
 */
export async function loadDeployment(
  directory: string,
  options: { readonly workingDirectory: string; readonly environment: NodeJS.ProcessEnv },
): Promise<Deployment> {
  const { environment } = options;
  const places = placesFor(directory, options.workingDirectory, environment);
  const lookup = tokenLookup(places, environment);
  const settings = await readConfigFile(join(places.deployment, "sallyport.json"), deploymentSchema, lookup);
  checkMode(settings);
  return { places, lookup, environment, settings, file: (path) => locate(places, path) };
}
