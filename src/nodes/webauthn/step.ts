import type { JsonObject } from "../../core/json.ts";
import {
  type Answer,
  answerNumber,
  type Callback,
  confirmationCallback,
  hiddenValueCallback,
  messageTypes,
  metadataCallback,
  notPressed,
  textOutputCallback,
} from "../../journey/index.ts";

/** What the client is sent, in the two forms that PingAM has. */
export interface StepOptions {
  readonly asScript: boolean;
  readonly withRecoveryCode: boolean;
}

const recoveryButton = "Use recovery code";

export function webAuthnCallbacks(data: JsonObject, { asScript, withRecoveryCode }: StepOptions): Callback[] {
  const challenge = asScript
    ? [scriptText(contextScript(data)), scriptText("// The browser is asking for your authenticator.")]
    : [metadataCallback(data)];
  const recovery = withRecoveryCode ? [confirmationCallback([recoveryButton], 0, notPressed)] : [];
  return [...challenge, hiddenValueCallback("webAuthnOutcome", "false"), ...recovery];
}

export function pressedRecovery(answers: readonly Answer[]): boolean {
  return answerNumber(answers.find(({ type }) => type === "ConfirmationCallback")) === 0;
}

function scriptText(text: string) {
  return textOutputCallback(text, messageTypes.script);
}

/** The SDKs read the line, up to its end, as JSON; no semicolon may follow. */
function contextScript(data: JsonObject): string {
  const json = JSON.stringify(data).replaceAll(/[<>\u2028\u2029]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `// Asks the authenticator, and answers in the field "webAuthnOutcome".\nvar scriptContext = ${json}\n`;
}
