import { Script } from "node:vm";
import { describeError } from "../../core/errors.ts";
import { isJson, isJsonObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Logger } from "../../core/log.ts";
import { scriptErrors } from "../errors.ts";
import type { HostCalls } from "../host/calls.ts";
import { defaultLimits, type ScriptLimits } from "./limits.ts";
import { scriptPool } from "./pool.ts";
import type { SandboxReply } from "./sandbox.ts";

/** What a gateway script may ask of the host; the script stands still until the answer is there. */
export type GatewayMethods = ReadonlyMap<string, (args: readonly Json[]) => Promise<Json>>;

/** The sandboxes of gateway scripts in JavaScript. */
export interface GatewaySandbox {
  /**
   * Runs a script once, in a runtime of its own. What it answers is JSON of the guest's making: to be parsed with a schema.
   *
   * @param input what its bindings are made from
   * @throws {script.timeout} {script.out-of-memory} {script.busy} {script.engine-failed} {script.invalid-result}
   */
  run(script: { id: string; source: string }, input: JsonObject, methods: GatewayMethods): Promise<JsonObject>;
  close(): Promise<void>;
}

export interface GatewaySandboxOptions {
  /** Threads. A script that waits for the application holds one. */
  readonly workers?: number;
  readonly limits?: Partial<ScriptLimits>;
  readonly log: Logger;
}

const defaultWorkers = 16;
/** One script may hold half of the threads, so this many runs of it may wait. */
const waitingRuns = 512;

export function createGatewaySandbox({
  workers = defaultWorkers,
  log,
  ...options
}: GatewaySandboxOptions): GatewaySandbox {
  const limits: ScriptLimits = {
    ...defaultLimits,
    ioMs: 60_000,
    waitingRuns,
    resultBytes: 2 * 1024 * 1024,
    ...options.limits,
  };
  const pool = scriptPool({ workers, apis: ["gateway"], limits, log });
  return {
    async run({ id, source }, input, methods) {
      const text = JSON.stringify({ ...input, ...wrapping(source), logBytes: limits.logBytes });
      if (text.length > limits.inputBytes)
        throw scriptErrors.error("script.out-of-memory", { detail: "its input is too large" });
      const reply = await pool.run(
        id,
        { source: wrapped(source), api: "gateway", input: text },
        callsTo(methods, limits, log),
      );
      return answerOf(reply);
    },
    close: () => pool.close(),
  };
}

/**
 * A script is the body of a function. One that never awaits is no async function, so that the promise which it returns is
 * seen as what it is: `return next.handle(context, request)` then holds no thread while the application works.
 */
function wrapped(source: string): string {
  return `${opening(source)}${source}\n})()`;
}

function opening(source: string): string {
  return /\bawait\b/.test(source) ? "(async () => {" : "(() => {";
}

function wrapping(source: string): JsonObject {
  return { columnOffset: opening(source).length };
}

/**
 * Parses a script without running it.
 *
 * @throws {script.syntax} with file, line and column as `detail`
 */
export function checkGatewayScript(name: string, source: string): void {
  try {
    new Script(wrapped(source), { filename: "script" });
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    const [, line = "1", marks = ""] = /^script:(\d+)\n.*\n( *)\^/.exec(problem.stack ?? "") ?? [];
    const column = marks.length + 1 - (line === "1" ? opening(source).length : 0);
    const detail = `${name}: line ${line}, column ${Math.max(1, column)}: ${problem.message}`;
    throw scriptErrors.error("script.syntax", { detail, cause: problem });
  }
}

function callsTo(methods: GatewayMethods, limits: ScriptLimits, log: Logger): HostCalls {
  let calls = 0;
  return {
    async answer(name, args) {
      calls += 1;
      const method = methods.get(name);
      const parsed: unknown = JSON.parse(args);
      if (calls > limits.hostCalls)
        return failure("host-limit", `more than ${limits.hostCalls} calls out of the sandbox`);
      if (method === undefined || !Array.isArray(parsed) || !isJson(parsed)) return failure("unsupported", name);
      try {
        return JSON.stringify({ value: await method(parsed) });
      } catch (problem) {
        log.debug({ method: name, cause: describeError(problem) }, "a call of a script failed");
        return JSON.stringify({ error: "the call failed" });
      }
    },
    redact: (line) => line,
    close: () => undefined,
  };
}

function failure(code: string, message: string): string {
  return JSON.stringify({ failure: { code, message } });
}

function answerOf(reply: SandboxReply): JsonObject {
  if (reply.kind === "timeout") throw scriptErrors.error("script.timeout");
  if (reply.kind === "stack-overflow") throw scriptErrors.error("script.threw", { detail: "stack overflow" });
  if (reply.kind === "engine-failed") throw scriptErrors.error("script.engine-failed", { detail: reply.detail });
  if (reply.kind !== "text")
    throw scriptErrors.error("script.invalid-result", { detail: `its answer is ${reply.kind}` });
  const answer: unknown = JSON.parse(reply.text);
  if (isJsonObject(answer) && isJson(answer)) return answer;
  throw scriptErrors.error("script.invalid-result", { detail: "its answer is no object" });
}
