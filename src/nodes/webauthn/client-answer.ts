import { z } from "zod";
import { type Answer, answerText } from "../../journey/index.ts";

/** What the client wrote into the hidden value. */
export type ClientAnswer =
  | { readonly kind: "none" }
  | { readonly kind: "unsupported" }
  | { readonly kind: "error"; readonly error: string }
  | { readonly kind: "malformed" }
  | {
      readonly kind: "credential";
      readonly clientDataJson: string;
      /** What follows the client data: `::` stands between the parts. */
      readonly parts: readonly string[];
    };

const longestError = 256;
const jsonForm = z.object({ legacyData: z.string() });

/** Reads the answer in either form: the legacy text, or JSON around it. */
export function readClientAnswer(answers: readonly Answer[]): ClientAnswer {
  const value = answerText(answers.find(({ type }) => type === "HiddenValueCallback"));
  if (["", "false", "webAuthnOutcome"].includes(value)) return { kind: "none" };
  const text = jsonForm.safeParse(parsed(value)).data?.legacyData ?? value;
  if (text === "unsupported") return { kind: "unsupported" };
  if (text.startsWith("ERROR")) {
    return {
      kind: "error",
      error: text
        .replace(/^ERROR(::)?/, "")
        .replaceAll(/\p{Cc}/gu, " ")
        .slice(0, longestError),
    };
  }
  // The client data is a JSON object, which may hold "::" itself: an IPv6 origin does.
  const end = text.indexOf("}::");
  if (end < 0) return { kind: "malformed" };
  return { kind: "credential", clientDataJson: text.slice(0, end + 1), parts: text.slice(end + 3).split("::") };
}

const signedBytes = /^-?\d{1,3}(?:,-?\d{1,3})*$/;

/** Comma-separated signed 8-bit integers as base64url; `null` when they are none. */
export function bytesOf(text: string | undefined): string | null {
  if (text === undefined || !signedBytes.test(text)) return null;
  const numbers = text.split(",").map(Number);
  if (numbers.some((number) => number < -128 || number > 127)) return null;
  return Buffer.from(Int8Array.from(numbers).buffer).toString("base64url");
}

/** A credential id as a client gives it; `null` when it is none. */
export function credentialIdOf(text: string | undefined): string | null {
  return text !== undefined && /^[\w-]{1,1364}$/.test(text) ? text : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The legacy form is no JSON.
    return undefined;
  }
}
