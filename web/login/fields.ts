import type { Json } from "../../src/core/json.ts";
import type { Callback } from "../client/index.ts";
import { booleanField, choiceField } from "./choice-field.ts";
import { confirmationPrompt, textOutput, waiting } from "./output.ts";
import {
  freeTextField,
  nameField,
  newPasswordField,
  numberAttributeField,
  passwordField,
  stringAttributeField,
} from "./text-field.ts";

/** One callback as it is shown. */
export interface Field {
  readonly element: HTMLElement;
  /** The entered values by input name; absent where nothing can be entered. */
  readonly read?: () => readonly (readonly [string, Json])[];
}

/** Shows a callback; `undefined` when there is nothing to see. `id` is unique on the page. */
type Renderer = (callback: Callback, id: string) => Field | undefined;

const invisible: Renderer = () => undefined;

const renderers: ReadonlyMap<string, Renderer> = new Map([
  ["NameCallback", nameField],
  ["PasswordCallback", passwordField],
  ["ValidatedCreateUsernameCallback", nameField],
  ["ValidatedCreatePasswordCallback", newPasswordField],
  ["TextInputCallback", freeTextField],
  ["StringAttributeInputCallback", stringAttributeField],
  ["NumberAttributeInputCallback", numberAttributeField],
  ["BooleanAttributeInputCallback", booleanField],
  ["ChoiceCallback", choiceField],
  ["ConfirmationCallback", confirmationPrompt],
  ["TextOutputCallback", textOutput],
  ["SuspendedTextOutputCallback", textOutput],
  ["PollingWaitCallback", waiting],
  ["HiddenValueCallback", invisible],
  ["MetadataCallback", invisible],
]);

/** The renderer of a callback type; `undefined` when this page does not know the type. */
export function rendererFor(type: string): Renderer | undefined {
  return renderers.get(type);
}
