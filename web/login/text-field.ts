import type { Json } from "../../src/core/json.ts";
import { type Callback, outputText } from "../client/index.ts";
import { type Attributes, element } from "./dom.ts";
import type { Field } from "./field.ts";
import { brokenRuleTexts, ruleTexts } from "./policies.ts";
import { isOneTimeCodePrompt } from "./prompts.ts";
import { texts } from "./texts.ts";

interface TextFieldOptions {
  /** The label when the server sends no prompt. */
  readonly label: string;
  readonly attributes: Attributes;
  /** Turns the entered text into the input's value; as it is by default. */
  readonly value?: (text: string) => Json;
}

const codeAttributes: Attributes = { autocomplete: "one-time-code", inputmode: "numeric", class: "code" };
const nameAttributes: Attributes = { autocapitalize: "none", autocorrect: "off", spellcheck: "false" };

export function nameField(callback: Callback, id: string): Field {
  const attributes = { autocomplete: "username", required: true, ...nameAttributes };
  return textField(callback, id, { label: texts.userName, attributes });
}

export function passwordField(callback: Callback, id: string): Field {
  const attributes = { type: "password", autocomplete: "current-password", required: true };
  return revealable(textField(callback, id, { label: texts.password, attributes }));
}

export function newPasswordField(callback: Callback, id: string): Field {
  const attributes = { type: "password", autocomplete: "new-password", required: true };
  return revealable(textField(callback, id, { label: texts.password, attributes }));
}

export function freeTextField(callback: Callback, id: string): Field {
  return textField(callback, id, { label: texts.answer, attributes: { autocomplete: "off" } });
}

export function stringAttributeField(callback: Callback, id: string): Field {
  const required = callback.output.get("required") === true;
  return textField(callback, id, { label: outputText(callback, "name"), attributes: { required } });
}

export function numberAttributeField(callback: Callback, id: string): Field {
  const attributes = { type: "number", step: "any", required: callback.output.get("required") === true };
  const value = (text: string) => (text === "" ? text : Number(text));
  return textField(callback, id, { label: outputText(callback, "name"), attributes, value });
}

interface TextField extends Field {
  readonly input: HTMLInputElement;
}

function textField(callback: Callback, id: string, options: TextFieldOptions): TextField {
  const prompt = outputText(callback, "prompt") || options.label;
  const broken = brokenRuleTexts(callback);
  const problem = broken.length === 0 ? "" : texts.notAccepted(broken.join(", "));
  const rules = ruleTexts(callback);
  const describedBy = [...(problem === "" ? [] : [`${id}-problem`]), ...(rules.length === 0 ? [] : [`${id}-rules`])];
  const input = element("input", {
    id,
    type: "text",
    ...options.attributes,
    ...(isOneTimeCodePrompt(prompt) ? codeAttributes : {}),
    "aria-describedby": describedBy.length === 0 ? undefined : describedBy.join(" "),
    "aria-invalid": problem !== "" && "true",
  });
  if (input.type !== "password") input.value = initialText(callback);
  const label = element("label", { for: id }, prompt);
  const row = element("div", { class: "field" }, label, input);
  if (problem !== "") row.append(element("p", { id: `${id}-problem`, class: "problem" }, problem));
  if (rules.length > 0) row.append(ruleList(`${id}-rules`, rules));
  const read = () => {
    const name = callback.inputs[0]?.name;
    return name === undefined ? [] : [[name, options.value?.(input.value) ?? input.value] as const];
  };
  return { element: row, input, read };
}

function ruleList(id: string, rules: readonly string[]): HTMLElement {
  const items = rules.map((rule) => element("li", {}, rule));
  return element("div", { id, class: "hint" }, texts.rulesTitle, element("ul", {}, ...items));
}

/** Adds the button that shows a password. Its name must not hold "password": tools find the field by that label. */
function revealable(field: TextField): Field {
  const { input } = field;
  const toggle = element("button", { type: "button", class: "reveal", "aria-controls": input.id }, texts.show);
  const reveal = (isShown: boolean) => {
    input.type = isShown ? "text" : "password";
    toggle.textContent = isShown ? texts.hide : texts.show;
  };
  toggle.addEventListener("click", () => {
    reveal(input.type === "password");
    // Browsers remember what a plain text field held when its form was sent.
    input.form?.addEventListener("submit", () => reveal(false), { once: true });
    input.focus();
  });
  const wrap = element("div", { class: "revealable" });
  input.replaceWith(wrap);
  wrap.append(input, toggle);
  return field;
}

function initialText(callback: Callback): string {
  const preset = callback.inputs[0]?.value;
  if (typeof preset === "string" && preset !== "") return preset;
  return outputText(callback, "defaultText") || outputText(callback, "value");
}
