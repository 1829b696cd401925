import {
  type Callback,
  isScript,
  isWebAuthnAnswer,
  readSpecialStep,
  type SpecialStep,
  type Step,
} from "../client/index.ts";
import { consentField, termsField } from "./agreement-field.ts";
import { booleanField, choiceField } from "./choice-field.ts";
import { deviceProfileField } from "./device-profile.ts";
import { element } from "./dom.ts";
import type { Field } from "./field.ts";
import { kbaField } from "./kba-field.ts";
import { languageField } from "./language.ts";
import { confirmationPrompt, suspended, textOutput, waiting } from "./output.ts";
import { providerField } from "./provider-field.ts";
import { qrCode } from "./qr-code.ts";
import { recoveryCodeList } from "./recovery-codes.ts";
import {
  freeTextField,
  nameField,
  newPasswordField,
  numberAttributeField,
  passwordField,
  stringAttributeField,
} from "./text-field.ts";
import { texts } from "./texts.ts";
import { webAuthnField } from "./webauthn-field.ts";

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
  ["KbaCreateCallback", kbaField],
  ["TermsAndConditionsCallback", termsField],
  ["ConsentMappingCallback", consentField],
  ["ChoiceCallback", choiceField],
  ["ConfirmationCallback", confirmationPrompt],
  ["TextOutputCallback", textOutput],
  ["SuspendedTextOutputCallback", suspended],
  ["PollingWaitCallback", waiting],
  ["DeviceProfileCallback", deviceProfileField],
  ["LanguageCallback", languageField],
  ["SelectIdPCallback", providerField],
  ["HiddenValueCallback", invisible],
  ["MetadataCallback", invisible],
]);

/** The callbacks of a step as they are shown, in their order. */
export function fieldsOf(step: Step): Field[] {
  const special = readSpecialStep(step);
  const isUnderstood = Object.values(special).some((found) => found !== undefined);
  const [firstScript] = step.callbacks.filter(isScript);
  const shown = step.callbacks.flatMap((callback, index): Field | readonly Field[] => {
    const id = `field-${index}`;
    if (isWebAuthnAnswer(callback)) {
      return special.webAuthn === undefined
        ? refusal(texts.passkeyNotAsked)
        : webAuthnField(callback, id, special.webAuthn);
    }
    if (isScript(callback)) return isUnderstood ? [] : callback === firstScript ? textOutput(callback) : [];
    const render = renderers.get(callback.type);
    return render === undefined ? refusal(texts.unknownCallback(callback.type)) : (render(callback, id) ?? []);
  });
  return [...shown, ...displays(special)];
}

function displays({ qrCode: uri, recoveryCodes }: SpecialStep): Field[] {
  return [
    ...(uri === undefined ? [] : [{ element: qrCode(uri) }]),
    ...(recoveryCodes === undefined ? [] : [{ element: recoveryCodeList(recoveryCodes) }]),
  ];
}

function refusal(text: string): Field {
  return { element: element("div", { class: "message error", role: "alert" }, text), cannotAnswer: true };
}
