import type { JsonObject } from "../../../src/core/json.ts";
import { readStep, type Step } from "../step.ts";

/** Type, outputs, and the names of the inputs with their values. */
export type GivenCallback = readonly [type: string, output: JsonObject, input?: JsonObject];

/** A step of these callbacks. */
export function stepOf(...callbacks: readonly GivenCallback[]): Step {
  const pairs = (values: JsonObject) => Object.entries(values).map(([name, value]) => ({ name, value }));
  const wire = callbacks.map(([type, output, input = {}]) => ({ type, output: pairs(output), input: pairs(input) }));
  const step = readStep({ authId: "a", callbacks: wire });
  if (step === undefined) throw new Error("no step");
  return step;
}
