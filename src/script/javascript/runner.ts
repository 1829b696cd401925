import type { Logger } from "../../core/log.ts";
import { scriptErrors } from "../errors.ts";
import { type HostCalls, hostCalls } from "../host/calls.ts";
import type { ScriptPorts } from "../host/ports.ts";
import { defaultLimits, type ScriptLimits } from "./limits.ts";
import { scriptPool } from "./pool.ts";
import type { SandboxRequest } from "./sandbox.ts";
import type { ScriptInput, ScriptResult, ScriptSource } from "./script.ts";
import { runInTwoParts } from "./suspended-run.ts";

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
   * @throws {script.host-limit} when it called the host more often, or waited for it longer, than it may
   * @throws {script.busy} when too many runs wait already, or the runner is closed
   * @throws {script.engine-failed} when the engine or its thread died
   */
  run(script: ScriptSource, input: ScriptInput, ports?: ScriptPorts): Promise<ScriptResult>;
  /** Starts the threads that the first scripts would otherwise wait for. */
  warmUp(): Promise<void>;
  /** Ends all threads; runs under way fail. */
  close(): Promise<void>;
}

export interface ScriptRunnerOptions {
  /** Threads, by default 6; each runs one script at a time. They start when they are needed. */
  readonly workers?: number;
  readonly limits?: Partial<ScriptLimits>;
  readonly log: Logger;
}

/** Scripts mostly wait, for each other and for hosts they call, so there may be more threads than processors. */
const defaultWorkers = 6;

/** A pool of sandboxes for the JavaScript of PingAM's Scripted Decision node, evaluator versions 1.0 and 2.0. */
export function createScriptRunner({ workers = defaultWorkers, log, ...options }: ScriptRunnerOptions): ScriptRunner {
  const limits: ScriptLimits = { ...defaultLimits, ...options.limits };
  const pool = scriptPool({ workers, apis: ["next-gen", "legacy"], limits, log });

  return {
    async run(script, input, ports = {}) {
      const request = requestFor(script, input, limits);
      let redact: HostCalls["redact"] = (text) => text;
      const result = await runInTwoParts(script, limits.suspendMs, (methods) => {
        const calls = hostCalls(ports, limits, methods, log);
        redact = calls.redact;
        return pool.run(script.id, request, calls);
      });
      return redacted(result, redact);
    },
    warmUp: () => pool.warmUp(),
    close: () => pool.close(),
  };
}

/** A script may log a secret that it was given; the log is kept. */
function redacted(result: ScriptResult, redact: HostCalls["redact"]): ScriptResult {
  return { ...result, logs: result.logs.map(({ level, message }) => ({ level, message: redact(message) })) };
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
