import { z } from "zod";
import type { Json, JsonObject } from "../../core/json.ts";
import { jsonSchema } from "../../core/json-schema.ts";
import { type Action, type Answer, type Effects, goTo, type NodeContext, send, suspend } from "../../journey/index.ts";
import type { ScriptCallbackAnswer, ScriptField, ScriptInput, ScriptResult, ScriptSource } from "../../script/index.ts";
import { universalId } from "../../users/index.ts";
import { nodeErrors } from "../errors.ts";
import type { NodeServices } from "../services.ts";
import { applyChanges } from "./apply-changes.ts";
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
  const { scripts, scriptPorts } = context.services;
  const result = await scripts.run(scriptOf(context), inputOf(context), scriptPorts?.(context.realm) ?? {});
  applyChanges(context.state, result.stateChanges);
  const effects = { ...effectsOf(result), ...identify(context, result) };
  if (result.suspension !== undefined) return suspend(result.suspension, effects);
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
  checkOutputs(context);
  return goTo(outcome, effects);
}

/** The script of the node. @throws {nodes.script-missing} */
export function scriptOf({ config, realm, services }: Context): ScriptSource {
  const file = services.script(realm, config.script);
  if (file === undefined) throw nodeErrors.error("nodes.script-missing", { detail: `script ${config.script}` });
  const { id, name, source, evaluatorVersion, language } = file;
  if (language.toUpperCase() !== "JAVASCRIPT") {
    throw nodeErrors.error("nodes.script-missing", {
      detail: `script "${name}" (${id}) is ${language}, not JavaScript`,
    });
  }
  return { id, name, source, api: evaluatorVersion === "2.0" ? "next-gen" : "legacy" };
}

/** What the script may see. */
export function inputOf({ config, state, request, realm, answers, memory, resumed, services }: Context): ScriptInput {
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
    resumedFromSuspend: resumed,
    ...(config.outputs.includes("*") ? {} : { outputs: config.outputs }),
    callbacks: (answers ?? []).map((answer, index) => toScriptAnswer(answer, sent[index] ?? [])),
  };
}

function toScriptAnswer({ type, values }: Answer, output: readonly ScriptField[]): ScriptCallbackAnswer {
  return { type, value: values[""] ?? { ...values }, values: { ...values }, output };
}

function outputJson(output: readonly ScriptField[]): Json {
  return output.map(({ name, value }) => ({ name, value }));
}

function checkOutputs({ config, state }: Context): void {
  const missing = config.outputs.filter((key) => key !== "*" && !state.isDefined(key));
  if (missing.length === 0) return;
  const detail = `Script did not provide all declared outputs: ${missing.join(", ")}`;
  throw nodeErrors.error("nodes.script-outputs-missing", { detail });
}

/** A script may name the user; only one who exists and is active in the realm becomes the session's user. */
function identify({ realm, services }: Context, result: ScriptResult): Effects {
  const named = result.identifiedUser ?? usernameIn(result.universalId, realm);
  if (named === undefined) return {};
  const user = services.users.find(realm, named);
  if (user === null || !user.active) {
    return { logs: [...logLines(result), "warn: the user that the script identified is unknown or inactive"] };
  }
  return { identifiedUser: { username: user.username, universalId: universalId(realm, user.username) } };
}

/** The user name of a universal id of this realm. */
function usernameIn(id: string | undefined, realm: string): string | undefined {
  const name = /^id=([^,]+),/.exec(id ?? "")?.[1];
  return name !== undefined && universalId(realm, name) === id ? name : undefined;
}

/** What the script logged, for the trace. */
export function logLines({ logs, auditEntryDetail }: ScriptResult): string[] {
  const lines = logs.map(({ level, message }) => `${level}: ${message}`);
  if (auditEntryDetail === null) return lines;
  const audit = typeof auditEntryDetail === "string" ? { auditInfo: auditEntryDetail } : auditEntryDetail;
  return [...lines, `audit: ${JSON.stringify(audit)}`];
}

function effectsOf(result: ScriptResult): Effects {
  const { header, description, stage, errorMessage, lockoutMessage, logoutWebhook, sessionProperties } = result;
  const { maxSessionTime, maxIdleTime, maxTreeDuration } = result;
  return {
    sessionProperties,
    logs: logLines(result),
    ...(header === undefined ? {} : { header }),
    ...(description === undefined ? {} : { description }),
    ...(stage === undefined ? {} : { stage }),
    ...(errorMessage === undefined ? {} : { errorMessage }),
    ...(lockoutMessage === undefined ? {} : { lockoutMessage }),
    ...(logoutWebhook === undefined ? {} : { logoutWebhook }),
    ...(maxSessionTime === undefined ? {} : { maxSessionTime }),
    ...(maxIdleTime === undefined ? {} : { maxIdleTime }),
    ...(maxTreeDuration === undefined ? {} : { maxTreeDuration }),
  };
}
