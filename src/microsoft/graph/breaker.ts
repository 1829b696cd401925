import { LRUCache } from "lru-cache";
import type { Clock } from "../../core/clock.ts";

/**
 * Leaves an upstream alone that fails: closed until `threshold` calls in a row have failed, then open for a while, then
 * half open: one call probes, and closes the breaker or opens it anew.
 */
export interface CircuitBreaker {
  /** Whether a call may go out now. Whoever gets `true` must call `settle` once. */
  enter(key: string): boolean;
  /** Says how the call ended; `failed` means that the upstream is out, not that it refused; `abandoned`, that we left. */
  settle(key: string, result: CallResult): void;
}

export type CallResult = "answered" | "failed" | "abandoned";

interface BreakerOptions {
  readonly clock: Clock;
  /** Milliseconds until a probe. */
  readonly openFor: number;
  readonly threshold?: number;
  readonly onOpen?: () => void;
}

interface Breaker {
  failures: number;
  /** Monotonic time until which nothing goes out, `null` while closed. */
  openUntil: number | null;
  probing: boolean;
}

const mostKeys = 500;

export function createBreaker({ clock, openFor, threshold = 10, onOpen }: BreakerOptions): CircuitBreaker {
  const breakers = new LRUCache<string, Breaker>({ max: mostKeys });
  return {
    enter(key) {
      const breaker = breakers.get(key);
      if (breaker === undefined || breaker.openUntil === null) return true;
      if (breaker.probing || clock.elapsed() < breaker.openUntil) return false;
      breaker.probing = true;
      return true;
    },
    settle(key, result) {
      if (result === "answered") {
        breakers.delete(key);
        return;
      }
      const breaker = breakers.get(key) ?? { failures: 0, openUntil: null, probing: false };
      breakers.set(key, breaker);
      if (result === "failed") breaker.failures += 1;
      // A straggler that began before the breaker opened says nothing new, and is not the probe.
      const opens = breaker.openUntil === null ? breaker.failures >= threshold : breaker.probing;
      if (!opens) return;
      breaker.openUntil = clock.elapsed() + openFor;
      breaker.probing = false;
      onOpen?.();
    },
  };
}
