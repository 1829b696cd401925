import { type Callback, outputText, outputTexts } from "../client/index.ts";
import { element } from "./dom.ts";
import type { Field } from "./field.ts";
import { texts } from "./texts.ts";

/** A question that only this person can answer, chosen or written by them, and its answer. */
export function kbaField(callback: Callback, id: string): Field {
  const questions = outputTexts(callback, "predefinedQuestions");
  // Servers before PingAM 7.2 do not send this output, and take any question.
  const mayWriteOwn = callback.output.get("allowUserDefinedQuestions") !== false || questions.length === 0;
  const [questionName = "", answerName = ""] = callback.inputs.map(({ name }) => name);

  const select = element("select", { id: `${id}-question` }, ...questions.map((text) => element("option", {}, text)));
  if (mayWriteOwn) select.append(element("option", {}, texts.ownQuestion));
  const isOwn = () => select.selectedIndex === questions.length;
  const own = element("input", { id: `${id}-own`, type: "text", maxlength: 255, autocomplete: "off" });
  const ownRow = row(own, texts.yourQuestion);
  const answer = element("input", { id: `${id}-answer`, type: "text", required: true, autocomplete: "off" });
  const adapt = () => {
    ownRow.hidden = !isOwn();
    own.required = isOwn();
  };
  select.addEventListener("change", adapt);
  adapt();

  return {
    element: element(
      "fieldset",
      { class: "group" },
      element("legend", {}, outputText(callback, "prompt") || texts.securityQuestion),
      ...(questions.length === 0 ? [] : [row(select, texts.question)]),
      ownRow,
      row(answer, texts.answer),
    ),
    read: () => [
      [questionName, isOwn() ? own.value : select.value],
      [answerName, answer.value],
    ],
  };
}

function row(control: HTMLElement, label: string): HTMLElement {
  return element("div", { class: "field" }, element("label", { for: control.id }, label), control);
}
