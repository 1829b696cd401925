import { errorCode } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import { boundedQueue } from "../../core/queue.ts";
import { scriptErrors } from "../errors.ts";
import { defaultLimits, type ScriptLimits } from "./limits.ts";
import { readReply } from "./reply.ts";
import type { SandboxRequest } from "./sandbox.ts";
import type { ScriptInput, ScriptResult, ScriptSource } from "./script.ts";
import { type WorkerSlot, workerSlot } from "./worker-slot.ts";

export interface ScriptRunner {
  /**
   * Runs a decision script once, in a sandbox that nothing of another run can be seen in.
   *
   * @throws {script.syntax} the source does not parse
   * @throws {script.threw} with the guest's message, line and column as `detail`
   * @throws {script.timeout} beyond `cpuMs`
   * @throws {script.out-of-memory} beyond `memoryBytes`
   * @throws {script.invalid-result} when outcome, action or audit detail have the wrong type, or the result is too large
   * @throws {script.unsupported} naming the API or Java class that is not offered, even if the script caught it
   * @throws {script.busy} when too many runs wait already, or the runner is closed
   * @throws {script.engine-failed} when the engine or its thread died
   */
  run(script: ScriptSource, input: ScriptInput): Promise<ScriptResult>;
  /** Ends all threads; runs under way fail. */
  close(): Promise<void>;
}

export interface ScriptRunnerOptions {
  /** Threads; each runs one script at a time. They start with the first script. */
  readonly workers?: number;
  readonly limits?: Partial<ScriptLimits>;
  readonly log: Logger;
}

/** A pool of sandboxes for the JavaScript of PingAM's Scripted Decision node, evaluator versions 1.0 and 2.0. */
export function createScriptRunner(options: ScriptRunnerOptions): ScriptRunner {
  const limits: ScriptLimits = { ...defaultLimits, ...options.limits };
  const slots = Array.from({ length: options.workers ?? 2 }, () => workerSlot(limits, options.log));
  const idle: WorkerSlot[] = [...slots];
  const queue = boundedQueue({ concurrency: slots.length, waiting: limits.waitingRuns });
  let closed = false;

  const runInIdleSlot = async (request: SandboxRequest) => {
    const slot = idle.pop();
    if (slot === undefined || closed) throw scriptErrors.error("script.busy", { detail: "the runner is closed" });
    try {
      return await slot.run(request);
    } finally {
      idle.push(slot);
    }
  };

  return {
    async run(script, input) {
      const request = requestFor(script, input, limits);
      const reply = await queue
        .run(() => runInIdleSlot(request))
        .catch((cause: unknown) => {
          if (errorCode(cause) !== "core.queue-full") throw cause;
          throw scriptErrors.error("script.busy", { retryAfter: 1, cause });
        });
      return readReply(reply, script);
    },
    async close() {
      closed = true;
      await Promise.all(slots.map((slot) => slot.close()));
    },
  };
}

function requestFor(script: ScriptSource, input: ScriptInput, limits: ScriptLimits): SandboxRequest {
  if (script.source.length > limits.sourceBytes) {
    throw scriptErrors.error("script.syntax", { detail: `longer than ${limits.sourceBytes} characters` });
  }
  const text = JSON.stringify({ ...input, scriptName: script.name, logBytes: limits.logBytes });
  if (text.length > limits.inputBytes) {
    throw scriptErrors.error("script.out-of-memory", { detail: `its input is ${text.length} characters long` });
  }
  return { source: script.source, api: script.api, input: text };
}
