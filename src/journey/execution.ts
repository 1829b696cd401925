import type { Json, JsonObject } from "../core/json.ts";
import type { Callback } from "./callbacks.ts";
import type { EndEffects, RecordedHook } from "./ending.ts";
import type { IdentifiedUser } from "./identified-user.ts";
import type { Suspension } from "./suspension.ts";
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
  /** Epoch milliseconds from which the journey's duration counts: its start, or its last resumption by link. */
  readonly countedFrom: number;
  /** Milliseconds that it may take from there. */
  readonly duration: number;
  /** Epoch milliseconds until which this step can be answered, or the link followed. */
  readonly expiresAt: number;
  /** Milliseconds that a link is good for unless the node says otherwise. */
  readonly suspendDuration: number;
  /** `x5t#S256` of the client certificate that the journey began with, or null. */
  readonly certificate: string | null;
  readonly shared: JsonObject;
  /** Which nodes wrote the shared state; absent in what an earlier version kept. */
  readonly writers?: readonly Written[];
  readonly frame: Frame;
  /** The callbacks that wait for answers. */
  readonly pending: readonly Callback[];
  readonly gathered: Gathered;
  /** What nodes want to do when the journey ends, oldest first. */
  readonly hooks: readonly RecordedHook[];
  /** Whether a node ran that judges the device. */
  readonly deviceProved: boolean;
  /** The link that is waited for, or null while answers are. */
  readonly suspendedId: string | null;
  /** Nodes run so far. */
  readonly steps: number;
}

/** An execution that may not have waited yet. */
export type Begun = Omit<Execution, "frame"> & { readonly frame: Frame | null };

/** Where a tree waits: one frame per nested inner tree. */
export interface Frame {
  readonly tree: string;
  readonly node: string;
  readonly memory: JsonObject;
  readonly secure: JsonObject;
  /** Who the person had proved to be when the tree began: what an inner tree proves counts only if it succeeds. */
  readonly userBefore: IdentifiedUser | null;
  readonly inner: Frame | null;
}

/** What the nodes so far want of the session or of the failure. */
export interface Gathered {
  readonly sessionProperties: Readonly<Record<string, string>>;
  readonly identifiedUser: IdentifiedUser | null;
  readonly maxSessionTime: number | null;
  readonly maxIdleTime: number | null;
  readonly maxTreeDuration: number | null;
  readonly errorMessage: string | null;
  readonly lockoutMessage: string | null;
  /** Names of the webhooks to call when the session ends. */
  readonly logoutWebhooks: readonly string[];
  /** Whether a success may replace the session of the anonymous user by that of another one. */
  readonly replacesAnonymous?: true;
}

/** A tree that waits for the client. */
export interface Waiting extends Page {
  readonly frame: Frame;
  /** None while it is suspended. */
  readonly callbacks: readonly Callback[];
  readonly suspension?: Suspension;
}

/** What a run of a journey, or of one more step of it, came to. */
export type Result = StepResult | SuspendedResult | SuccessResult | FailureResult;

/** The client is asked something. */
export interface StepResult extends Page {
  readonly kind: "step";
  readonly execution: Execution;
}

/** The journey waits for somebody who follows the link; `execution.pending` is one SuspendedTextOutputCallback. */
export interface SuspendedResult extends Page {
  readonly kind: "suspended";
  readonly execution: Execution;
  /** Names the execution in the link: 256 random bits, good for one resumption. */
  readonly suspendedId: string;
  /** Epoch milliseconds; as `execution.expiresAt`. */
  readonly expiresAt: number;
  /** Sends the link (an e-mail …). To be called once the execution is stored under `suspendedId`. May reject. */
  deliver(): Promise<void>;
}

/** How the page looks on which a step is shown. */
export interface Page {
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
  readonly shared: ReadonlyMap<string, Json>;
  readonly noSession: boolean;
  readonly ending: EndEffects;
}

export interface FailureResult {
  readonly kind: "failure";
  readonly transactionId: string;
  readonly journey: string;
  readonly gathered: Gathered;
  readonly shared: ReadonlyMap<string, Json>;
  /** What a node threw, if the journey ended that way; never for clients. */
  readonly error: unknown;
  readonly ending: EndEffects;
}

/** An integer of the shared state, such as `authLevel`. */
export function integerOf(value: Json | undefined): number | null {
  return typeof value === "number" && Number.isInteger(value) ? value : null;
}
