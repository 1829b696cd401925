/** Stops asking an application that keeps failing. There is no half-open state: after its time the circuit is closed. */
export interface CircuitBreaker {
  /** Milliseconds until requests pass again; 0 while they do. */
  openFor(): number;
  record(failed: boolean): void;
}

export interface CircuitBreakerOptions {
  /** As many failures among the last `window` requests open the circuit. */
  readonly maxFailures: number;
  readonly window: number;
  /** Milliseconds. */
  readonly openDuration: number;
}

/** @param elapsed a monotonic clock, in milliseconds */
export function createCircuitBreaker(options: CircuitBreakerOptions, elapsed: () => number): CircuitBreaker {
  let outcomes: boolean[] = [];
  let closesAt = 0;
  return {
    openFor: () => Math.max(0, closesAt - elapsed()),
    record: (failed) => {
      outcomes.push(failed);
      if (outcomes.length > options.window) outcomes.shift();
      if (!failed || outcomes.filter(Boolean).length < options.maxFailures) return;
      closesAt = elapsed() + options.openDuration;
      outcomes = [];
    },
  };
}
