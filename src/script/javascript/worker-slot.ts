import { Worker } from "node:worker_threads";
import { describeError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import type { ScriptLimits } from "./limits.ts";
import type { SandboxReply, SandboxRequest } from "./sandbox.ts";
import type { WorkerMessage } from "./worker.ts";

/** One thread with a sandbox: started when first needed, replaced when it dies or does not answer. */
export interface WorkerSlot {
  /** Never rejects. One call at a time. */
  run(request: SandboxRequest): Promise<SandboxReply>;
  close(): Promise<void>;
}

/** Starting a thread may take this long on a busy machine. */
const startMs = 15_000;
/** Beyond the guest's own deadline: for native calls that do not look at it, and for opening another sandbox. */
const graceMs = 1000;
const threadHeapMb = 64;
/** Small, so that native recursion ends in an error of this thread before it can fill the C stack inside the sandbox. */
const threadStackMb = 1;

type Heard = WorkerMessage | { readonly kind: "silent" } | { readonly kind: "died"; readonly detail: string };

export function workerSlot(limits: ScriptLimits, log: Logger): WorkerSlot {
  let current: Worker | undefined;

  const start = (): Worker => {
    const worker = startWorker(limits);
    worker.on("error", (cause) => log.error({ cause: describeError(cause) }, "A script worker failed"));
    worker.on("exit", () => {
      if (current === worker) current = undefined;
    });
    current = worker;
    return worker;
  };
  const discard = async (): Promise<void> => {
    const discarded = current;
    current = undefined;
    await discarded?.terminate();
  };
  const exchange = async (request: SandboxRequest): Promise<Heard> => {
    if (current !== undefined) return ask(current, request, limits.cpuMs + graceMs);
    const worker = start();
    const greeting = await nextMessage(worker, startMs);
    if (greeting.kind !== "ready") return { kind: "died", detail: `no ready from the worker: ${greeting.kind}` };
    return ask(worker, request, limits.cpuMs + graceMs);
  };

  return {
    async run(request) {
      const heard = await exchange(request);
      if (heard.kind !== "silent" && heard.kind !== "died" && heard.kind !== "ready") return heard;
      log.warn({ reason: heard.kind }, "A script worker is replaced");
      await discard();
      if (heard.kind === "silent") return { kind: "timeout" };
      return {
        kind: "engine-failed",
        detail: heard.kind === "died" ? heard.detail : "the worker answered out of turn",
      };
    },
    close: discard,
  };
}

/** The thread gets no environment variables and does not keep the process alive. */
function startWorker(limits: ScriptLimits): Worker {
  const options = {
    workerData: limits,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: threadHeapMb, stackSizeMb: threadStackMb },
  };
  const worker = import.meta.url.endsWith(".ts")
    ? new Worker(sourceBootstrap(), { ...options, eval: true })
    : new Worker(new URL("./worker.js", import.meta.url), options);
  worker.unref();
  return worker;
}

/** Runs the worker from TypeScript source, in tests and development: Node 20 ignores `--import tsx` in a thread. */
function sourceBootstrap(): string {
  const entry = new URL("./worker.ts", import.meta.url).href;
  return `import("tsx/esm/api").then(({ register }) => { register(); return import("${entry}"); });`;
}

function ask(worker: Worker, request: SandboxRequest, milliseconds: number): Promise<Heard> {
  const heard = nextMessage(worker, milliseconds);
  worker.postMessage(request);
  return heard;
}

/** The next thing that happens to a worker. The timer keeps the process alive meanwhile. */
function nextMessage(worker: Worker, milliseconds: number): Promise<Heard> {
  return new Promise((resolve) => {
    const settle = (heard: Heard): void => {
      clearTimeout(timer);
      worker.off("message", settle).off("error", onError).off("exit", onExit);
      resolve(heard);
    };
    const onError = (cause: unknown): void => settle({ kind: "died", detail: describeError(cause) });
    const onExit = (code: number): void => settle({ kind: "died", detail: `the worker ended with code ${code}` });
    // An answer that waits behind a busy event loop is heard before silence is declared.
    const timer = setTimeout(() => setImmediate(() => settle({ kind: "silent" })), milliseconds);
    worker.on("message", settle).on("error", onError).on("exit", onExit);
  });
}
