import { readSpecialStep, type Step } from "../client/index.ts";
import { texts } from "./texts.ts";

/** The heading of a step to which the server gives none. */
export function titleOf(step: Step): string {
  const { webAuthn, qrCode, recoveryCodes } = readSpecialStep(step);
  if (webAuthn !== undefined) return texts.titles[webAuthn.kind];
  if (qrCode !== undefined) return texts.titles.qrCode;
  return recoveryCodes === undefined ? texts.signIn : texts.titles.recoveryCodes;
}
