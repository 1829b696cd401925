import { z } from "zod";
import type { Json, JsonObject } from "../core/json.ts";
import type { Callback, Answer as CallbackAnswer, StepResult, SuspendedResult } from "../journey/index.ts";
import { amErrors } from "./errors.ts";

/** Steps on the wire (facts: "step response", "Callback wire shapes"). */

/** The body of an authenticate request. Open, because the SDKs send back all they have, and more. */
export const authenticateBody = z.object({
  authId: z.string().max(8192).optional(),
  callbacks: z
    .array(
      z.object({
        type: z.string().max(128),
        input: z
          .array(z.object({ name: z.string().max(256), value: z.unknown() }))
          .max(32)
          .optional(),
      }),
    )
    .max(256)
    .optional(),
});

export type WireCallbacks = NonNullable<z.output<typeof authenticateBody>["callbacks"]>;
type WireInput = NonNullable<WireCallbacks[number]["input"]>[number];

export function stepBody(authId: string, result: StepResult | SuspendedResult): JsonObject {
  return {
    authId,
    callbacks: result.execution.pending.map(callbackBody),
    ...(result.stage ? { stage: result.stage } : {}),
    ...(result.header ? { header: result.header } : {}),
    ...(result.description ? { description: result.description } : {}),
  };
}

function callbackBody(callback: Callback, index: number): JsonObject {
  const { type, inputs, id } = callback;
  const output = callback.output.map(({ name, value }) => ({ name, value }));
  const input = inputs.map(({ suffix, value }) => ({ name: inputName(index, suffix), value }));
  const _id = id === undefined ? {} : { _id: id };
  return input.length === 0 ? { type, output, ..._id } : { type, output, input, ..._id };
}

/** Output-only callbacks count as well: the input after one of them is `IDToken2`. */
function inputName(index: number, suffix: string): string {
  return `IDToken${index + 1}${suffix}`;
}

/**
 * Matches what a client sent with what the step asked for.
 *
 * @throws {am.callback-count}, {am.callback-type}, {am.callback-input}
 */
export function readAnswers(pending: readonly Callback[], sent: WireCallbacks | undefined): readonly CallbackAnswer[] {
  const [only, another] = pending;
  // After a redirect the client comes back with parameters of the address, and no callbacks.
  if (only?.type === "RedirectCallback" && another === undefined) return [{ type: only.type, values: {} }];
  const callbacks = sent ?? [];
  if (callbacks.length !== pending.length) throw amErrors.error("am.callback-count");
  return pending.map((callback, index) => {
    const { type, input = [] } = callbacks[index] ?? { type: "" };
    if (type !== callback.type) throw amErrors.error("am.callback-type", { detail: `position ${index + 1}` });
    const values = callback.inputs.map(({ suffix, value }) => {
      const name = inputName(index, suffix);
      return [suffix, readInput(name, input, value)] as const;
    });
    return { type, values: Object.fromEntries(values) };
  });
}

function readInput(name: string, sent: readonly WireInput[], initial: Json): Json {
  const value = sent.find((input) => input.name === name)?.value;
  const read = coerce(value, initial);
  if (read === undefined) throw amErrors.error("am.callback-input", { detail: name });
  return read;
}

/** The answer in the kind that the initial value shows; numbers and booleans may come as text, as browsers send them. */
function coerce(value: unknown, initial: Json): Json | undefined {
  if (typeof initial === "number") {
    const number = typeof value === "string" && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : value;
    return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
  }
  if (typeof initial === "boolean") {
    if (value === "true" || value === "false") return value === "true";
    return typeof value === "boolean" ? value : undefined;
  }
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : undefined;
}
