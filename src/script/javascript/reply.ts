import { z } from "zod";
import type { SallyportError } from "../../core/errors.ts";
import { isJson, type Json } from "../../core/json.ts";
import { scriptErrors } from "../errors.ts";
import { formatMessage } from "../host/message-format.ts";
import type { SandboxReply } from "./sandbox.ts";
import type { ScriptResult, ScriptSource, ScriptSuspension } from "./script.ts";

/** Reads what a sandbox replied. The text was made by the guest, so it is parsed, measured and validated like a request. */

const deepest = 64;
/** Any value that is there: everything comes from JSON text whose depth was measured already. */
const json = z.custom<Json>((value) => value !== undefined);
const text = z.string();
const field = z.strictObject({ name: text, value: json });
const minutes = z.number().int().nonnegative();

const stateChange = z.union([
  z.strictObject({ state: z.enum(["shared", "transient"]), key: text, change: z.literal("set"), value: json }),
  z.strictObject({ state: z.literal("all"), key: text, change: z.literal("remove") }),
  z.strictObject({ state: z.enum(["shared", "transient"]), change: z.literal("replace"), value: z.record(text, json) }),
]);

const logs = z.array(z.strictObject({ level: z.enum(["trace", "debug", "info", "warn", "error"]), message: text }));

const scriptResult = z.strictObject({
  outcome: text.nullable(),
  stateChanges: z.array(stateChange),
  sessionProperties: z.record(text, text.nullable()),
  callbacks: z.array(z.strictObject({ type: text, output: z.array(field), inputs: z.array(field) })),
  logs,
  auditEntryDetail: json,
  errorMessage: text.optional(),
  lockoutMessage: text.optional(),
  header: text.optional(),
  description: text.optional(),
  stage: text.optional(),
  identifiedUser: text.optional(),
  universalId: text.optional(),
  maxSessionTime: minutes.optional(),
  maxIdleTime: minutes.optional(),
  maxTreeDuration: minutes.optional(),
  logoutWebhook: text.optional(),
  suspension: z
    .strictObject({
      message: text,
      placeholder: text.min(1).optional(),
      handler: z.boolean(),
      minutes: minutes.min(1).optional(),
    })
    .optional(),
  variables: z.record(text, json).optional(),
});

const failure = z.strictObject({
  code: z.enum(["threw", "syntax", "unsupported", "invalid-result", "out-of-memory", "host-limit"]),
  message: text,
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});

/** A result as the guest tells it: that its handler waits is a flag. */
export type GuestResult = z.output<typeof scriptResult>;

const failed = z.strictObject({ failure });
const resultReply = z.union([z.strictObject({ result: scriptResult }), failed]);
const deliveryReply = z.union([z.strictObject({ suspended: z.literal(true) }), failed]);

/** @throws {script.syntax} and every other code of `scriptErrors` besides `script.busy` */
export function readReply(reply: SandboxReply, script: ScriptSource): GuestResult {
  const said = parseReply(resultReply, documentOf(reply, script), script);
  if ("failure" in said) throw guestFailure(said.failure, script);
  return said.result;
}

/** Whether a script's handler took its link. @throws as {@link readReply} */
export function readDelivery(reply: SandboxReply, script: ScriptSource): void {
  const said = parseReply(deliveryReply, documentOf(reply, script), script);
  if ("failure" in said) throw guestFailure(said.failure, script);
}

/** The result of a script that waits for its link; it came as the argument of a call. @throws {script.invalid-result} */
export function readSuspendedResult(result: Json, script: ScriptSource): GuestResult {
  return readReply({ kind: "text", text: JSON.stringify({ result }) }, script);
}

/** What a caller sees of a guest's result. */
export function resultOf({ suspension, ...result }: GuestResult, deliver?: ScriptSuspension["deliver"]): ScriptResult {
  if (suspension === undefined) return result;
  const { message, placeholder, minutes: duration } = suspension;
  const shown = (resumeUri: string): string =>
    placeholder === undefined ? formatMessage(message, resumeUri) : fill(message, placeholder, resumeUri);
  return {
    ...result,
    suspension: {
      message: shown,
      ...(duration === undefined ? {} : { minutes: duration }),
      ...(deliver === undefined ? {} : { deliver }),
    },
  };
}

/** A script may have put the link into a parameter of another one. */
function fill(message: string, placeholder: string, resumeUri: string): string {
  return message
    .replaceAll(placeholder, () => resumeUri)
    .replaceAll(encodeURIComponent(placeholder), () => encodeURIComponent(resumeUri));
}

function parseReply<Said>(schema: z.ZodType<Said>, document: Json, script: ScriptSource): Said {
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw invalidResult(script, z.prettifyError(parsed.error));
  return parsed.data;
}

function documentOf(reply: SandboxReply, script: ScriptSource): Json {
  if (reply.kind !== "text") throw hostFailure(reply, script);
  const document = parseGuestText(reply.text, script);
  if (!isJson(document, deepest)) throw invalidResult(script, `nested deeper than ${deepest} levels`);
  return document;
}

function parseGuestText(guestText: string, script: ScriptSource): Json {
  try {
    // Only a text that spells the key out, or hides letters in escapes, can hold it; a function for every key costs.
    return /__proto__|\\u/.test(guestText) ? JSON.parse(guestText, refusePrototype) : JSON.parse(guestText);
  } catch (cause) {
    throw invalidResult(script, "not JSON that can be used", cause);
  }
}

/** A key that would change an object's prototype when somebody copies it by assignment. */
function refusePrototype(key: string, value: unknown): unknown {
  if (key === "__proto__") throw new TypeError('the key "__proto__" is not allowed');
  return value;
}

function hostFailure(reply: Exclude<SandboxReply, { kind: "text" }>, script: ScriptSource): SallyportError {
  if (reply.kind === "timeout") return scriptErrors.error("script.timeout", { detail: nameOf(script) });
  if (reply.kind === "stack-overflow")
    return scriptErrors.error("script.threw", { detail: about(script, "stack overflow") });
  if (reply.kind === "oversized") return invalidResult(script, "larger than allowed");
  if (reply.kind === "engine-failed")
    return scriptErrors.error("script.engine-failed", { detail: about(script, reply.detail) });
  return invalidResult(script, "the script broke what its result is made with");
}

function guestFailure(said: z.output<typeof failure>, script: ScriptSource): SallyportError {
  const place = said.line === undefined ? "" : ` (line ${said.line}, column ${said.column ?? 0})`;
  const detail = about(script, `${said.message.slice(0, 1000)}${place}`);
  if (said.code !== "unsupported") return scriptErrors.error(`script.${said.code}`, { detail });
  const api = said.message.replaceAll(/[^\w.$]/g, "?").slice(0, 100);
  return scriptErrors.error("script.unsupported", { message: `Scripts cannot use ${api} here.`, detail });
}

function invalidResult(script: ScriptSource, reason: string, cause?: unknown): SallyportError {
  return scriptErrors.error("script.invalid-result", { detail: about(script, reason.slice(0, 1000)), cause });
}

function about(script: ScriptSource, what: string): string {
  return `${nameOf(script)}: ${what}`;
}

function nameOf(script: ScriptSource): string {
  return `script "${script.name}" (${script.id})`;
}
