import { button, element } from "./dom.ts";
import { texts } from "./texts.ts";

/** A button that copies a text, and says whether that worked. */
export function copyButton(text: () => string): HTMLElement {
  const said = element("span", { role: "status", class: "said" });
  const copy = button(texts.copy, "secondary", () => {
    said.textContent = "";
    void copied(text()).then((isCopied) => {
      said.textContent = isCopied ? texts.copied : texts.notCopied;
    });
  });
  return element("span", { class: "copy" }, copy, said);
}

/** Pages of plain http have no clipboard, and a browser may refuse it. */
async function copied(text: string): Promise<boolean> {
  if (!("clipboard" in navigator)) return false;
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
