/** Sandboxes for scripts that people bring along. Decision scripts are JavaScript and run in QuickJS. */
export { createScriptHttp, type ScriptHttp, type ScriptHttpOptions } from "./host/http.ts";
export type { ScriptIdentities, ScriptPorts } from "./host/ports.ts";
export {
  checkGatewayScript,
  createGatewaySandbox,
  type GatewayMethods,
  type GatewaySandbox,
} from "./javascript/gateway.ts";
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
  ScriptSuspension,
  StateChange,
} from "./javascript/script.ts";
