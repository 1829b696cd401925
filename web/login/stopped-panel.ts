import { type Failure, type NoAnswer, sameOriginUrl } from "../client/index.ts";
import { button, element } from "./dom.ts";
import { texts } from "./texts.ts";

export interface Stop {
  readonly title: string;
  /** For the alert region. */
  readonly message: string;
  readonly actions: readonly HTMLElement[];
}

export interface StopActions {
  readonly retry: () => void;
  readonly startAgain: () => void;
  /** The address of the page. */
  readonly here: string;
}

/** What to say and offer when a journey did not go on. */
export function explainStop(answer: Failure | NoAnswer, { retry, startAgain, here }: StopActions): Stop {
  if (answer.kind === "no-answer") {
    const actions = [button(texts.tryAgain, "primary", retry), button(texts.startAgain, "secondary", startAgain)];
    return { title: texts.unreachable, message: texts.unreachableMessage, actions };
  }
  if (answer.retryAfter !== undefined) {
    const actions = [retryLater(answer.retryAfter, retry), button(texts.startAgain, "secondary", startAgain)];
    return { title: texts.overloaded, message: answer.message || texts.overloadedMessage, actions };
  }
  const back = sameOriginUrl(answer.failureUrl, here);
  const fallback = answer.status === 401 ? texts.failedMessage : texts.notUnderstood(answer.status);
  return {
    title: texts.failed,
    message: answer.message || fallback,
    actions: [
      button(texts.startAgain, "primary", startAgain),
      ...(back === undefined ? [] : [element("a", { class: "secondary", href: back.href }, texts.back)]),
    ],
  };
}

/** A button that waits for as long as the server asked, and says how long that is. */
function retryLater(seconds: number, retry: () => void): HTMLButtonElement {
  const made = button(texts.tryAgain, "primary", retry);
  const ready = performance.now() + seconds * 1000;
  const update = () => {
    const left = Math.ceil((ready - performance.now()) / 1000);
    made.disabled = left > 0;
    made.textContent = left > 0 ? texts.tryAgainIn(left) : texts.tryAgain;
    if (left <= 0) clearInterval(timer);
  };
  const timer = setInterval(update, 1000);
  update();
  return made;
}
