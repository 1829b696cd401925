import type { Clock } from "../core/clock.ts";

/** What is kept of a request: enough to assert on, nothing that could hold a secret (no query, header or body). */
export interface RecordedRequest {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** `null` while unanswered, and for good when the connection ended without an answer. */
  readonly status: number | null;
  /** The service whose injected fault was met, if one was. */
  readonly fault: "entra" | "graph" | "identity" | null;
}

/** What becomes of a request after it arrived. */
export type RequestOutcome = Partial<Pick<RecordedRequest, "status" | "fault">>;

/** Keeps the latest requests to the emulated services. */
export interface Recorder {
  /** Notes an arriving request; call the result with what becomes of it. */
  begin(method: string, url: string): (outcome: RequestOutcome) => void;
  /** Oldest first. */
  entries(): readonly RecordedRequest[];
  clear(): void;
}

const longestPath = 512;

export function createRecorder(clock: Clock, capacity = 1000): Recorder {
  const entries: RecordedRequest[] = [];
  return {
    begin(method, url) {
      const path = url.replace(/\?.*$/s, "").slice(0, longestPath);
      const entry = { at: new Date(clock.now()).toISOString(), method, path, status: null, fault: null };
      if (entries.push(entry) > capacity) entries.shift();
      return (outcome) => void Object.assign(entry, outcome);
    },
    entries: () => entries.map((entry) => ({ ...entry })),
    clear() {
      entries.length = 0;
    },
  };
}
