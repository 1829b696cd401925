import {
  type Callback,
  createFlow,
  type Flow,
  type FlowState,
  httpsUrl,
  type InputValues,
  type JourneyContext,
  outputText,
  type Step,
  type Success,
  sameOriginUrl,
  sessionInfo,
  webUrl,
} from "../client/index.ts";
import { button, element } from "./dom.ts";
import { type StepForm, stepForm } from "./step-form.ts";
import { explainStop, type Stop } from "./stopped-panel.ts";
import { fillSuccessPanel } from "./success-panel.ts";
import { texts } from "./texts.ts";
import { titleOf } from "./title.ts";

/** The places of index.html that the page fills. */
export interface Places {
  readonly title: HTMLElement;
  readonly panel: HTMLElement;
  /** Announced at once: errors and warnings. */
  readonly alert: HTMLElement;
  /** Announced when there is time, and not seen. */
  readonly status: HTMLElement;
  readonly trace: HTMLElement;
}

export interface PageOptions {
  readonly places: Places;
  readonly context: JourneyContext;
  /** The address of the page. */
  readonly here: string;
  /** Leaves the page. */
  readonly go: (url: URL) => void;
  /** Runs what goes on by itself, and shows what it throws. */
  readonly run: (work: Promise<void>) => void;
}

/** What gets the focus of a new step. Agreements come after what they are about. */
const firstInput = 'input:not([type="radio"], [type="checkbox"]):not([hidden] *), input[type="radio"]:checked, select';

/** Shows a journey from its first step to the session, or to the reason why there is none. */
export function createPage({ places, context, here, go, run }: PageOptions): Flow {
  const { title, panel, alert, status, trace } = places;
  let form: StepForm | undefined;

  const flow = createFlow({
    context,
    show,
    trace(transactionId) {
      trace.replaceChildren(texts.transaction, " ", element("code", {}, transactionId));
      trace.hidden = transactionId === "";
    },
    schedule(task, milliseconds) {
      const timer = setTimeout(() => run(task()), milliseconds);
      return () => clearTimeout(timer);
    },
  });
  const startAgain = () => run(flow.begin());
  const retry = () => run(flow.retry());

  function show(state: FlowState): void {
    panel.setAttribute("aria-busy", String(state.kind === "busy"));
    if (state.kind === "busy") return;
    // The same question again while polling: what has the focus keeps it, and nothing is read out twice.
    if (state.kind === "step" && state.notice === "still-waiting") return;
    status.textContent = "";
    alert.textContent = state.kind === "step" && state.notice === "timed-out" ? texts.timedOut : "";
    switch (state.kind) {
      case "step":
        showStep(state.step);
        break;
      case "success":
        showSuccess(state.success);
        break;
      case "stopped":
        showStop(explainStop(state.answer, { retry, startAgain, here }));
        break;
      case "waited-long":
        showStop({
          title: texts.waitedLong,
          message: texts.waitedLongMessage,
          actions: [button(texts.keepWaiting, "primary", retry), button(texts.startAgain, "secondary", startAgain)],
        });
        break;
      case "signed-out":
        showSignedOut(state.ended);
        break;
    }
  }

  function showStep(step: Step): void {
    const redirect = step.callbacks.find(({ type }) => type === "RedirectCallback");
    if (redirect !== undefined) {
      showRedirect(redirect);
      return;
    }
    const submit = (values: InputValues) => {
      status.textContent = texts.pleaseWait;
      run(flow.submit(values));
    };
    const shown = stepForm(step, { submit, startAgain, run });
    present(step.header || titleOf(step), shown.element);
    form = shown;
    shown.start();
  }

  function showRedirect(redirect: Callback): void {
    const method = outputText(redirect, "redirectMethod") || "GET";
    const url = httpsUrl(outputText(redirect, "redirectUrl"), here);
    if (url !== undefined && method.toUpperCase() === "GET") {
      leave(url);
    } else {
      const actions = [button(texts.startAgain, "primary", startAgain)];
      showStop({ title: texts.failed, message: texts.redirectRefused, actions });
    }
  }

  function showSuccess({ tokenId, successUrl }: Success): void {
    // With a `goto`, the server's answer is the place it has validated; it may be another application.
    const goto = context.address.parameters.has("goto") ? webUrl(successUrl, here) : undefined;
    if (goto !== undefined) {
      leave(goto);
      return;
    }
    present(texts.signedIn);
    const filled = fillSuccessPanel(panel, {
      continueTo: sameOriginUrl(successUrl, here),
      info: tokenId === undefined ? undefined : sessionInfo(context, tokenId),
      signOut: () => run(flow.signOut(tokenId ?? "")),
    });
    run(filled);
  }

  function showSignedOut(ended: boolean): void {
    if (!ended) {
      const actions = [button(texts.tryAgain, "primary", retry)];
      showStop({ title: texts.signOutFailed, message: texts.signOutFailedMessage, actions });
      return;
    }
    const again = button(texts.signInAgain, "primary", startAgain);
    present(texts.signedOut, element("div", { class: "buttons" }, again));
  }

  function showStop(stop: Stop): void {
    present(stop.title, element("div", { class: "buttons" }, ...stop.actions));
    alert.textContent = stop.message;
  }

  /** Goes to another page, and leaves a link for when the browser does not. */
  function leave(url: URL): void {
    const link = element("a", { class: "secondary", href: url.href }, texts.continueTo(url.host));
    present(texts.takingYou(url.host), element("div", { class: "buttons" }, link));
    go(url);
  }

  function present(heading: string, ...content: readonly HTMLElement[]): void {
    form?.leave();
    form = undefined;
    title.textContent = heading;
    document.title = heading;
    panel.replaceChildren(...content);
    (panel.querySelector<HTMLElement>(firstInput) ?? title).focus();
  }

  return flow;
}
