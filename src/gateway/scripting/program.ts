import type { Json } from "../../core/json.ts";
import type { Exchange } from "../http/exchange.ts";
import type { ScriptRequest, ScriptResponse } from "./message.ts";
import type { ScriptLog } from "./script-log.ts";

/** What one run of a script gets, in either language. */
export interface ScriptRun {
  readonly exchange: Exchange;
  /** The rest of the chain, or null for a handler. A request that is not the exchange's takes its place. */
  readonly next: ((request: ScriptRequest) => Promise<ScriptResponse>) | null;
  /** Whether a second `next` in one run really runs (compatibility.scriptErrors). */
  readonly again: boolean;
  readonly http: (request: ScriptRequest) => Promise<ScriptResponse>;
  readonly log: ScriptLog;
}

/** A script, compiled. */
export interface ScriptProgram {
  /** Whether the request's body must be in memory before it runs. */
  readonly readsRequest: boolean;
  /** Whether bodies of responses must be in memory before it sees them. */
  readonly readsResponse: boolean;
  /**
   * Runs it, and waits for the promise that it may answer.
   *
   * @throws ScriptFailure for whatever the script did wrong
   */
  run(run: ScriptRun): Promise<ScriptResponse>;
}

/** Variables that `args` and the heap's properties give a script. */
export type ScriptVariables = ReadonlyMap<string, Json>;

/** Names that scripts find bound; nothing that a configuration names may hide one of them. */
export const bindingNames: ReadonlySet<string> = new Set([
  "attributes",
  "context",
  "contexts",
  "globals",
  "http",
  "logger",
  "next",
  "request",
  "response",
  "session",
]);

/** What a script did wrong, in words for its author. */
export class ScriptFailure extends Error {
  readonly line: number | undefined;
  /** False when the promise that the script answered failed: the script itself had ended well. */
  readonly thrown: boolean;

  constructor(message: string, options: { line?: number | undefined; thrown: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.line = options.line;
    this.thrown = options.thrown;
  }
}
