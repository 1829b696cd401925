/** What a client has done since it was made. Numbers only grow. */
export interface ComplianceCounters {
  /** Verdicts answered from the cache. */
  readonly hits: number;
  /** Verdicts that the cache could not answer, while it was on. */
  readonly misses: number;
  /** Verdicts that joined a reading of the same device under way. */
  readonly joined: number;
  /** Verdicts answered by an old reading because Microsoft failed. */
  readonly stale: number;
  /** Requests sent to Graph, repeats included. */
  readonly graphRequests: number;
  /** Repeats among them. */
  readonly retries: number;
  /** Requests sent to Entra or a managed identity's endpoint. */
  readonly tokenRequests: number;
  /** Answers 429 from Graph. */
  readonly throttled: number;
  /** Times that a circuit breaker opened. */
  readonly breakerOpened: number;
}

/** The same numbers, as the room counts them. */
export type CounterName = keyof ComplianceCounters;

export interface Counters {
  count(name: CounterName): void;
  snapshot(): ComplianceCounters;
}

export function createCounters(): Counters {
  const numbers = {
    hits: 0,
    misses: 0,
    joined: 0,
    stale: 0,
    graphRequests: 0,
    retries: 0,
    tokenRequests: 0,
    throttled: 0,
    breakerOpened: 0,
  };
  return {
    count(name) {
      numbers[name] += 1;
    },
    snapshot: () => ({ ...numbers }),
  };
}
