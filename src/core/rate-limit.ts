import type { Clock } from "./clock.ts";

export type RateDecision =
  | { readonly allowed: true }
  | { readonly allowed: false /** Seconds. */; readonly retryAfter: number };

/** How many attempts a key has in how many seconds. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

/** Counts attempts by key. Count before the work, so that parallel attempts cannot slip through together. */
export interface RateLimit {
  /** Takes one point; a refused attempt takes none and does not lengthen the wait. */
  consume(key: string): RateDecision;
  /** What `consume` would answer, without taking a point. */
  peek(key: string): RateDecision;
  /** Gives one point back, when the attempt turned out not to count. */
  giveBack(key: string): void;
  reset(key: string): void;
}

interface Window {
  readonly endsAt: number;
  used: number;
}

/**
 * Windows of fixed length that begin with a key's first attempt, in memory. Time is the monotonic clock: setting the wall
 * clock neither locks anybody out nor lets anybody in. Beyond `maxKeys` the oldest window goes, which is also the one
 * that would have ended first.
 */
export function createRateLimit(options: Rate & { readonly clock: Clock; readonly maxKeys?: number }): RateLimit {
  const { points, seconds, clock, maxKeys = 100_000 } = options;
  // A Map iterates in insertion order, and all windows are equally long: the first one ends first.
  const windows = new Map<string, Window>();

  const current = (key: string): Window | undefined => {
    const window = windows.get(key);
    return window !== undefined && window.endsAt > clock.elapsed() ? window : undefined;
  };
  const decide = (window: Window | undefined): RateDecision => {
    if ((window?.used ?? 0) < points) return { allowed: true };
    const left = window === undefined ? seconds * 1000 : window.endsAt - clock.elapsed();
    return { allowed: false, retryAfter: Math.max(1, Math.ceil(left / 1000)) };
  };
  const begin = (key: string): Window => {
    windows.delete(key);
    for (const [oldest, window] of windows) {
      if (windows.size < maxKeys && window.endsAt > clock.elapsed()) break;
      windows.delete(oldest);
    }
    const window = { endsAt: clock.elapsed() + seconds * 1000, used: 0 };
    windows.set(key, window);
    return window;
  };

  return {
    consume(key) {
      const window = current(key);
      const decision = decide(window);
      if (decision.allowed) (window ?? begin(key)).used += 1;
      return decision;
    },
    peek: (key) => decide(current(key)),
    giveBack(key) {
      const window = current(key);
      if (window !== undefined) window.used = Math.max(0, window.used - 1);
    },
    reset: (key) => {
      windows.delete(key);
    },
  };
}
