import { z } from "zod";
import type { Json, JsonObject } from "../../core/json.ts";
import { jsonSchema } from "../../core/json-schema.ts";
import {
  type Action,
  type Answer,
  type Effects,
  goTo,
  type NodeContext,
  type NodeState,
  send,
} from "../../journey/index.ts";
import type { ScriptCallbackAnswer, ScriptField, ScriptInput, ScriptResult, ScriptSource } from "../../script/index.ts";
import { universalId } from "../../users/index.ts";
import { nodeErrors } from "../errors.ts";
import type { NodeServices } from "../services.ts";
import type { ScriptedDecisionConfig } from "./config.ts";

/** What the script's callbacks told the client, which scripts may ask for again beside the answers. */
const memorySchema = z.object({
  sent: z.array(z.array(z.object({ name: z.string(), value: jsonSchema }))).default([]),
});

type Context = NodeContext<ScriptedDecisionConfig, NodeServices>;

/**
 * Runs the node's script and does what it asks (facts: "Scripted Decision: common rules").
 *
 * @throws {nodes.script-missing}, {nodes.script-outcome}, {nodes.script-outputs-missing} and the sandbox's errors
 */
export async function runScriptedDecision(context: Context): Promise<Action> {
  const result = await context.services.scripts.run(scriptOf(context), inputOf(context));
  applyChanges(context, result);
  checkOutputs(context);
  const effects = { ...effectsOf(result), ...identify(context, result) };
  if (result.callbacks.length > 0) {
    const callbacks = result.callbacks.map(({ type, output, inputs }) => ({
      type,
      output,
      inputs: inputs.map(({ name, value }) => ({ suffix: name, value })),
    }));
    return send(callbacks, { ...effects, memory: { sent: callbacks.map(({ output }) => outputJson(output)) } });
  }
  const { outcome } = result;
  if (outcome === null || !context.config.outcomes.includes(outcome)) {
    const detail =
      outcome === null ? "Script must set 'outcome' to a string." : `Invalid outcome from script, '${outcome}'`;
    throw nodeErrors.error("nodes.script-outcome", { detail });
  }
  return goTo(outcome, effects);
}

function scriptOf({ config, realm, services }: Context): ScriptSource {
  const file = services.script(realm, config.script);
  if (file === undefined) throw nodeErrors.error("nodes.script-missing", { detail: `script ${config.script}` });
  const { id, name, source, evaluatorVersion } = file;
  return { id, name, source, api: evaluatorVersion === "2.0" ? "next-gen" : "legacy" };
}

function inputOf({ config, state, request, realm, answers, memory, services }: Context): ScriptInput {
  const { sent } = memorySchema.parse(memory);
  const visible = (object: JsonObject): JsonObject =>
    config.inputs.includes("*")
      ? object
      : Object.fromEntries(Object.entries(object).filter(([key]) => config.inputs.includes(key)));
  return {
    sharedState: visible(state.snapshot("shared")),
    transientState: visible(state.snapshot("transient")),
    secureState: visible(state.snapshot("secure")),
    requestHeaders: Object.fromEntries(request.headers),
    requestParameters: Object.fromEntries(request.parameters),
    requestCookies: Object.fromEntries(request.cookies),
    existingSession: request.existingSession,
    realm,
    cookieName: services.cookieName(realm),
    resumedFromSuspend: false,
    callbacks: (answers ?? []).map((answer, index) => toScriptAnswer(answer, sent[index] ?? [])),
  };
}

function toScriptAnswer({ type, values }: Answer, output: readonly ScriptField[]): ScriptCallbackAnswer {
  return { type, value: values[""] ?? values, output };
}

function outputJson(output: readonly ScriptField[]): Json {
  return output.map(({ name, value }) => ({ name, value }));
}

function applyChanges({ state }: Context, { stateChanges }: ScriptResult): void {
  for (const change of stateChanges) {
    if (change.change === "remove") state.remove(change.key);
    else if (change.state === "shared") putIfNew(state, "shared", change.key, change.value);
    else putIfNew(state, "transient", change.key, change.value);
  }
}

/** Legacy scripts put every key back; only what really changed is worth a line in the trace. */
function putIfNew(state: NodeState, kind: "shared" | "transient", key: string, value: Json): void {
  if (JSON.stringify(state.snapshot(kind)[key]) === JSON.stringify(value)) return;
  if (kind === "shared") state.putShared(key, value);
  else state.putTransient(key, value);
}

function checkOutputs({ config, state }: Context): void {
  const missing = config.outputs.filter((key) => key !== "*" && !state.isDefined(key));
  if (missing.length === 0) return;
  const detail = `Script did not provide all declared outputs: ${missing.join(", ")}`;
  throw nodeErrors.error("nodes.script-outputs-missing", { detail });
}

/** A script may name the user; only one who exists and is active in the realm becomes the session's user. */
function identify({ realm, services }: Context, result: ScriptResult): Effects {
  if (result.identifiedUser === undefined) return {};
  const user = services.users.find(realm, result.identifiedUser);
  if (user === null || !user.active) return {};
  return { identifiedUser: { username: user.username, universalId: universalId(realm, user.username) } };
}

function effectsOf(result: ScriptResult): Effects {
  const { header, description, stage, errorMessage, maxSessionTime, maxIdleTime, sessionProperties, logs } = result;
  return {
    sessionProperties,
    logs: logs.map(({ level, message }) => `${level}: ${message}`),
    ...(header === undefined ? {} : { header }),
    ...(description === undefined ? {} : { description }),
    ...(stage === undefined ? {} : { stage }),
    ...(errorMessage === undefined ? {} : { errorMessage }),
    ...(maxSessionTime === undefined ? {} : { maxSessionTime }),
    ...(maxIdleTime === undefined ? {} : { maxIdleTime }),
  };
}
