import type { Callback } from "../client/index.ts";
import { element } from "./dom.ts";
import type { Field } from "./field.ts";

/** Tells the browser's first language; there is nothing to see. */
export function languageField(callback: Callback): Field {
  const [language = "", country = ""] = navigator.language.split("-");
  const given = [language, country];
  return {
    element: element("div", { hidden: true }),
    answersItself: true,
    read: () => callback.inputs.map(({ name }, index) => [name, given[index] ?? ""]),
    async start({ send, isAlone }) {
      if (isAlone) send();
    },
  };
}
