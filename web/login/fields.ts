import type { Callback } from "../client/index.ts";
import { booleanField, choiceField } from "./choice-field.ts";
import type { Field } from "./field.ts";
import { confirmationPrompt, textOutput, waiting } from "./output.ts";
import {
  freeTextField,
  nameField,
  newPasswordField,
  numberAttributeField,
  passwordField,
  stringAttributeField,
} from "./text-field.ts";

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
