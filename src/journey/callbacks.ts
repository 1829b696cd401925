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

/** TextOutputCallback message types. Type 4 is script text; clients of ours never run it. */
export const messageTypes = { information: 0, warning: 1, error: 2, script: 4 } as const;

export function nameCallback(prompt: string): Callback {
  return { type: "NameCallback", output: [output("prompt", prompt)], inputs: [input("")] };
}

export function passwordCallback(prompt: string): Callback {
  return { type: "PasswordCallback", output: [output("prompt", prompt)], inputs: [input("")] };
}

export function textOutputCallback(message: string, messageType: number = messageTypes.information): Callback {
  return {
    type: "TextOutputCallback",
    output: [output("message", message), output("messageType", String(messageType))],
    inputs: [],
  };
}

/** A choice of buttons, `options`; the answer is the index of the one pressed. */
export function confirmationCallback(options: readonly string[], defaultOption = 0): Callback {
  return {
    type: "ConfirmationCallback",
    output: [
      output("prompt", ""),
      output("messageType", messageTypes.information),
      output("options", options),
      output("optionType", -1),
      output("defaultOption", defaultOption),
    ],
    inputs: [input(defaultOption)],
  };
}

/** The text of the plain input of an answer, or "" when there is none. */
export function answerText(answer: Answer | undefined): string {
  const value = answer?.values[""];
  return typeof value === "string" ? value : "";
}

/** Whether a callback only tells the client something and takes no answer. */
export function isMetadata(callback: Callback): boolean {
  return callback.type === "MetadataCallback";
}

function output(name: string, value: Json): CallbackOutput {
  return { name, value };
}

function input(value: Json, suffix = ""): CallbackInput {
  return { suffix, value };
}
