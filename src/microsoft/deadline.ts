import { setTimeout as delay } from "node:timers/promises";

/** Settles like `work`, or with `late()` if the deadline passes first; the work then goes on unobserved. */
export async function within<Value>(deadline: AbortSignal, work: Promise<Value>, late: () => Value): Promise<Value> {
  const listening = new AbortController();
  const timeIsUp = new Promise<Value>((resolve) => {
    if (deadline.aborted) resolve(late());
    else deadline.addEventListener("abort", () => resolve(late()), { once: true, signal: listening.signal });
  });
  try {
    return await Promise.race([work, timeIsUp]);
  } finally {
    listening.abort();
  }
}

/** Waits, but not beyond the deadline. */
export async function pause(milliseconds: number, deadline: AbortSignal): Promise<void> {
  await within(deadline, delay(milliseconds, undefined), () => undefined);
}
