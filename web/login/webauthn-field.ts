import { type Callback, errorAnswer, unsupportedAnswer, type WebAuthnRequest } from "../client/index.ts";
import { askAuthenticator } from "./authenticator.ts";
import { button, element } from "./dom.ts";
import type { Field, RunningForm } from "./field.ts";
import { texts } from "./texts.ts";

/**
 * Asks the device's authenticator, and puts the answer into the step's hidden value. A sign-in asks at once; a
 * registration waits for the button, as browsers want a press for it. When the authenticator gives nothing, the person
 * tries again or goes on without, which lets the journey take its own way on.
 */
export function webAuthnField(hidden: Callback, id: string, request: WebAuthnRequest): Field {
  const isNew = request.kind === "create";
  const name = element("input", { id: `${id}-name`, type: "text", maxlength: 64, autocomplete: "off" });
  const nameRow = element(
    "div",
    { class: "field" },
    element("label", { for: name.id }, texts.deviceName),
    name,
    element("p", { class: "hint" }, texts.deviceNameHint),
  );
  const spinner = element("div", { class: "spinner", "aria-hidden": "true" });
  const message = element("p", { role: "status" }, isNew ? texts.passkeyNew : texts.passkeyWaiting);
  const line = element("div", { class: "waiting" }, ...(isNew ? [] : [spinner]), message);
  const buttons = element("div", { class: "buttons" });
  let answer: string | undefined;

  const finish = (form: RunningForm, text: string) => {
    answer = text;
    form.send();
  };

  const ask = async (form: RunningForm): Promise<void> => {
    line.prepend(spinner);
    line.classList.remove("failed");
    message.textContent = texts.passkeyWaiting;
    buttons.replaceChildren();
    const outcome = await askAuthenticator(request, { deviceName: name.value, signal: form.left });
    if (form.left.aborted) return;
    if (outcome.kind === "answer") finish(form, outcome.text);
    else refused(form, outcome.error);
  };

  const refused = (form: RunningForm, error: DOMException) => {
    spinner.remove();
    line.classList.add("failed");
    message.textContent = error.name === "InvalidStateError" && isNew ? texts.passkeyKnown : texts.passkeyFailed;
    const retry = button(texts.tryAgain, "primary", () => form.run(ask(form)));
    buttons.replaceChildren(
      retry,
      button(texts.goOnWithout, "secondary", () => finish(form, errorAnswer(error))),
    );
    retry.focus();
  };

  return {
    element: element("div", { class: "passkey" }, line, ...(isNew ? [nameRow] : []), buttons),
    answersItself: true,
    read: () => (answer === undefined ? [] : [[hidden.inputs[0]?.name ?? "", answer]]),
    async start(form) {
      if (!("PublicKeyCredential" in window)) {
        finish(form, unsupportedAnswer);
      } else if (isNew) {
        const begin = element("button", { class: "primary" }, texts.passkeyBegin);
        begin.addEventListener("click", () => form.run(ask(form)));
        buttons.append(begin);
      } else {
        await ask(form);
      }
    },
  };
}
