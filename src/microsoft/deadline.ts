import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../core/clock.ts";

/** When something must be over. */
export interface Deadline {
  /** Aborts when the time is up. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left. */
  remaining(): number;
}

/** A deadline that many milliseconds from now. */
export function startDeadline(milliseconds: number, clock: Clock): Deadline {
  const startedAt = clock.elapsed();
  return {
    signal: AbortSignal.timeout(milliseconds),
    remaining: () => Math.max(0, milliseconds - (clock.elapsed() - startedAt)),
  };
}

/** Settles like `work`, or with `late()` if the deadline passes first; the work then goes on unobserved. */
export async function within<Value>(deadline: Deadline, work: Promise<Value>, late: () => Value): Promise<Value> {
  const { signal } = deadline;
  const listening = new AbortController();
  const timeIsUp = new Promise<Value>((resolve) => {
    if (signal.aborted) resolve(late());
    else signal.addEventListener("abort", () => resolve(late()), { once: true, signal: listening.signal });
  });
  try {
    return await Promise.race([work, timeIsUp]);
  } finally {
    listening.abort();
  }
}

/** Waits, but not beyond the deadline. */
export async function pause(milliseconds: number, { signal }: Deadline): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
}
