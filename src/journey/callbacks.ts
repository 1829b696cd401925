import type { Json } from "../core/json.ts";

/**
 * What a node asks of the person or the client, in the shape that PingAM's REST API gives it (facts: "Callback wire
 * shapes"). Input names on the wire are `IDToken<n><suffix>`; the number is the HTTP layer's business.
 */
export interface Callback {
  readonly type: string;
  readonly output: readonly CallbackOutput[];
  readonly inputs: readonly CallbackInput[];
  /** Numbered by a page node, and only there. */
  readonly id?: number;
}

export interface CallbackOutput {
  readonly name: string;
  readonly value: Json;
}

/** An input and its initial value; the kind of that value (text, number, boolean) is the kind of answer it takes. */
export interface CallbackInput {
  readonly suffix: string;
  readonly value: Json;
}

/** The answer to one callback, by input suffix; the plain input has the suffix "". */
export interface Answer {
  readonly type: string;
  readonly values: Readonly<Record<string, Json>>;
}

/** A callback of any type: outputs and inputs by name, in wire order. */
export function callback(
  type: string,
  outputs: Readonly<Record<string, Json>>,
  inputs: Readonly<Record<string, Json>> = {},
): Callback {
  return {
    type,
    output: Object.entries(outputs).map(([name, value]) => ({ name, value })),
    inputs: Object.entries(inputs).map(([suffix, value]) => ({ suffix, value })),
  };
}

/** The text of an input of an answer, or "" when there is none. */
export function answerText(answer: Answer | undefined, suffix = ""): string {
  const value = inputOf(answer, suffix);
  return typeof value === "string" ? value : "";
}

/** The number of an input of an answer, also when it came as text; null when there is none. */
export function answerNumber(answer: Answer | undefined, suffix = ""): number | null {
  const value = inputOf(answer, suffix);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** Whether an input of an answer says yes. */
export function answerBoolean(answer: Answer | undefined, suffix = ""): boolean {
  const value = inputOf(answer, suffix);
  return value === true || value === "true";
}

/** Whether a callback only tells the client something and takes no answer. */
export function isMetadata({ type }: Callback): boolean {
  return type === "MetadataCallback";
}

function inputOf(answer: Answer | undefined, suffix: string): Json | undefined {
  return answer !== undefined && Object.hasOwn(answer.values, suffix) ? answer.values[suffix] : undefined;
}
