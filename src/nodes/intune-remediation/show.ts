import { type Callback, confirmationCallback, messageTypes, textOutputCallback } from "../../journey/index.ts";
import type { Explanation } from "../intune/explanation.ts";
import type { Choice } from "./config.ts";

/** What the person is shown: how it stands, what fails, what to do, and the choice. */

const labels: Readonly<Record<Choice, string>> = { check: "Check again", continue: "Continue", cancel: "Cancel" };

const standings: ReadonlyMap<string, string> = new Map([
  ["INGRACEPERIOD", "This device does not yet meet the requirements of your organisation."],
  ["CONFLICT", "The requirements of your organisation for this device contradict each other. Ask your administrator."],
]);
const refused = "This device does not meet the requirements of your organisation.";

export interface Page {
  readonly explanation: Explanation;
  /** Replaces the sentence that says how it stands; empty for none. */
  readonly message: string;
  /** A remark about the last check, or null. */
  readonly remark: string | null;
  readonly choices: readonly Choice[];
}

export function callbacksOf({ explanation, message, remark, choices }: Page): Callback[] {
  const { outcome, fails, graceEnd, checkIn } = explanation;
  const what = fails.length === 0 ? ["Intune does not say which requirement is not met."] : fails;
  return [
    ...(remark === null ? [] : [textOutputCallback(remark, messageTypes.information)]),
    textOutputCallback(message || (standings.get(outcome) ?? refused), messageTypes.warning),
    ...what.map((sentence) => textOutputCallback(sentence, messageTypes.error)),
    ...(graceEnd === null ? [] : [textOutputCallback(`Access ends on ${readable(graceEnd)}.`, messageTypes.warning)]),
    textOutputCallback(
      `Correct it, check in with Company Portal on the device or at ${checkIn}, and then check again.`,
      messageTypes.information,
    ),
    confirmationCallback(choices.map((choice) => labels[choice])),
  ];
}

/** `2026-11-24 08:00 UTC` */
function readable(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}
