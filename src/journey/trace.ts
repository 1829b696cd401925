import type { Json } from "../core/json.ts";
import type { StateChange } from "./state.ts";

/** What one run of one node did: for administrators, with secrets removed. */
export interface TraceEvent {
  readonly transactionId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly realm: string;
  readonly journey: string;
  /** The trees from the journey down to the one that the node stands in. */
  readonly path: readonly string[];
  readonly nodeId: string;
  readonly nodeType: string;
  readonly displayName: string;
  /** The outcome, or null while the node waits for answers or when it failed. */
  readonly outcome: string | null;
  /** The end of its tree that the outcome leads to; null when another node follows. */
  readonly leadsTo: "success" | "failure" | null;
  readonly reason: string | null;
  /** Milliseconds. */
  readonly duration: number;
  readonly changes: readonly StateChange[];
  readonly logs: readonly string[];
  /** The code of the error that the node ended with. */
  readonly error: string | null;
}

export type TraceSink = (event: TraceEvent) => void;

const redacted = "[redacted]";
const secretKey = /pass(word|code|phrase)|secret|token|credential|private|otp|pin$|bypass/i;
const longestText = 1024;
/** Shorter ones would be found in every other word. */
const shortestSecret = 4;

/** Changes as the trace may show them: hidden state and anything named like a secret shows no value. */
export function redactChanges(changes: readonly StateChange[]): StateChange[] {
  return changes.map((of) => {
    const { state, key, change } = of;
    return { state, key, change, value: change === "removed" ? null : shownValue(of) };
  });
}

/** A text without what hidden state held before or after the node ran: scripts log what they like. */
export function redactTexts(texts: readonly string[], hidden: readonly Json[]): string[] {
  const secrets = hidden.flatMap(textsIn).filter((secret) => secret.length >= shortestSecret);
  // The longest first, so that no part of one is left behind.
  const sorted = [...new Set(secrets)].sort((one, other) => other.length - one.length);
  return texts.map((text) => sorted.reduce((left, secret) => left.replaceAll(secret, redacted), text));
}

function textsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return (Array.isArray(value) ? value : Object.values(value)).flatMap(textsIn);
}

function shownValue({ state, key, value }: StateChange): Json {
  return state === "shared" && !secretKey.test(key) ? shorten(redactInside(value)) : redacted;
}

function redactInside(value: Json): Json {
  if (Array.isArray(value)) return value.map(redactInside);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, secretKey.test(key) ? redacted : redactInside(inner)]),
  );
}

function shorten(value: Json): Json {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= longestText ? value : `${text.slice(0, longestText)}…`;
}
