import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { describeError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import type { HostCalls } from "../host/calls.ts";
import { answerLine } from "./host-line.ts";
import type { ScriptLimits } from "./limits.ts";
import type { SandboxReply, SandboxRequest } from "./sandbox.ts";
import type { SandboxApi } from "./script.ts";
import type { WorkerMessage, WorkerStart } from "./worker.ts";

/** One thread with a sandbox: started when first needed, replaced when it dies or does not answer. */
export interface WorkerSlot {
  /** Never rejects. One at a time. */
  run(request: SandboxRequest, calls: HostCalls): Promise<SandboxReply>;
  /** Starts the thread, if there is none. */
  warmUp(): Promise<void>;
  /** Ends the thread; the next run starts another. */
  close(): Promise<void>;
}

/** Starting a thread may take this long on a busy machine. */
const startMs = 15_000;
/** Beyond the guest's own deadline: for native calls that do not look at it, and for opening another sandbox. */
const graceMs = 1000;
const threadHeapMb = 64;
/** Small, so that native recursion ends in an error of this thread before it can fill the C stack inside the sandbox. */
const threadStackMb = 1;

type Heard =
  | Exclude<WorkerMessage, { readonly kind: "call" }>
  | { readonly kind: "silent" }
  | { readonly kind: "died"; readonly detail: string };

/** A thread and the host's end of its line. */
interface Staffed {
  readonly worker: Worker;
  readonly answers: MessagePort;
  readonly flag: SharedArrayBuffer;
}

const noCalls: HostCalls = {
  answer: async () => JSON.stringify({ error: "nobody listens" }),
  redact: (text) => text,
  close: () => undefined,
};

export interface WorkerOptions {
  /** Those that the thread gets ready when it starts. */
  readonly apis: readonly SandboxApi[];
  readonly limits: ScriptLimits;
  readonly log: Logger;
}

export function workerSlot({ apis, limits, log }: WorkerOptions): WorkerSlot {
  let current: Staffed | undefined;

  const start = (): Staffed => {
    const staffed = startWorker(apis, limits);
    const { worker } = staffed;
    worker.on("error", (cause) => log.error({ cause: describeError(cause) }, "A script worker failed"));
    worker.on("exit", () => {
      if (current === staffed) current = undefined;
    });
    current = staffed;
    return staffed;
  };
  const discard = async (): Promise<void> => {
    const discarded = current;
    current = undefined;
    discarded?.answers.close();
    await discarded?.worker.terminate();
  };
  const ready = async (): Promise<Staffed | Heard> => {
    if (current !== undefined) return current;
    const staffed = start();
    const greeting = await converse(staffed, noCalls, startMs);
    return greeting.kind === "ready" ? staffed : { kind: "died", detail: `no ready from the worker: ${greeting.kind}` };
  };
  const exchange = async (request: SandboxRequest, calls: HostCalls): Promise<Heard> => {
    const staffed = await ready();
    if ("kind" in staffed) return staffed;
    const heard = converse(staffed, calls, limits.cpuMs + graceMs);
    staffed.worker.postMessage(request);
    return heard;
  };

  return {
    async warmUp() {
      const staffed = await ready();
      if ("kind" in staffed) await discard();
    },
    async run(request, calls) {
      const heard = await exchange(request, calls);
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
function startWorker(apis: WorkerOptions["apis"], limits: ScriptLimits): Staffed {
  const { port1: answers, port2 } = new MessageChannel();
  const flag = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const workerData: WorkerStart = { apis, limits, line: { flag, answers: port2 } };
  const options = {
    workerData,
    transferList: [port2],
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: threadHeapMb, stackSizeMb: threadStackMb },
  };
  const worker = import.meta.url.endsWith(".ts")
    ? new Worker(sourceBootstrap(), { ...options, eval: true })
    : new Worker(new URL("./worker.js", import.meta.url), options);
  worker.unref();
  answers.unref();
  return { worker, answers, flag };
}

/** Runs the worker from TypeScript source, in tests and development: Node 20 ignores `--import tsx` in a thread. */
function sourceBootstrap(): string {
  const entry = new URL("./worker.ts", import.meta.url).href;
  return `import("tsx/esm/api").then(({ register }) => { register(); return import("${entry}"); });`;
}

/**
 * Answers a worker's calls until it says something else. The time is the worker's own: it stands still while the host works
 * on an answer. The timer keeps the process alive meanwhile.
 */
function converse({ worker, answers, flag }: Staffed, calls: HostCalls, milliseconds: number): Promise<Heard> {
  return new Promise((resolve) => {
    let left = milliseconds;
    let begun = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const settle = (heard: Heard): void => {
      stopTimer();
      calls.close();
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      resolve(heard);
    };
    const startTimer = (): void => {
      begun = performance.now();
      // An answer that waits behind a busy event loop is heard before silence is declared.
      timer = setTimeout(
        () => setImmediate(() => timer !== undefined && settle({ kind: "silent" })),
        Math.max(1, left),
      );
    };
    const stopTimer = (): void => {
      clearTimeout(timer);
      timer = undefined;
    };
    const onMessage = (message: WorkerMessage): void => {
      if (message.kind !== "call") {
        settle(message);
        return;
      }
      stopTimer();
      left -= performance.now() - begun;
      void calls.answer(message.method, message.args).then((text) => {
        answerLine(answers, flag, { id: message.id, text });
        startTimer();
      });
    };
    const onError = (cause: unknown): void => settle({ kind: "died", detail: describeError(cause) });
    const onExit = (code: number): void => settle({ kind: "died", detail: `the worker ended with code ${code}` });
    startTimer();
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
  });
}
