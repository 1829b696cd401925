import { join } from "node:path";
import { realmSettingsSchema } from "../am/index.ts";
import { systemClock } from "../core/clock.ts";
import { readConfigFile } from "../core/config-file.ts";
import { silentLogger } from "../core/log.ts";
import { nearest } from "../core/nearest.ts";
import { systemRandom } from "../core/random.ts";
import { openStore } from "../store/index.ts";
import { createUsers, type Users } from "../users/index.ts";
import { loadDeployment } from "./deployment/load.ts";
import { appErrors } from "./errors.ts";
import { ownKey } from "./keys.ts";
import type { Host } from "./run.ts";

export type { Identity, OathDevice, WebAuthnDevice } from "../users/index.ts";

/** The users of one realm of a deployment, in the store that its server uses, whether it runs or not. */
export interface DeploymentUsers {
  readonly users: Users;
  /** Path of the realm, such as `/` or `/alpha`. */
  readonly realm: string;
  close(): void;
}

/**
 * Opens the users of a realm: the one named, else `root`, else the only one.
 *
 * @throws {app.realm-unknown}, {store.cannot-open}, {store.wrong-schema} and what a configuration file lacks
 */
export async function openUsers(host: Host, realmName: string | undefined): Promise<DeploymentUsers> {
  const deployment = await loadDeployment(host.directory, host);
  const name = realmOf(deployment.settings.realms, realmName);
  const file = deployment.file(join("realms", name, "realm.json"));
  const settings = await readConfigFile(file, realmSettingsSchema, deployment.lookup);
  const { state } = deployment.places;
  const parts = { clock: systemClock, random: systemRandom };
  const sealingKey = ownKey(join(state, "keys"), "sealing", systemRandom);
  const store = openStore({ path: join(state, "sallyport.db"), sealingKey, ...parts });
  const users = createUsers({
    store: store.users,
    log: silentLogger,
    passwordPolicy: () => settings.passwordPolicy,
    lockout: () => settings.lockout ?? null,
    ...parts,
  });
  return { users, realm: name === "root" ? "/" : `/${name}`, close: store.close };
}

function realmOf(realms: readonly string[], wanted: string | undefined): string {
  const [only] = realms;
  const name = wanted ?? (realms.includes("root") || realms.length > 1 ? "root" : only);
  if (name !== undefined && realms.includes(name)) return name;
  const hint = wanted === undefined ? undefined : nearest(wanted, realms);
  const question = hint === undefined ? "" : `; did you mean "${hint}"?`;
  const message =
    wanted === undefined
      ? `name a realm with --realm: the deployment has ${realms.join(", ")}`
      : `the deployment has no realm "${wanted}"; it has ${realms.join(", ")}${question}`;
  throw appErrors.error("app.realm-unknown", { message });
}
