import { type Callback, type InputValues, outputNumber, outputTexts, type Step } from "../client/index.ts";
import { button, element, paragraphs } from "./dom.ts";
import type { Field } from "./field.ts";
import { rendererFor } from "./fields.ts";
import { texts } from "./texts.ts";

export interface StepActions {
  /** Gets what the person entered and pressed. */
  readonly submit: (values: InputValues) => void;
  readonly startAgain: () => void;
}

/** The form of a step: description, fields and buttons. */
export function stepForm(step: Step, { submit, startAgain }: StepActions): HTMLFormElement {
  const unknown = step.callbacks.find(({ type }) => rendererFor(type) === undefined);
  const fields = step.callbacks.flatMap(
    (callback, index) => rendererFor(callback.type)?.(callback, `field-${index}`) ?? [],
  );
  const confirmations = step.callbacks.filter(({ type }) => type === "ConfirmationCallback").map(readConfirmation);
  const main = confirmations.find(({ preset }) => preset !== undefined);

  const send = (pressed?: Pressed) => {
    const values = new Map(fields.flatMap((field) => field.read?.() ?? []));
    if (pressed !== undefined) values.set(pressed.name, pressed.index);
    submit(values);
  };
  const choices = confirmations.flatMap(({ name, options, preset }) =>
    options.map((label, index) =>
      index === preset && name === main?.name
        ? element("button", { class: "primary" }, label)
        : button(label, "secondary", () => send({ name, index })),
    ),
  );
  const needsNext = unknown === undefined && main === undefined && !answersItself(step, fields);
  if (needsNext) choices.unshift(element("button", { class: "primary" }, texts.next));
  if (unknown !== undefined) choices.push(button(texts.startAgain, "secondary", startAgain));

  const form = element(
    "form",
    // A stage is a name for programs, such as style sheets and tests; it is no text for people.
    { "aria-labelledby": "title", "data-stage": step.stage === "" ? undefined : step.stage },
    ...paragraphs(step.description, "description"),
    ...fields.map((field) => field.element),
    ...(unknown === undefined ? [] : [unknownMessage(unknown)]),
    element("div", { class: "buttons" }, ...choices),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (main?.preset !== undefined) send({ name: main.name, index: main.preset });
    else if (needsNext) send();
  });
  return form;
}

interface Pressed {
  readonly name: string;
  readonly index: number;
}

interface Confirmation {
  readonly name: string;
  readonly options: readonly string[];
  /** The default button. `undefined` when none is preset: PingAM's exit and recovery buttons start with 100. */
  readonly preset: number | undefined;
}

function readConfirmation(callback: Callback): Confirmation {
  const options = outputTexts(callback, "options");
  const { name = "", value } = callback.inputs[0] ?? {};
  const preset = typeof value === "number" ? value : (outputNumber(callback, "defaultOption") ?? 0);
  return { name, options, preset: preset in options ? preset : undefined };
}

/** Whether a step goes on without the person: by polling, or later by a link in a mail. */
function answersItself(step: Step, fields: readonly Field[]): boolean {
  const waits = ({ type }: Callback) => type === "PollingWaitCallback" || type === "SuspendedTextOutputCallback";
  return step.callbacks.some(waits) && fields.every((field) => field.read === undefined);
}

function unknownMessage({ type }: Callback): HTMLElement {
  return element("div", { class: "message error", role: "alert" }, texts.unknownCallback(type));
}
