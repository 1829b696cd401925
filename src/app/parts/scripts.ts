import type { Logger } from "../../core/log.ts";
import { Secret } from "../../core/secret.ts";
import type { JourneySet } from "../../journey/index.ts";
import { createScriptPorts, type NodeServices } from "../../nodes/index.ts";
import { createScriptHttp, createScriptRunner } from "../../script/index.ts";
import type { Users } from "../../users/index.ts";
import type { Deployment } from "../deployment/load.ts";
import { readSecretFile } from "../deployment/secret-files.ts";

/** The sandboxes of a deployment, and what their scripts may reach. */
export interface Scripts {
  readonly services: Required<Pick<NodeServices, "scripts" | "scriptPorts">>;
  close(): Promise<void>;
}

/**
 * Starts the sandboxes, so that the first login does not wait for them.
 *
 * @throws {script.egress-invalid} when `scripts.egress` holds what is no origin
 */
export async function startScripts(
  { settings, places }: Deployment,
  world: {
    readonly journeys: (realm: string) => JourneySet<NodeServices> | undefined;
    readonly users: Users;
    readonly log: Logger;
  },
): Promise<Scripts> {
  const http = createScriptHttp({ allow: settings.scripts.egress });
  const runner = createScriptRunner({ log: world.log });
  await runner.warmUp();
  const scriptPorts = createScriptPorts({
    http,
    users: world.users,
    secret(label) {
      const value = readSecretFile(places.secrets, label);
      return value === undefined ? null : new Secret(value);
    },
    properties: new Map(Object.entries(settings.scripts.properties)),
    library: (realm, name) => world.journeys(realm)?.library(name)?.source ?? null,
  });
  return {
    services: { scripts: runner, scriptPorts },
    close: async () => {
      await Promise.all([runner.close(), http.close()]);
    },
  };
}
