import { type ChildProcess, fork } from "node:child_process";
import { z } from "zod";
import { describeError } from "../core/errors.ts";
import { appErrors } from "./errors.ts";
import type { PartName } from "./parts/part.ts";

/** Runs the parts of a deployment as child processes, waits until each is ready, restarts one that dies, stops all. */

/** What a child tells its supervisor. */
export const partMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), origin: z.string() }),
  z.object({ type: z.literal("failed"), message: z.string() }),
]);

export type PartMessage = z.output<typeof partMessageSchema>;

export interface SupervisorOptions {
  /** The script that runs one part: `node <entry> start <directory> --only <part>`. */
  readonly entry: string;
  readonly directory: string;
  readonly parts: readonly PartName[];
  readonly environment: NodeJS.ProcessEnv;
  readonly workingDirectory: string;
  /** File descriptor that gets a part's output; default: the supervisor's own. */
  readonly output?: (part: PartName) => number;
  /** Told when a part died and when it is back. */
  readonly report: (message: string) => void;
}

export interface Supervisor {
  /** Where each part listens. */
  readonly origins: ReadonlyMap<PartName, string>;
  /** Has the gateway read its routes and certificates again. */
  reload(): void;
  /** Stops every part: politely, and after five seconds by force. */
  stop(): Promise<void>;
}

const startTimeout = 30_000;
const stopTimeout = 5_000;
/** A part that ran this long had not failed to start. */
const longEnough = 60_000;
const restartDelays = [500, 1_000, 2_000, 4_000, 8_000];

/** @throws {app.part-failed} with what the part said, after stopping the others */
export async function supervise(options: SupervisorOptions): Promise<Supervisor> {
  const children = new Map<PartName, ChildProcess>();
  const origins = new Map<PartName, string>();
  let stopping = false;

  const launch = async (part: PartName): Promise<void> => {
    const child = spawnPart(part, options);
    children.set(part, child);
    origins.set(part, await ready(part, child));
  };

  /** Starts a part again whenever it ends; one that keeps ending is left alone. */
  const keep = async (part: PartName, child: ChildProcess): Promise<void> => {
    let failures = 0;
    for (let running = child; ; running = children.get(part) ?? child) {
      const startedAt = performance.now();
      await exited(running);
      if (stopping) return;
      if (performance.now() - startedAt > longEnough) failures = 0;
      const delay = restartDelays[failures];
      if (delay === undefined) return options.report(`the ${part} keeps ending; it is not started again`);
      failures += 1;
      options.report(`the ${part} ended (${howItEnded(running)}); starting it again in ${delay} ms`);
      await new Promise((resolve) => setTimeout(resolve, delay));
      if (stopping) return;
      await launch(part).catch((failure: unknown) => options.report(describeError(failure)));
    }
  };

  const stop = async (): Promise<void> => {
    stopping = true;
    await Promise.all([...children.values()].map(end));
  };

  try {
    await Promise.all(options.parts.map(launch));
  } catch (failure) {
    await stop();
    throw failure;
  }
  for (const [part, child] of children) void keep(part, child);
  return { origins, reload: () => void children.get("gateway")?.kill("SIGHUP"), stop };
}

function spawnPart(part: PartName, options: SupervisorOptions): ChildProcess {
  const output = options.output?.(part) ?? "inherit";
  return fork(options.entry, ["start", options.directory, "--only", part], {
    cwd: options.workingDirectory,
    env: options.environment,
    stdio: ["ignore", output, output, "ipc"],
    // Its own group: Ctrl-C reaches the supervisor alone, which then stops the parts in order.
    detached: true,
  });
}

function ready(part: PartName, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (message: string): void =>
      reject(appErrors.error("app.part-failed", { message: `${part}: ${message}` }));
    const timer = setTimeout(() => {
      fail(`not ready after ${startTimeout / 1000} s`);
      child.kill("SIGKILL");
    }, startTimeout);
    child.once("error", (cause) => fail(cause.message));
    child.once("exit", () => {
      clearTimeout(timer);
      fail(`ended before it was ready (${howItEnded(child)})`);
    });
    child.on("message", (raw) => {
      const message = partMessageSchema.safeParse(raw);
      if (!message.success) return;
      clearTimeout(timer);
      if (message.data.type === "ready") resolve(message.data.origin);
      else fail(message.data.message);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), stopTimeout);
  await exited(child);
  clearTimeout(force);
}

async function exited(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) await new Promise((resolve) => child.once("exit", resolve));
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function howItEnded({ exitCode, signalCode }: ChildProcess): string {
  return signalCode ?? `exit code ${exitCode}`;
}
