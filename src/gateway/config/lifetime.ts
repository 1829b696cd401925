import { describeError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";

/** How long objects live: those of a route until its last request after a reload, the others as long as the gateway. */
export interface Lifetime {
  /** Notes what to end: pools, timers, caches. Ended in reverse order; at once when the lifetime is over already. */
  onClose(end: () => unknown): void;
  /** Never rejects: what cannot be ended is logged. */
  close(): Promise<void>;
}

export function createLifetime(log: Logger): Lifetime {
  const ends: (() => unknown)[] = [];
  let over = false;
  const run = async (end: () => unknown): Promise<void> => {
    try {
      await end();
    } catch (problem) {
      log.error({ why: describeError(problem) }, "a part of the gateway's configuration could not be ended");
    }
  };
  return {
    onClose: (end) => {
      if (over) void run(end);
      else ends.push(end);
    },
    close: async () => {
      over = true;
      for (const end of ends.splice(0).reverse()) await run(end);
    },
  };
}
