import { type Callback, outputNumber, outputText, outputTexts } from "../client/index.ts";
import { element } from "./dom.ts";
import type { Field } from "./field.ts";
import { texts } from "./texts.ts";

/** Up to so many choices are all shown at once. */
const mostRadios = 6;

export function choiceField(callback: Callback, id: string): Field {
  const choices = outputTexts(callback, "choices");
  const chosen = outputNumber(callback, "defaultChoice") ?? 0;
  const prompt = outputText(callback, "prompt") || texts.choice;
  const name = callback.inputs[0]?.name;
  const { element: row, index } = (choices.length <= mostRadios ? radios : list)(id, prompt, choices, chosen);
  return { element: row, read: () => (name === undefined ? [] : [[name, index()]]) };
}

export function booleanField(callback: Callback, id: string): Field {
  const input = element("input", { id, type: "checkbox", checked: callback.output.get("value") === true });
  const label = element("label", { for: id }, outputText(callback, "prompt") || outputText(callback, "name"));
  const name = callback.inputs[0]?.name;
  return {
    element: element("div", { class: "option" }, input, label),
    read: () => (name === undefined ? [] : [[name, input.checked]]),
  };
}

interface Choice {
  readonly element: HTMLElement;
  readonly index: () => number;
}

function radios(id: string, prompt: string, choices: readonly string[], chosen: number): Choice {
  const inputs = choices.map((_, index) =>
    element("input", { id: `${id}-${index}`, type: "radio", name: id, checked: index === chosen }),
  );
  const options = inputs.map((input, index) =>
    element("div", { class: "option" }, input, element("label", { for: input.id }, choices[index] ?? "")),
  );
  return {
    element: element("fieldset", { class: "field" }, element("legend", {}, prompt), ...options),
    index: () =>
      Math.max(
        inputs.findIndex((input) => input.checked),
        0,
      ),
  };
}

function list(id: string, prompt: string, choices: readonly string[], chosen: number): Choice {
  const options = choices.map((choice, index) => element("option", { selected: index === chosen }, choice));
  const select = element("select", { id }, ...options);
  return {
    element: element("div", { class: "field" }, element("label", { for: id }, prompt), select),
    index: () => select.selectedIndex,
  };
}
