import { defineErrors } from "./errors.ts";

export const queueErrors = defineErrors({
  "core.queue-full": { kind: "operational", status: 503, message: "The service is busy. Try again shortly." },
});

/** Runs at most `concurrency` tasks at once and lets at most `waiting` more wait; refuses the rest at once. */
export interface BoundedQueue {
  /** @throws {core.queue-full} with `retryAfter`, when too many are waiting already */
  run<Value>(task: () => Promise<Value>): Promise<Value>;
}

export function boundedQueue(limits: { concurrency: number; waiting: number; retryAfter?: number }): BoundedQueue {
  let active = 0;
  const waiters: (() => void)[] = [];
  const enter = async (): Promise<void> => {
    if (active < limits.concurrency) {
      active += 1;
      return;
    }
    if (waiters.length >= limits.waiting)
      throw queueErrors.error("core.queue-full", { retryAfter: limits.retryAfter ?? 1 });
    await new Promise<void>((resolve) => waiters.push(resolve));
  };
  const leave = (): void => {
    const next = waiters.shift();
    if (next === undefined) active -= 1;
    else next();
  };
  return {
    async run(task) {
      await enter();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
