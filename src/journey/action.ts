import type { JsonObject } from "../core/json.ts";
import type { Callback } from "./callbacks.ts";
import type { Waiting } from "./execution.ts";
import type { IdentifiedUser } from "./identified-user.ts";
import type { Suspension } from "./suspension.ts";

/** What a node may answer: leave by an outcome, ask the client, suspend the journey, or wait inside an inner tree. */
export type Action = GoTo | Send | Suspend | WaitInside;

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

export interface Suspend extends Effects {
  readonly kind: "suspend";
  readonly suspension: Suspension;
  /** What the node wants to find in `context.memory` when the journey is resumed. */
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
  /** Minutes that the journey may take in all, counted from its start or its last resumption. */
  readonly maxTreeDuration?: number;
  /** Replaces "Login failure" in the public answer if the journey fails. */
  readonly errorMessage?: string;
  /** Replaces it if the user's account is locked. */
  readonly lockoutMessage?: string;
  /** Each is handed to the node's `atEnd` when the journey ends. Plain data: it is kept while the journey waits. */
  readonly hooks?: readonly JsonObject[];
  /** Name of a webhook to call when the session ends. */
  readonly logoutWebhook?: string;
  /** A success may replace the session of the anonymous user, whom the person no longer is. */
  readonly replacesAnonymous?: true;
  /** Lines for the trace: what a script logged, or what a node remarks. */
  readonly logs?: readonly string[];
}

/** Leave by `outcome`. */
export function goTo(outcome: string, effects: Effects = {}): GoTo {
  return { kind: "goTo", outcome, ...effects };
}

/** Ask the client; the node runs again with the answers. */
export function send(callbacks: readonly Callback[], effects: Effects & { readonly memory?: JsonObject } = {}): Send {
  return { kind: "send", callbacks, ...effects };
}

/** Wait for somebody who follows a link; the node runs again with `context.resumed`, and no answers. */
export function suspend(suspension: Suspension, effects: Effects & { readonly memory?: JsonObject } = {}): Suspend {
  return { kind: "suspend", suspension, ...effects };
}

/** Pass on what an inner tree waits for. */
export function waitInside(waiting: Waiting): WaitInside {
  return { kind: "waitInside", waiting };
}
