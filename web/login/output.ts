import { type Callback, outputNumber, outputText } from "../client/index.ts";
import { element, paragraphs } from "./dom.ts";
import type { Field } from "./field.ts";
import { texts } from "./texts.ts";

/** PingAM's message types. A script (4) is never run, and its text never shown. */
const messageTypes = { warning: 1, error: 2, script: 4 } as const;

export function textOutput(callback: Callback): Field {
  return { element: message(outputNumber(callback, "messageType") ?? 0, outputText(callback, "message")) };
}

/** The prompt of a confirmation; its options become buttons. `undefined` when there is none. */
export function confirmationPrompt(callback: Callback): Field | undefined {
  const prompt = outputText(callback, "prompt");
  return prompt === "" ? undefined : { element: message(outputNumber(callback, "messageType") ?? 0, prompt) };
}

export function waiting(callback: Callback): Field {
  const spinner = element("div", { class: "spinner", "aria-hidden": "true" });
  return {
    element: element(
      "div",
      { class: "waiting" },
      spinner,
      ...paragraphs(outputText(callback, "message") || texts.pleaseWait),
    ),
  };
}

function message(type: number, text: string): HTMLElement {
  if (type === messageTypes.script) return element("div", { class: "message muted" }, texts.scriptRefused);
  const kind = type === messageTypes.error ? "error" : type === messageTypes.warning ? "warning" : "";
  return element("div", { class: `message ${kind}`, role: kind === "" ? undefined : "alert" }, ...paragraphs(text));
}
