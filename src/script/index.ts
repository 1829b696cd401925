/** Sandboxes for scripts that people bring along. Decision scripts are JavaScript and run in QuickJS. */
export type { ScriptLimits } from "./javascript/limits.ts";
export { createScriptRunner, type ScriptRunner, type ScriptRunnerOptions } from "./javascript/runner.ts";
export type {
  ScriptApi,
  ScriptCallback,
  ScriptCallbackAnswer,
  ScriptField,
  ScriptInput,
  ScriptLogEntry,
  ScriptResult,
  ScriptSource,
  StateChange,
} from "./javascript/script.ts";
