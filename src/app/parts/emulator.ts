import { readConfigFile } from "../../core/config-file.ts";
import { Secret } from "../../core/secret.ts";
import { fleetSchema, startEmulator } from "../../emulator/index.ts";
import type { Deployment } from "../deployment/load.ts";
import { readTextFile } from "../deployment/read.ts";
import { appErrors } from "../errors.ts";
import type { PartContext, RunningPart } from "./part.ts";

/** Starts the emulator of a deployment. @throws {app.not-configured} when it has none */
export async function startEmulatorPart(deployment: Deployment, context: PartContext): Promise<RunningPart> {
  const { emulator } = deployment.settings;
  if (emulator === undefined) {
    throw appErrors.error("app.not-configured", { message: "sallyport.json has no emulator" });
  }
  const [cert, key, fleet] = await Promise.all([
    readTextFile(deployment.file(emulator.certificate)),
    readTextFile(deployment.file(emulator.key)),
    readConfigFile(deployment.file(emulator.fleet), fleetSchema, deployment.lookup),
  ]);
  const { host, port } = emulator;
  const controlToken = new Secret(emulator.controlToken);
  const running = await startEmulator({ host, port, tls: { cert, key }, fleet, controlToken, ...context });
  return { name: "emulator", origin: running.origin, close: () => running.close() };
}
