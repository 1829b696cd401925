import type { Json } from "../../src/core/json.ts";
import { type Callback, type InputValues, outputText, type Step } from "./step.ts";

/** What a person typed into a journey, kept for when it must begin again: never passwords, codes and answers to secrets. */
export type Typed = ReadonlyMap<string, Json>;

const safeTypes: ReadonlySet<string> = new Set([
  "NameCallback",
  "ValidatedCreateUsernameCallback",
  "StringAttributeInputCallback",
  "NumberAttributeInputCallback",
]);
/** A name callback also asks for one-time codes: only its prompt tells. */
const secretPrompt = /\b(?:codes?|one[- ]time|otp|pin|pass(?:word|phrase|code)?|secret|token)\b/i;

export function withTyped(typed: Typed, step: Step, values: InputValues): Typed {
  const added = step.callbacks.filter(isSafe).flatMap((callback) => {
    const value = values.get(callback.inputs[0]?.name ?? "");
    return value === undefined || value === "" ? [] : [[keyOf(callback), value] as const];
  });
  return new Map([...typed, ...added]);
}

/** The step with what was typed before in its inputs, where it asks for the same again and suggests nothing itself. */
export function prefilled(step: Step, typed: Typed): Step {
  const callbacks = step.callbacks.map((callback) => {
    const [first, ...others] = callback.inputs;
    const value = isSafe(callback) ? typed.get(keyOf(callback)) : undefined;
    if (value === undefined || first === undefined || first.value !== "") return callback;
    return { ...callback, inputs: [{ ...first, value }, ...others] };
  });
  return { ...step, callbacks };
}

function isSafe(callback: Callback): boolean {
  return safeTypes.has(callback.type) && !secretPrompt.test(outputText(callback, "prompt"));
}

function keyOf(callback: Callback): string {
  return `${callback.type} ${outputText(callback, "name") || outputText(callback, "prompt")}`;
}
