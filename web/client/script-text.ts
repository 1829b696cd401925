import { isJsonObject, type JsonObject } from "../../src/core/json.ts";
import { parseJson } from "./json.ts";

/**
 * Script texts (TextOutputCallback, message type 4) that are known forms of PingAM's nodes, read as the data that they
 * carry. None is ever run.
 */

const longestScript = 128 * 1024;

/** The data of `var scriptContext = {…}`, which stands on a line of its own; `undefined` when there is none. */
export function scriptContext(script: string): JsonObject | undefined {
  if (script.length > longestScript) return undefined;
  const json = /^var scriptContext = (\{.*\});*$/m.exec(script)?.[1];
  const data = json === undefined ? null : parseJson(json);
  return isJsonObject(data) ? data : undefined;
}

/** New recovery codes, and the name of the device that they stand in for. */
export interface RecoveryCodes {
  readonly codes: readonly string[];
  readonly deviceName: string;
}

const stringLiteral = /"((?:[^"\\\n]|\\.)*)"/g;
const mostCodes = 64;

/** The codes of a script that shows them: those that stand alone in a string literal. `undefined` when it is none. */
export function recoveryCodes(script: string): RecoveryCodes | undefined {
  if (script.length > longestScript || !/recovery codes/i.test(script)) return undefined;
  const literals = [...script.matchAll(stringLiteral)].map(([, content = ""]) => content);
  const codes = literals.flatMap((literal) => /^([A-Za-z0-9-]{6,64})\\n$/.exec(literal)?.[1] ?? []);
  if (codes.length === 0 || codes.length > mostCodes) return undefined;
  const deviceName = /<em>([^<]{0,512})<\/em>/.exec(script)?.[1] ?? "";
  return { codes, deviceName: withoutReferences(deviceName) };
}

/** The address for an authenticator application in a script that draws it; `undefined` when there is none. */
export function qrCodeText(script: string): string | undefined {
  if (script.length > longestScript || !script.includes("QRCodeReader.createCode")) return undefined;
  const literal = /\btext:\s*("(?:[^"\\\n]|\\.)*")/.exec(script)?.[1];
  const text = literal === undefined ? null : parseJson(literal);
  return typeof text === "string" && isAuthenticatorUri(text) ? text : undefined;
}

/** The most that a QR code of the lowest correction level holds is 2953 bytes; far less is readable on a screen. */
const longestUri = 1500;

/** Whether a text is an address that only authenticator applications open. */
export function isAuthenticatorUri(text: string): boolean {
  return text.length <= longestUri && /^(?:otpauth|pushauth|mfauth):\/\/[\x21-\x7e]+$/.test(text);
}

/** Numeric character references as the characters they are. The result is shown as text, never as HTML. */
function withoutReferences(text: string): string {
  return text.replaceAll(/&#(\d{1,7});/g, (reference, digits) => {
    const code = Number(digits);
    return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
  });
}
