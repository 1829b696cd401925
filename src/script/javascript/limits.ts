/** How much a script may use. Sizes of text are in characters. */
export interface ScriptLimits {
  /** Guest heap, in bytes. */
  readonly memoryBytes: number;
  /** Milliseconds for one run; waiting for the host does not count. */
  readonly cpuMs: number;
  /** Milliseconds that one run may wait for the host, over all its calls. */
  readonly ioMs: number;
  /** Milliseconds that a suspending script waits for the link to its journey. */
  readonly suspendMs: number;
  /** Calls to the host in one run. */
  readonly hostCalls: number;
  /** HTTP requests among them. */
  readonly httpCalls: number;
  /** Size of the arguments of one call. */
  readonly callBytes: number;
  /** Guest stack, in bytes. */
  readonly stackBytes: number;
  /** Runs that may wait for a free worker, half of them of the same script; more are refused as busy. */
  readonly waitingRuns: number;
  readonly sourceBytes: number;
  readonly inputBytes: number;
  readonly resultBytes: number;
  /** Log text of one run; the rest is dropped. */
  readonly logBytes: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: ScriptLimits = {
  memoryBytes: 64 * mebibyte,
  cpuMs: 1000,
  ioMs: 10_000,
  suspendMs: 2000,
  hostCalls: 100,
  httpCalls: 10,
  callBytes: 512 * 1024,
  stackBytes: 256 * 1024,
  waitingRuns: 64,
  sourceBytes: 256 * 1024,
  inputBytes: 2 * mebibyte,
  resultBytes: 512 * 1024,
  logBytes: 16 * 1024,
};
