import { isJsonObject } from "../../src/core/json.ts";
import { isAuthenticatorUri, qrCodeText, type RecoveryCodes, recoveryCodes, scriptContext } from "./script-text.ts";
import { type Callback, outputNumber, outputText, type Step } from "./step.ts";
import { readWebAuthnRequest, type WebAuthnRequest } from "./webauthn-request.ts";

/** What several callbacks of a step say together, in the forms that PingAM's nodes have for it. */
export interface SpecialStep {
  readonly webAuthn: WebAuthnRequest | undefined;
  /** The address that an authenticator application scans. */
  readonly qrCode: string | undefined;
  readonly recoveryCodes: RecoveryCodes | undefined;
}

export function readSpecialStep({ callbacks }: Step): SpecialStep {
  const scripts = callbacks.filter(isScript).map((callback) => outputText(callback, "message"));
  const hidden = callbacks.filter(({ type }) => type === "HiddenValueCallback");
  const uri = hidden.map((callback) => outputText(callback, "value")).find(isAuthenticatorUri);
  return {
    webAuthn: hidden.some(isWebAuthnAnswer) ? webAuthnRequest(callbacks, scripts) : undefined,
    qrCode: uri ?? firstOf(scripts, qrCodeText),
    recoveryCodes: firstOf(scripts, recoveryCodes),
  };
}

/** Whether a callback is script text: PingAM's message type 4. */
export function isScript(callback: Callback): boolean {
  return callback.type === "TextOutputCallback" && outputNumber(callback, "messageType") === 4;
}

/** Whether a hidden value takes what an authenticator answers. */
export function isWebAuthnAnswer(callback: Callback): boolean {
  return callback.type === "HiddenValueCallback" && outputText(callback, "id") === "webAuthnOutcome";
}

function webAuthnRequest(callbacks: readonly Callback[], scripts: readonly string[]): WebAuthnRequest | undefined {
  const metadata = callbacks.filter(({ type }) => type === "MetadataCallback").map(({ output }) => output.get("data"));
  const contexts = scripts.map(scriptContext);
  return firstOf([...metadata, ...contexts].filter(isJsonObject), readWebAuthnRequest);
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
