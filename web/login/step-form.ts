import { type Callback, type InputValues, outputNumber, outputTexts, type Step } from "../client/index.ts";
import { button, element, paragraphs } from "./dom.ts";
import { fieldsOf } from "./fields.ts";
import { texts } from "./texts.ts";

export interface StepActions {
  /** Gets what the person entered and pressed. */
  readonly submit: (values: InputValues) => void;
  readonly startAgain: () => void;
  /** Runs what goes on by itself, and shows what it throws. */
  readonly run: (work: Promise<void>) => void;
}

export interface StepForm {
  readonly element: HTMLFormElement;
  /** Begins what the fields do by themselves; called once, when the form is on the page. */
  start(): void;
  /** Ends that. */
  leave(): void;
}

/** The form of a step: description, fields and buttons. */
export function stepForm(step: Step, { submit, startAgain, run }: StepActions): StepForm {
  const fields = fieldsOf(step);
  const isStuck = fields.some(({ cannotAnswer }) => cannotAnswer);
  const isSuspended = step.callbacks.some(({ type }) => type === "SuspendedTextOutputCallback");
  const confirmations = step.callbacks.filter(({ type }) => type === "ConfirmationCallback").map(readConfirmation);
  const main = isStuck ? undefined : confirmations.find(({ preset }) => preset !== undefined);
  const left = new AbortController();

  const send = (pressed?: Pressed) => {
    if (left.signal.aborted) return;
    const values = new Map(fields.flatMap((field) => field.read?.() ?? []));
    if (pressed !== undefined) values.set(pressed.name, pressed.index);
    left.abort();
    submit(values);
  };
  const choices = confirmations.flatMap(({ name, options, preset }) =>
    options.map((label, index) =>
      index === preset && name === main?.name
        ? element("button", { class: "primary" }, label)
        : button(label, "secondary", () => send({ name, index })),
    ),
  );
  const hasInput = fields.some((field) => field.read !== undefined && !field.answersItself);
  const goesOnByItself = fields.some(({ answersItself }) => answersItself) && !hasInput;
  const needsNext = !isStuck && main === undefined && !goesOnByItself;
  if (needsNext) choices.unshift(element("button", { class: "primary" }, texts.next));
  if (isStuck || isSuspended) choices.push(button(texts.startAgain, "secondary", startAgain));

  const form = element(
    "form",
    // A stage is a name for programs, such as style sheets and tests; it is no text for people.
    { "aria-labelledby": "title", "data-stage": step.stage === "" ? undefined : step.stage },
    ...paragraphs(step.description, "description"),
    ...fields.map((field) => field.element),
    element("div", { class: "buttons" }, ...choices),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (main?.preset !== undefined) send({ name: main.name, index: main.preset });
    else if (needsNext) send();
  });
  return {
    element: form,
    start() {
      const isAlone = goesOnByItself && main === undefined && !isStuck;
      for (const field of fields) {
        if (field.start !== undefined) run(field.start({ send: () => send(), run, isAlone, left: left.signal }));
      }
    },
    leave: () => left.abort(),
  };
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
