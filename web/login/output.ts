import { type Callback, isScript, outputNumber, outputText } from "../client/index.ts";
import { element, paragraphs } from "./dom.ts";
import type { Field } from "./field.ts";
import { texts } from "./texts.ts";

const messageTypes = { warning: 1, error: 2 } as const;

/** A text. That of a script is neither run nor shown. */
export function textOutput(callback: Callback): Field {
  if (isScript(callback)) return { element: element("div", { class: "message muted" }, texts.scriptRefused) };
  return { element: message(outputNumber(callback, "messageType") ?? 0, outputText(callback, "message")) };
}

/** The prompt of a confirmation; its options become buttons. `undefined` when there is none. */
export function confirmationPrompt(callback: Callback): Field | undefined {
  const prompt = outputText(callback, "prompt");
  return prompt === "" ? undefined : { element: message(outputNumber(callback, "messageType") ?? 0, prompt) };
}

/** What the person is told while the journey waits for a link in a mail. */
export function suspended(callback: Callback): Field {
  return { ...textOutput(callback), answersItself: true };
}

const shortestBar = 1_000;
const longestBar = 120_000;

/** Waits for somebody or something else. The line fills in the time until the page asks again, and then once more. */
export function waiting(callback: Callback): Field {
  const spinner = element("div", { class: "spinner", "aria-hidden": "true" });
  const bar = element("div", { class: "bar", "aria-hidden": "true" }, element("div"));
  const text = paragraphs(outputText(callback, "message") || texts.pleaseWait);
  const time = Math.min(Math.max(outputNumber(callback, "waitTime") ?? 0, shortestBar), longestBar);
  return {
    element: element("div", {}, element("div", { class: "waiting" }, spinner, ...text), bar),
    answersItself: true,
    async start() {
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
      bar.firstElementChild?.animate([{ transform: "scaleX(0)" }, { transform: "none" }], {
        duration: time,
        iterations: Number.POSITIVE_INFINITY,
      });
    },
  };
}

function message(type: number, text: string): HTMLElement {
  const kind = type === messageTypes.error ? "error" : type === messageTypes.warning ? "warning" : "";
  return element("div", { class: `message ${kind}`, role: kind === "" ? undefined : "alert" }, ...paragraphs(text));
}
