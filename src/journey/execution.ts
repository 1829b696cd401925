import type { Json, JsonObject } from "../core/json.ts";
import type { Callback } from "./callbacks.ts";
import type { Written } from "./writers.ts";

/**
 * A journey under way, as plain data: it can be sealed, stored, moved to another machine and replayed. It never holds
 * transient state; a transient value that a later node declares as input is kept in the frame's secure state.
 */
export interface Execution {
  readonly transactionId: string;
  readonly realm: string;
  readonly journey: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly expiresAt: number;
  /** `x5t#S256` of the client certificate that the journey began with, or null. */
  readonly certificate: string | null;
  readonly shared: JsonObject;
  /** Which nodes wrote the shared state; absent in what an earlier version kept. */
  readonly writers?: readonly Written[];
  readonly frame: Frame;
  /** The callbacks that wait for answers. */
  readonly pending: readonly Callback[];
  readonly gathered: Gathered;
  /** Nodes run so far. */
  readonly steps: number;
}

/** Where a tree waits: one frame per nested inner tree. */
export interface Frame {
  readonly tree: string;
  readonly node: string;
  readonly memory: JsonObject;
  readonly secure: JsonObject;
  readonly inner: Frame | null;
}

/** What the nodes so far want of the session or of the failure. */
export interface Gathered {
  readonly sessionProperties: Readonly<Record<string, string>>;
  readonly identifiedUser: IdentifiedUser | null;
  readonly maxSessionTime: number | null;
  readonly maxIdleTime: number | null;
  readonly errorMessage: string | null;
}

/** Who the person proved to be. */
export interface IdentifiedUser {
  readonly username: string;
  readonly universalId: string;
}

/** A tree that waits for the client. */
export interface Waiting {
  readonly frame: Frame;
  readonly callbacks: readonly Callback[];
  readonly header?: string;
  readonly description?: string;
  readonly stage?: string;
}

/** What a run of a journey, or of one more step of it, came to. */
export type Result = StepResult | SuccessResult | FailureResult;

export interface StepResult {
  readonly kind: "step";
  readonly execution: Execution;
  readonly header?: string;
  readonly description?: string;
  readonly stage?: string;
}

export interface SuccessResult {
  readonly kind: "success";
  readonly transactionId: string;
  readonly journey: string;
  readonly gathered: Gathered;
  /** Shared state at the end: `username`, `authLevel`, `successUrl` … */
  readonly shared: JsonObject;
  readonly noSession: boolean;
}

export interface FailureResult {
  readonly kind: "failure";
  readonly transactionId: string;
  readonly journey: string;
  readonly gathered: Gathered;
  readonly shared: JsonObject;
  /** What a node threw, if the journey ended that way; never for clients. */
  readonly error: unknown;
}

/** An integer of the shared state, such as `authLevel`. */
export function integerOf(value: Json | undefined): number | null {
  return typeof value === "number" && Number.isInteger(value) ? value : null;
}
