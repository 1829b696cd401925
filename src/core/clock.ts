/** The time, as a parameter: nothing below the command line reads the wall clock behind the caller's back. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds of a monotonic clock, for durations only. */
  elapsed(): number;
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };

/** A clock that moves only when told to; for tests and replays. */
export interface FrozenClock extends Clock {
  advance(milliseconds: number): void;
}

export function frozenClock(start: number | string): FrozenClock {
  const origin = typeof start === "string" ? Date.parse(start) : start;
  let now = origin;
  return {
    now: () => now,
    elapsed: () => now - origin,
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}
