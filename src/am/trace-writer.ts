import type { Clock } from "../core/clock.ts";
import { describeError } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { packEvents, type TraceEvent, type TraceSink } from "../journey/index.ts";
import type { TraceStore } from "../store/index.ts";

/** Writes traces beside the requests, never within them: no login waits for its trace. */
export interface TraceWriter {
  /** For the engine; returns at once. */
  readonly sink: TraceSink;
  /** Writes what is buffered now. */
  flush(): void;
  /** Writes the rest and stops. What comes after is dropped. */
  close(): void;
}

export interface TraceWriterOptions {
  readonly traces: TraceStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits?: {
    /** Events that may wait to be written; more are dropped and counted. Default 10 000. */
    readonly buffered?: number;
    /** Milliseconds between an event and its writing; default 50. */
    readonly delayMs?: number;
    /** Traces are kept this long; default seven days. */
    readonly maxAgeMs?: number;
    /** … and those of this many requests; default 100 000. */
    readonly maxCount?: number;
  };
}

const pruneEveryMs = 60_000;
/** Requests whose events are written at one go; other requests have the turns between. */
const batch = 100;

/** The events of one request, while it may still give more. */
interface Waiting {
  readonly transactionId: string;
  readonly at: number;
  readonly events: TraceEvent[];
}

export function createTraceWriter({ traces, clock, log, limits = {} }: TraceWriterOptions): TraceWriter {
  const { buffered = 10_000, delayMs = 50, maxAgeMs = 7 * 86_400_000, maxCount = 100_000 } = limits;
  const waiting = new Map<string, Waiting>();
  let count = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  let prunedAt = clock.elapsed();

  const attempt = (write: () => void): void => {
    try {
      write();
    } catch (cause) {
      // A trace that cannot be written must not end the process: the logins that it tells of are over.
      log.error({ cause: describeError(cause) }, "traces could not be written");
    }
  };
  const writeBatch = (): void => {
    const records = firstOf(waiting, batch);
    for (const { transactionId, events } of records) {
      waiting.delete(transactionId);
      count -= events.length;
    }
    const packed = records.map(({ transactionId, at, events }) => ({ transactionId, at, events: packEvents(events) }));
    attempt(() => traces.append(packed));
  };
  const prune = (): void => {
    if (clock.elapsed() - prunedAt < pruneEveryMs) return;
    prunedAt = clock.elapsed();
    attempt(() => traces.prune({ maxAgeMs, maxCount }));
  };
  const reportDropped = (): void => {
    if (dropped > 0) log.warn({ dropped }, "trace events were dropped: more came than could be written");
    dropped = 0;
  };
  const onTimer = (): void => {
    writeBatch();
    prune();
    reportDropped();
    timer = waiting.size === 0 ? null : setTimeout(onTimer, 1);
  };
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    while (waiting.size > 0) writeBatch();
    reportDropped();
  };
  return {
    sink(event) {
      if (closed || count >= buffered) {
        dropped += 1;
        return;
      }
      count += 1;
      const { transactionId, at } = event;
      const known = waiting.get(transactionId);
      if (known === undefined) waiting.set(transactionId, { transactionId, at, events: [event] });
      else known.events.push(event);
      timer ??= setTimeout(onTimer, delayMs);
    },
    flush,
    close() {
      flush();
      closed = true;
    },
  };
}

function firstOf<Value>(values: ReadonlyMap<string, Value>, most: number): Value[] {
  const first: Value[] = [];
  for (const value of values.values()) {
    if (first.length === most) break;
    first.push(value);
  }
  return first;
}
