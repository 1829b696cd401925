import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";

/** One question of a journey. */
export interface Step {
  readonly callbacks: readonly Callback[];
  readonly header: string;
  readonly description: string;
  readonly stage: string;
  /** The whole step as it came: {@link filledStep} sends all of it back. */
  readonly body: JsonObject;
}

/** One part of a step: something to show (`output`), something to fill in (`inputs`), or both. */
export interface Callback {
  readonly type: string;
  readonly output: ReadonlyMap<string, Json>;
  readonly inputs: readonly CallbackInput[];
}

interface CallbackInput {
  readonly name: string;
  readonly value: Json;
}

/** What the person filled in, by input name (`IDToken1`). */
export type InputValues = ReadonlyMap<string, Json>;

/** Reads a step; `undefined` when the body is none, that is, has no `authId`. */
export function readStep(body: JsonObject): Step | undefined {
  if (typeof body.authId !== "string") return undefined;
  return {
    callbacks: objects(body.callbacks).map(readCallback),
    header: textOf(body.header),
    description: textOf(body.description),
    stage: textOf(body.stage),
    body,
  };
}

/** The body that answers a step: all of it, with the given inputs filled and the others as they were. */
export function filledStep(step: Step, values: InputValues): JsonObject {
  const filled = (input: JsonObject): JsonObject => {
    const value = values.get(textOf(input.name));
    return value === undefined ? input : { ...input, value };
  };
  const callbacks = objects(step.body.callbacks).map((callback) =>
    callback.input === undefined ? callback : { ...callback, input: objects(callback.input).map(filled) },
  );
  return { ...step.body, callbacks };
}

/** Whether two steps ask for the same inputs, so that the answers to one fit the other. */
export function asksTheSame(one: Step, other: Step): boolean {
  const shape = (step: Step) =>
    JSON.stringify(step.callbacks.map(({ type, inputs }) => [type, inputs.map((i) => i.name)]));
  return shape(one) === shape(other);
}

/** An output as text, or "" when there is none. */
export function outputText(callback: Callback, name: string): string {
  return textOf(callback.output.get(name));
}

/** An output as a list of texts, as `options` and `choices` are. */
export function outputTexts(callback: Callback, name: string): readonly string[] {
  const value = callback.output.get(name);
  return Array.isArray(value) ? value.map(textOf) : [];
}

/** An output that is a number or, as PingAM writes some, a number in text (`"5000"`). */
export function outputNumber(callback: Callback, name: string): number | undefined {
  const value = callback.output.get(name);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function readCallback(callback: JsonObject): Callback {
  return {
    type: textOf(callback.type),
    output: new Map(objects(callback.output).map(({ name, value }) => [textOf(name), value ?? null])),
    inputs: objects(callback.input).map(({ name, value }) => ({ name: textOf(name), value: value ?? null })),
  };
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
