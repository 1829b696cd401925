import type { JsonObject } from "../../core/json.ts";
import { type Callback, callback } from "../callbacks.ts";

/** Callbacks that ask for a text or a choice, or tell something. */

/** TextOutputCallback message types. Type 4 is script text; clients of ours never run it. */
export const messageTypes = { information: 0, warning: 1, error: 2, script: 4 } as const;

const unspecified = -1;

/** What a confirmation button answers that stands for itself: 0 when pressed, this otherwise. */
export const notPressed = 100;

export function nameCallback(prompt: string): Callback {
  return callback("NameCallback", { prompt }, { "": "" });
}

export function passwordCallback(prompt: string): Callback {
  return callback("PasswordCallback", { prompt }, { "": "" });
}

export function textInputCallback(prompt: string, defaultText?: string): Callback {
  return callback("TextInputCallback", { prompt, ...(defaultText === undefined ? {} : { defaultText }) }, { "": "" });
}

export function textOutputCallback(message: string, messageType: number = messageTypes.information): Callback {
  return callback("TextOutputCallback", { message, messageType: String(messageType) });
}

/** What the client of a suspended journey is told. */
export function suspendedTextOutputCallback(message: string): Callback {
  return callback("SuspendedTextOutputCallback", { message, messageType: String(messageTypes.information) });
}

/** A choice of one of `choices`; the answer is its index. */
export function choiceCallback(prompt: string, choices: readonly string[], defaultChoice = 0): Callback {
  return callback("ChoiceCallback", { prompt, choices, defaultChoice }, { "": defaultChoice });
}

/**
 * A row of buttons; the answer is the index of the one pressed.
 *
 * @param initial what the answer says before a button is pressed: {@link notPressed} for a button beside another input
 */
export function confirmationCallback(
  options: readonly string[],
  defaultOption = 0,
  initial: number = defaultOption,
): Callback {
  const outputs = {
    prompt: "",
    messageType: messageTypes.information,
    options,
    optionType: unspecified,
    defaultOption,
  };
  return callback("ConfirmationCallback", outputs, { "": initial });
}

/** A value that a script of the page fills in; unchanged, it answers its own id. */
export function hiddenValueCallback(id: string, value: string): Callback {
  return callback("HiddenValueCallback", { value, id }, { "": id });
}

export function metadataCallback(data: JsonObject): Callback {
  return callback("MetadataCallback", { data });
}

/** Asks the client to come back after `waitMs` milliseconds. */
export function pollingWaitCallback(waitMs: number, message: string): Callback {
  return callback("PollingWaitCallback", { waitTime: String(waitMs), message });
}

/** The language that the client prefers. */
export function languageCallback(): Callback {
  return callback("LanguageCallback", {}, { Language: "", Country: "" });
}
