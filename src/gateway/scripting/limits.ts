/** What one run of a script may use. */
export const scriptLimits = {
  /** Steps of the Groovy machine, its callbacks included. */
  steps: 2_000_000,
  /** Characters and items that a Groovy run makes. */
  memory: 16 * 1024 * 1024,
  /** Calls inside calls. */
  depth: 200,
  /** Milliseconds until the result of the script's body, its waiting included. */
  milliseconds: 60_000,
  /** Bytes of an entity that a script reads. */
  entityBytes: 1024 * 1024,
  sourceBytes: 256 * 1024,
  /** Calls of `http.send` in a run, and milliseconds for each of them. */
  httpCalls: 10,
  httpMilliseconds: 10_000,
  /** Log lines of a run; the rest is dropped. */
  logLines: 50,
  logCharacters: 2_000,
  /** Entries of `globals`. */
  globals: 1_000,
} as const;
