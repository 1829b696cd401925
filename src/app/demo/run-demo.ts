import { openSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../core/clock.ts";
import { systemRandom } from "../../core/random.ts";
import { unpackEvents } from "../../journey/index.ts";
import { ensureDevelopmentPki } from "../../pki/index.ts";
import { openStore } from "../../store/index.ts";
import { loadDeployment } from "../deployment/load.ts";
import { type Places, placesFor } from "../deployment/places.ts";
import { readSecretFile } from "../deployment/secret-files.ts";
import { ownKey } from "../keys.ts";
import { requireFreePort } from "../parts/listening.ts";
import { type PartName, partNames } from "../parts/part.ts";
import { stopSignal } from "../run.ts";
import { supervise } from "../supervise.ts";
import { type DemoFile, writeDemoFile } from "./demo-file.ts";
import { demoFile } from "./describe.ts";
import { certificateRequest, demoDevices } from "./devices.ts";
import { ensureExampleCopy, readTextFiles } from "./example.ts";
import { type LoginResult, logIn } from "./login.ts";
import { travelled } from "./outcome-of.ts";
import { instructions } from "./print/instructions.ts";
import { type Row, table } from "./print/table.ts";
import { ensureDemoSecrets } from "./secrets.ts";

export interface DemoHost {
  readonly workingDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly entry: string;
}

const example = fileURLToPath(new URL("../../../examples/mtls-intune", import.meta.url));

/**
 * Runs the example: prepares certificates, secrets and a copy of it below `.sallyport/`, starts the parts, logs every
 * demo device in through the gateway, prints what came of it and how to go on, and stays until it is told to stop.
 */
export async function runDemo(host: DemoHost, self: NodeJS.Process): Promise<void> {
  const print = (text: string): void => void self.stdout.write(`${text}\n`);
  const places = placesFor(".sallyport/demo", host.workingDirectory, host.environment);
  const stop = stopSignal(self);
  print("Preparing certificates, secrets and a copy of the example in .sallyport/ …");
  const pki = await prepare(places);
  const deployment = { directory: places.deployment, ...host };
  await requireFreePorts(deployment);
  print("Starting emulator, server and gateway …");
  const supervisor = await supervise({
    ...deployment,
    parts: partNames,
    output: (part) => openSync(join(places.state, "logs", `${part}.log`), "a", 0o600),
    report: (message) => void self.stderr.write(`sallyport: ${message}; see .sallyport/logs\n`),
  });
  try {
    const secret = (name: string) => readSecretFile(places.secrets, name) ?? "";
    const demo = demoFile(supervisor.origins, pki, secret);
    writeDemoFile(places.state, demo);
    const show = async (): Promise<void> => {
      print("Logging every demo device in through the gateway …\n");
      print(table(await logInAll(demo, places)));
      print(instructions(demo, { entry: host.entry, state: places.state, now: systemClock.now() }));
      print("Sallyport is ready");
      await stop;
    };
    await Promise.race([show(), stop]);
    print("\nStopping …");
  } finally {
    await supervisor.stop();
  }
}

async function prepare(places: Places): ReturnType<typeof ensureDevelopmentPki> {
  await mkdir(join(places.state, "logs"), { recursive: true, mode: 0o700 });
  ensureExampleCopy(example, places.deployment);
  ensureDemoSecrets(places.secrets, readTextFiles(places.deployment), systemRandom);
  return ensureDevelopmentPki(join(places.state, "pki"), {
    hosts: ["localhost", "127.0.0.1"],
    devices: demoDevices.map(certificateRequest),
    clock: systemClock,
    random: systemRandom,
  });
}

async function requireFreePorts(host: { directory: string } & DemoHost): Promise<void> {
  const { settings, lookup } = await loadDeployment(host.directory, host);
  const ports: Readonly<Record<PartName, number>> = {
    emulator: settings.emulator?.port ?? 0,
    server: settings.server.port,
    gateway: Number(lookup("gateway.port") ?? 8443),
  };
  for (const part of partNames) await requireFreePort(part, "127.0.0.1", ports[part]);
}

async function logInAll(demo: DemoFile, places: Places): Promise<Row[]> {
  const ca = await readFile(demo.ca, "utf8");
  const logins: { device: DemoFile["devices"][number]; result: LoginResult }[] = [];
  for (const device of demo.devices) {
    const certificate = { cert: await readFile(device.cert, "utf8"), key: await readFile(device.key, "utf8") };
    const { now } = systemClock;
    logins.push({ device, result: await logIn({ gateway: demo.gateway, ca, certificate, user: device.user, now }) });
  }
  const sealingKey = ownKey(join(places.state, "keys"), "sealing", systemRandom);
  const path = join(places.state, "sallyport.db");
  const store = openStore({ path, clock: systemClock, random: systemRandom, sealingKey, readonly: true });
  try {
    const read = (transactionId: string) => unpackEvents(transactionId, store.traces.read(transactionId));
    await settled(() => read(logins.at(-1)?.result.transactionId ?? "").length);
    return logins.map(({ device, result }) => {
      const { outcome, path } = travelled(read(result.transactionId));
      const { authLevel, duration } = result;
      const expected = outcome === device.outcome && authLevel === device.authLevel;
      return { device, outcome, path, authLevel, duration, expected };
    });
  } finally {
    store.close();
  }
}

/** The server writes traces in order, off the request path: once those of the last login are there, all are. */
async function settled(count: () => number): Promise<void> {
  let before = 0;
  for (let tries = 0; tries < 40; tries += 1) {
    const now = count();
    if (now > 0 && now === before) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 75));
  }
}
