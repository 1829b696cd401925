import { z } from "zod";
import type { SallyportError } from "../../core/errors.ts";
import { isJson, type Json } from "../../core/json.ts";
import { scriptErrors } from "../errors.ts";
import type { SandboxReply } from "./sandbox.ts";
import type { ScriptResult, ScriptSource } from "./script.ts";

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
]);

const scriptResult = z.strictObject({
  outcome: text.nullable(),
  stateChanges: z.array(stateChange),
  sessionProperties: z.record(text, text.nullable()),
  callbacks: z.array(z.strictObject({ type: text, output: z.array(field), inputs: z.array(field) })),
  logs: z.array(z.strictObject({ level: z.enum(["trace", "debug", "info", "warn", "error"]), message: text })),
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
});

const failure = z.strictObject({
  code: z.enum(["threw", "syntax", "unsupported", "invalid-result", "out-of-memory"]),
  message: text,
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});

const guestReply = z.union([z.strictObject({ result: scriptResult }), z.strictObject({ failure })]);

/** @throws {script.syntax} and every other code of `scriptErrors` besides `script.busy` */
export function readReply(reply: SandboxReply, script: ScriptSource): ScriptResult {
  if (reply.kind !== "text") throw hostFailure(reply, script);
  const document = parseGuestText(reply.text, script);
  if (!isJson(document, deepest)) throw invalidResult(script, `nested deeper than ${deepest} levels`);
  const parsed = guestReply.safeParse(document);
  if (!parsed.success) throw invalidResult(script, z.prettifyError(parsed.error));
  if ("failure" in parsed.data) throw guestFailure(parsed.data.failure, script);
  return parsed.data.result;
}

function parseGuestText(guestText: string, script: ScriptSource): Json {
  try {
    return JSON.parse(guestText, refusePrototype);
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

function guestFailure(failed: z.output<typeof failure>, script: ScriptSource): SallyportError {
  const place = failed.line === undefined ? "" : ` (line ${failed.line}, column ${failed.column ?? 0})`;
  const detail = about(script, `${failed.message.slice(0, 1000)}${place}`);
  if (failed.code !== "unsupported") return scriptErrors.error(`script.${failed.code}`, { detail });
  const api = failed.message.replaceAll(/[^\w.$]/g, "?").slice(0, 100);
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
