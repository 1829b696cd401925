/** How much a script may use. Sizes of text are in characters. */
export interface ScriptLimits {
  /** Guest heap, in bytes. */
  readonly memoryBytes: number;
  /** Milliseconds for one run. */
  readonly cpuMs: number;
  /** Guest stack, in bytes. */
  readonly stackBytes: number;
  /** Runs that may wait for a free worker; more are refused as busy. */
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
  stackBytes: 256 * 1024,
  waitingRuns: 64,
  sourceBytes: 256 * 1024,
  inputBytes: 2 * mebibyte,
  resultBytes: 512 * 1024,
  logBytes: 16 * 1024,
};
