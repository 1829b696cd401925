import type { SessionInfo } from "../client/index.ts";
import { button, element, paragraphs } from "./dom.ts";
import { texts } from "./texts.ts";

export interface SuccessPanelOptions {
  /** Where "Continue" leads; no such link when `undefined`. */
  readonly continueTo: URL | undefined;
  /** What the server tells of the session; `undefined` when the journey made none. */
  readonly info: Promise<SessionInfo | undefined> | undefined;
  readonly signOut: () => void;
}

/** What a session is worth, and what to do next; shown at once and completed when the server has told more. */
export async function fillSuccessPanel(panel: HTMLElement, options: SuccessPanelOptions): Promise<void> {
  const { continueTo, info } = options;
  const buttons = element("div", { class: "buttons" });
  if (continueTo !== undefined) {
    buttons.append(element("a", { class: "primary", href: continueTo.href }, texts.continue));
  }
  if (info === undefined) {
    panel.replaceChildren(...paragraphs(texts.verified), buttons);
    return;
  }
  buttons.append(button(texts.signOut, "secondary", options.signOut));
  const facts = element("dl", { class: "facts", "aria-live": "polite", "aria-busy": "true" });
  panel.replaceChildren(facts, buttons);
  const session = await info;
  facts.removeAttribute("aria-busy");
  if (session === undefined) facts.replaceWith(...paragraphs(texts.noSessionInfo, "description"));
  else facts.append(...rows(session));
}

function rows({ username, realm, authLevel, deviceBound }: SessionInfo): HTMLElement[] {
  const pairs = [
    [texts.user, username],
    [texts.realm, realm],
    [texts.authLevel, authLevel],
    [texts.device, deviceBound ? texts.deviceBound : texts.deviceUnbound],
  ] as const;
  return pairs
    .filter(([, value]) => value !== "")
    .map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
}
