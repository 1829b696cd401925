import type { RecoveryCodes } from "../client/index.ts";
import { copyButton } from "./copy.ts";
import { button, element } from "./dom.ts";
import { texts } from "./texts.ts";

/** New recovery codes, to be kept: nobody sees them a second time. */
export function recoveryCodeList({ codes, deviceName }: RecoveryCodes): HTMLElement {
  const items = codes.map((code) => element("li", {}, element("code", {}, code)));
  return element(
    "div",
    { class: "recovery" },
    element("p", {}, texts.keepCodes),
    ...(deviceName === "" ? [] : [element("p", { class: "hint" }, texts.codesFor(deviceName))]),
    element("ul", { class: "codes", "aria-label": texts.recoveryCodes }, ...items),
    element(
      "div",
      { class: "tools" },
      copyButton(() => codes.join("\n")),
      button(texts.print, "secondary", () => print()),
    ),
  );
}
