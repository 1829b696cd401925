import { type Callback, outputText, outputTexts } from "../client/index.ts";
import { element, paragraphs } from "./dom.ts";
import type { Field } from "./field.ts";
import { texts } from "./texts.ts";

/** Terms and conditions; without agreeing nobody goes on. */
export function termsField(callback: Callback, id: string): Field {
  const terms = element(
    "div",
    // With the keyboard a person scrolls only what can have the focus.
    { class: "terms", role: "region", tabindex: 0, "aria-label": texts.terms },
    ...paragraphs(outputText(callback, "terms")),
  );
  const version = outputText(callback, "version");
  const note = version === "" ? [] : [element("p", { class: "hint" }, texts.termsVersion(version))];
  return agreement(callback, id, { shown: [terms, ...note], label: texts.acceptTerms, required: true });
}

/** Consent to share data with an application, by the fields that it gets. */
export function consentField(callback: Callback, id: string): Field {
  const who = outputText(callback, "displayName") || outputText(callback, "name");
  const level = outputText(callback, "accessLevel");
  const fields = outputTexts(callback, "fields");
  const required = callback.output.get("isRequired") === true;
  const shown = [
    ...paragraphs(outputText(callback, "message")),
    element("p", {}, element("strong", {}, who), level === "" ? "" : ` (${level})`),
    ...(fields.length === 0 ? [] : [element("p", { class: "hint" }, texts.shares(fields.join(", ")))]),
  ];
  return agreement(callback, id, { shown, label: texts.consent(who), required });
}

interface AgreementOptions {
  readonly shown: readonly HTMLElement[];
  readonly label: string;
  readonly required: boolean;
}

function agreement(callback: Callback, id: string, { shown, label, required }: AgreementOptions): Field {
  const input = element("input", { id, type: "checkbox", required });
  const name = callback.inputs[0]?.name;
  const option = element("div", { class: "option" }, input, element("label", { for: id }, label));
  return {
    element: element("div", { class: "field" }, ...shown, option),
    read: () => (name === undefined ? [] : [[name, input.checked]]),
  };
}
