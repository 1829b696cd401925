import { isAbsolute, join, resolve } from "node:path";
import { ownTokenLookup, type TokenLookup } from "../../core/tokens.ts";
import { readSealedSecret } from "../configuration/sealed-secrets.ts";
import { readSecretFile } from "./secret-files.ts";

/** Where a deployment finds and keeps its things. All absolute. */
export interface Places {
  /** The deployment directory: text files that people keep in git. */
  readonly deployment: string;
  /** What the program keeps: database, keys, certificates. Mode 0700. */
  readonly state: string;
  readonly secrets: string;
}

export function placesFor(directory: string, workingDirectory: string, environment: NodeJS.ProcessEnv): Places {
  const state = resolve(workingDirectory, environment.SALLYPORT_STATE_DIRECTORY ?? ".sallyport");
  const secrets = resolve(workingDirectory, environment.SALLYPORT_SECRETS_DIRECTORY ?? join(state, "secrets"));
  return { deployment: resolve(workingDirectory, directory), state, secrets };
}

/** A path in a configuration file: relative ones start at the deployment directory. */
export function locate(places: Places, path: string): string {
  return isAbsolute(path) ? path : join(places.deployment, path);
}

/** Token values: the environment, the secrets directory, secrets that were typed in, then the places themselves. */
export function tokenLookup(places: Places, environment: NodeJS.ProcessEnv): TokenLookup {
  const own = ownTokenLookup(environment, (name) => readSecretFile(places.secrets, name));
  const known: Readonly<Record<string, string>> = {
    "state.directory": places.state,
    "deployment.directory": places.deployment,
    "secrets.directory": places.secrets,
    "pki.directory": join(places.state, "pki"),
  };
  return (name) => own(name) ?? readSealedSecret(places.state, name) ?? known[name];
}
