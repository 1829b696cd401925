import cluster from "node:cluster";
import { availableParallelism } from "node:os";
import { systemClock } from "../core/clock.ts";
import { SallyportError } from "../core/errors.ts";
import { createLogger } from "../core/log.ts";
import { systemRandom } from "../core/random.ts";
import { type Deployment, loadDeployment } from "./deployment/load.ts";
import { prepareNginxSocket } from "./nginx-socket.ts";
import type { PartContext, PartName, RunningPart } from "./parts/part.ts";
import { type PartMessage, supervise } from "./supervise.ts";
import { metricsInWorker } from "./workers/in-worker.ts";
import { runWorkers } from "./workers/run-workers.ts";
import { ticketsInWorker } from "./workers/tickets.ts";

/** Where a command runs. */
export interface Host {
  readonly directory: string;
  readonly workingDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
}

type Starter = (deployment: Deployment, context: PartContext) => Promise<RunningPart>;

/** Each part is loaded only where it runs: a gateway needs no database, a supervisor needs none of them. */
const starters: Readonly<Record<PartName, () => Promise<Starter>>> = {
  emulator: async () => (await import("./parts/emulator.ts")).startEmulatorPart,
  server: async () => (await import("./parts/server.ts")).startServerPart,
  gateway: async () => (await import("./parts/gateway.ts")).startGatewayPart,
};

/** Starts one part of a deployment in this process, or in as many as it is to have. The caller closes it. */
async function startPart(part: PartName, host: Host, self: NodeJS.Process): Promise<RunningPart> {
  const deployment = await loadDeployment(host.directory, host);
  const log = createLogger(part, deployment.settings.log.level);
  const workers = part === "gateway" ? gatewayWorkers(deployment.settings) : 1;
  if (part === "gateway" && cluster.isPrimary) await prepareNginxSocket(deployment);
  if (workers > 1 && cluster.isPrimary) return runWorkers(part, workers, { log, random: systemRandom });
  const start = await starters[part]();
  const context = { clock: systemClock, random: systemRandom, log };
  if (!cluster.isWorker) return start(deployment, context);
  const metrics = metricsInWorker(self);
  const tickets = await ticketsInWorker(self);
  if (tickets === null) log.warn({}, "TLS session tickets are good at one process only");
  const shared = tickets === null ? {} : { tickets };
  const running = await start(deployment, { ...context, ...shared, exposition: metrics.exposition });
  if (running.metrics !== undefined) metrics.answer(running.metrics);
  return running;
}

/** One process while developing, where it is easier to follow; else one a core. */
function gatewayWorkers({ gateway, mode }: Deployment["settings"]): number {
  return gateway.workers ?? (mode === "development" ? 1 : availableParallelism());
}

/** Runs one part until the process is told to stop. Under a supervisor it reports over the process channel. */
export async function runPart(part: PartName, host: Host, self: NodeJS.Process): Promise<void> {
  const tell = (message: PartMessage): void => void self.send?.(message);
  try {
    const running = await startPart(part, host, self);
    if (running.reload !== undefined) self.on("SIGHUP", () => void running.reload?.());
    if (self.connected !== true) self.stdout.write(`${part} listens on ${running.origin}\n`);
    tell({ type: "ready", origin: running.origin });
    await stopSignal(self);
    await running.close();
    if (self.connected === true) self.disconnect();
  } catch (thrown) {
    if (thrown instanceof SallyportError) tell({ type: "failed", message: thrown.message });
    throw thrown;
  }
}

/** Runs every part of a deployment as supervised child processes until the process is told to stop. */
export async function runDeployment(host: Host & { readonly entry: string }, self: NodeJS.Process): Promise<void> {
  const { settings, places } = await loadDeployment(host.directory, host);
  const parts: PartName[] = settings.emulator === undefined ? ["server", "gateway"] : ["emulator", "server", "gateway"];
  const report = (message: string): void => void self.stderr.write(`sallyport: ${message}\n`);
  const supervisor = await supervise({ ...host, directory: places.deployment, parts, report });
  for (const [part, origin] of supervisor.origins) self.stdout.write(`${part} listens on ${origin}\n`);
  self.stdout.write("Sallyport is ready\n");
  self.on("SIGHUP", () => supervisor.reload());
  await stopSignal(self);
  await supervisor.stop();
}

/** Resolves when the process should end: Ctrl-C, a supervisor's SIGTERM, or a supervisor that has gone. */
export function stopSignal(self: NodeJS.Process): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "disconnect"] as const) self.once(signal, () => resolve());
  });
}
