import type { Json } from "../core/json.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { SessionStore, WebhookCallStore } from "./session-ports.ts";
import type { UserStore } from "./user-ports.ts";

/**
 * What the program keeps. Times are milliseconds since the epoch, hashes are SHA-256. All but `together` is synchronous: a
 * call that has returned is committed, and survives the death of the process; within `together`, when that resolves.
 */
export interface Store {
  readonly executions: ExecutionStore;
  readonly sessions: SessionStore;
  readonly webhookCalls: WebhookCallStore;
  readonly users: UserStore;
  readonly traces: TraceStore;
  /** Makes one transaction of several calls, and of what others ask for in the same turn of the event loop. */
  readonly together: GroupCommit;
  close(): void;
}

/** A journey that waits for its next step. */
export interface WaitingExecution {
  readonly id: string;
  /** SHA-256 of the one-time key of the step that it waits for. */
  readonly stepHash: Buffer;
  readonly expiresAt: number;
  /** The execution itself, already encrypted by the caller. */
  readonly sealed: Buffer;
}

export interface ExecutionStore {
  /**
   * Keeps an execution; an earlier step of the same execution is void from now on.
   *
   * @throws {store.executions-full} with `retryAfter`, when the cap of open executions is reached
   * @throws {store.too-large} when `sealed` is longer than the limit
   */
  put(execution: WaitingExecution): void;
  /** `null` when unknown or expired. */
  read(id: string): WaitingExecution | null;
  /** Removes the execution if it waits for this very step: `true` exactly once, whoever asks. */
  take(id: string, stepHash: Buffer): boolean;
  /** How many expired executions were removed. */
  purgeExpired(): number;
}

/** What the nodes of a journey did in one request, in order; secrets were redacted by the caller. */
export interface TraceRecord {
  readonly transactionId: string;
  readonly at: number;
  /** Plain data. */
  readonly events: readonly object[];
}

export interface TraceStore {
  /** Writes all records or none. */
  append(records: readonly TraceRecord[]): void;
  /** The events of an execution, in the order in which they were appended. */
  read(transactionId: string): readonly Json[];
  /** Removes records that are older than `maxAgeMs`, and the oldest beyond `maxCount`; answers how many. */
  prune(limits: { maxAgeMs: number; maxCount: number }): number;
}
