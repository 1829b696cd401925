import type { JsonObject } from "../core/json.ts";
import type { Callback } from "./callbacks.ts";
import type { IdentifiedUser, Waiting } from "./execution.ts";

/** What a node may answer: leave by an outcome, ask the client something, or wait inside an inner tree. */
export type Action = GoTo | Send | WaitInside;

export interface GoTo extends Effects {
  readonly kind: "goTo";
  readonly outcome: string;
}

export interface Send extends Effects {
  readonly kind: "send";
  readonly callbacks: readonly Callback[];
  /** What the node wants to find in `context.memory` when the answers arrive. */
  readonly memory?: JsonObject;
}

export interface WaitInside {
  readonly kind: "waitInside";
  readonly waiting: Waiting;
}

/** What an action does besides: to the page that is shown, to the session that a success creates, to a failure. */
export interface Effects {
  /** Why, for the trace; for administrators only. */
  readonly reason?: string;
  readonly header?: string;
  readonly description?: string;
  readonly stage?: string;
  /** `null` removes a property that an earlier node set. */
  readonly sessionProperties?: Readonly<Record<string, string | null>>;
  readonly identifiedUser?: IdentifiedUser;
  /** Minutes. */
  readonly maxSessionTime?: number;
  /** Minutes. */
  readonly maxIdleTime?: number;
  /** Replaces "Login failure" in the public answer if the journey fails. */
  readonly errorMessage?: string;
  /** Lines for the trace: what a script logged, or what a node remarks. */
  readonly logs?: readonly string[];
}

/** Leave by `outcome`. */
export function goTo(outcome: string, effects: Effects = {}): GoTo {
  return { ...effects, kind: "goTo", outcome };
}

/** Ask the client; the node runs again with the answers. */
export function send(callbacks: readonly Callback[], effects: Effects & { readonly memory?: JsonObject } = {}): Send {
  return { ...effects, kind: "send", callbacks };
}

/** Pass on what an inner tree waits for. */
export function waitInside(waiting: Waiting): WaitInside {
  return { kind: "waitInside", waiting };
}
