import cluster, { type Worker } from "node:cluster";
import type { Logger } from "../../core/log.ts";
import type { Random } from "../../core/random.ts";
import { appErrors } from "../errors.ts";
import type { PartName, RunningPart } from "../parts/part.ts";
import { collectMetrics, readWorkerMessage, tell } from "./collect-metrics.ts";

/** Old session tickets are worth nothing after it: whoever gets hold of a secret reads no more than this. */
const ticketInterval = 3_600_000;
const startTimeout = 30_000;
/** A worker that ran this long had not failed to start. */
const longEnough = 60_000;
const restartDelays = [100, 500, 1_000, 2_000, 4_000, 8_000];

/**
 * Runs a part in several processes that share its ports. This one only opens the ports, replaces workers that end, and
 * adds up their metrics. Each worker runs the same command again.
 *
 * @throws {app.part-failed} with what the first failing worker said, after ending the others
 */
export async function runWorkers(
  name: PartName,
  count: number,
  { log, random }: { log: Logger; random: Random },
): Promise<RunningPart> {
  const all = new Set<Worker>();
  let stopping = false;
  const onMetrics = collectMetrics(() => [...all]);
  let tickets = random.bytes(32).toString("base64");
  const rotation = setInterval(() => {
    tickets = random.bytes(32).toString("base64");
    for (const worker of all) tell(worker, { type: "tickets", secret: tickets });
  }, ticketInterval).unref();

  const launch = async (): Promise<{ worker: Worker; origin: string }> => {
    const worker = cluster.fork();
    all.add(worker);
    worker.once("exit", () => all.delete(worker));
    worker.on("error", (problem) => log.warn({ pid: worker.process.pid, why: problem.message }, "a worker's channel"));
    worker.on("message", (raw: unknown) => {
      const message = readWorkerMessage(raw);
      if (message?.type === "tickets-wanted") tell(worker, { type: "tickets", secret: tickets });
      else if (message !== undefined) onMetrics(worker, message);
    });
    return { worker, origin: await ready(name, worker) };
  };

  /** Starts a worker again whenever it ends. The others serve on meanwhile. */
  const keep = async (first: Worker): Promise<void> => {
    let failures = 0;
    let running: Worker | undefined = first;
    while (!stopping) {
      const startedAt = performance.now();
      if (running !== undefined) await exited(running);
      if (stopping) return;
      if (performance.now() - startedAt > longEnough) failures = 0;
      const delay = restartDelays[Math.min(failures, restartDelays.length - 1)] ?? 0;
      failures += 1;
      log.error({ pid: running?.process.pid, ...howItEnded(running), delay }, "a worker ended; it is replaced");
      await new Promise((resolve) => setTimeout(resolve, delay));
      if (stopping) return;
      running = await launch().then(
        ({ worker }) => worker,
        (problem: unknown) => {
          log.error({ why: problem instanceof Error ? problem.message : String(problem) }, "a worker did not start");
          return undefined;
        },
      );
    }
  };

  const close = async (): Promise<void> => {
    stopping = true;
    clearInterval(rotation);
    await Promise.all(
      [...all].map(async (worker) => {
        worker.process.kill("SIGTERM");
        await exited(worker);
      }),
    );
  };

  // Workers take connections from the system by themselves: what goes through this process would hang for ever when a
  // worker dies with a connection that it was just handed.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const started = await Promise.allSettled(Array.from({ length: count }, launch));
  const failed = started.find((result) => result.status === "rejected");
  if (failed !== undefined) {
    stopping = true;
    for (const worker of all) worker.process.kill("SIGKILL");
    throw failed.reason;
  }
  const serving = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  for (const { worker } of serving) void keep(worker);
  log.info({ workers: count }, "the processes of the gateway are ready");
  return {
    name,
    origin: serving[0]?.origin ?? "",
    close,
    reload: async () => {
      for (const worker of all) worker.process.kill("SIGHUP");
    },
  };
}

function ready(part: PartName, worker: Worker): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (message: string): void => {
      clearTimeout(timer);
      reject(appErrors.error("app.part-failed", { message }));
    };
    const timer = setTimeout(() => {
      worker.process.kill("SIGKILL");
      fail(`a process of the ${part} was not ready after ${startTimeout / 1_000} s`);
    }, startTimeout);
    worker.once("exit", () => fail(`a process of the ${part} ended before it was ready`));
    worker.on("message", (raw: unknown) => {
      const message = readWorkerMessage(raw);
      if (message?.type === "failed") fail(message.message);
      if (message?.type !== "ready") return;
      clearTimeout(timer);
      resolve(message.origin);
    });
  });
}

async function exited(worker: Worker): Promise<void> {
  if (!worker.isDead()) await new Promise((resolve) => worker.once("exit", resolve));
}

function howItEnded(worker: Worker | undefined): object {
  return { code: worker?.process.exitCode ?? undefined, signal: worker?.process.signalCode ?? undefined };
}
