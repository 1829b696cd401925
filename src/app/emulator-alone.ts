import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { systemClock } from "../core/clock.ts";
import { readConfigFile } from "../core/config-file.ts";
import { createLogger } from "../core/log.ts";
import { systemRandom } from "../core/random.ts";
import { Secret } from "../core/secret.ts";
import { type FleetDocument, fleetSchema, type RunningEmulator, startEmulator } from "../emulator/index.ts";
import { ensureDevelopmentPki } from "../pki/index.ts";
import { type Places, placesFor, tokenLookup } from "./deployment/places.ts";
import { ensureSecretFile } from "./deployment/secret-files.ts";
import { defaultFleet } from "./emulator-alone/default-fleet.ts";
import { type EmulatorFacts, emulatorInstructions } from "./emulator-alone/instructions.ts";
import { newKey } from "./keys.ts";
import { stopSignal } from "./run.ts";

export interface EmulatorAloneOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** The managed identity endpoint's; 0 takes a free port. */
  readonly identityPort: number;
  /** A fleet document; absent: a small tenant of its own. */
  readonly fleet: string | undefined;
  /** How many devices to make up in the first tenant; absent: as the document says, or 100 without one. */
  readonly generate: number | undefined;
  readonly seed: string | undefined;
  /** Print one line of JSON in place of instructions. */
  readonly json: boolean;
  readonly workingDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** `sallyport emulator`: runs the emulator by itself until the process is told to stop. */
export async function runEmulatorAlone(options: EmulatorAloneOptions, self: NodeJS.Process): Promise<void> {
  const stop = stopSignal(self);
  const places = placesFor(".", options.workingDirectory, options.environment);
  const ownSecret = (name: string): string => ensureSecretFile(places.secrets, name, () => newKey(systemRandom));
  const document = await fleetOf(options, places, ownSecret);
  const pki = await ensureDevelopmentPki(join(places.state, "pki"), {
    hosts: ["localhost", "127.0.0.1"],
    devices: [],
    clock: systemClock,
    random: systemRandom,
  });
  const [cert, key] = await Promise.all([
    readFile(pki.emulator.certificateFile, "utf8"),
    readFile(pki.emulator.keyFile, "utf8"),
  ]);
  const secrets = { controlToken: ownSecret("emulator.control.token"), header: ownSecret("emulator.identity.header") };
  const running = await startEmulator({
    host: "127.0.0.1",
    port: options.port,
    tls: { cert, key },
    fleet: document,
    controlToken: new Secret(secrets.controlToken),
    managedIdentity: { port: options.identityPort, header: new Secret(secrets.header) },
    clock: systemClock,
    random: systemRandom,
    log: createLogger("emulator", "warn"),
  });
  try {
    const facts = factsOf(running, document, { ...secrets, ca: pki.ca.certificateFile });
    self.stdout.write(`${options.json ? JSON.stringify(facts) : emulatorInstructions(facts)}\n`);
    await stop;
  } finally {
    await running.close();
  }
}

async function fleetOf(
  options: EmulatorAloneOptions,
  places: Places,
  ownSecret: (name: string) => string,
): Promise<FleetDocument> {
  const { fleet: file, generate, seed, workingDirectory, environment } = options;
  const fleet: FleetDocument =
    file === undefined
      ? defaultFleet({
          clientSecret: ownSecret("emulator.client.secret"),
          userPassword: ownSecret("emulator.user.password"),
        })
      : await readConfigFile(resolve(workingDirectory, file), fleetSchema, tokenLookup(places, environment));
  const count = generate ?? (file === undefined ? 100 : undefined);
  const [first, ...others] = fleet.tenants;
  if (first === undefined || (count === undefined && seed === undefined)) return fleet;
  const made = {
    ...first.generate,
    count: count ?? first.generate?.count ?? 0,
    ...(seed === undefined ? {} : { seed }),
  };
  return { ...fleet, tenants: [{ ...first, generate: made }, ...others] };
}

function factsOf(
  running: RunningEmulator,
  fleet: FleetDocument,
  secrets: { readonly controlToken: string; readonly header: string; readonly ca: string },
): EmulatorFacts {
  const { origin, managedIdentity } = running;
  const { host, hostname } = new URL(origin);
  const [tenant] = fleet.tenants;
  const app = tenant?.apps?.find(({ secret }) => secret !== undefined);
  const user = tenant?.users?.[0];
  return {
    origin,
    page: `${origin}/_emulator/#token=${secrets.controlToken}`,
    ca: secrets.ca,
    controlToken: secrets.controlToken,
    tenant: { id: tenant?.id ?? "", name: tenant?.name ?? "", domain: tenant?.domain ?? null },
    client: app === undefined ? null : { id: app.clientId, secret: app.secret ?? "" },
    user: user === undefined ? null : { name: user.userName, password: user.password },
    managedIdentity: {
      endpoint: managedIdentity?.endpoint ?? "",
      header: secrets.header,
      authorityHost: managedIdentity?.authorityHost ?? "",
    },
    msal: { authority: `${origin}/${tenant?.id ?? ""}`, knownAuthorities: [host] },
    graphClient: { baseUrl: `${origin}/`, customHosts: [hostname] },
  };
}
