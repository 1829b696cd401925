/**
 * One error type for the whole house. `message` is public: it may reach any client. `detail` is private: it goes to
 * logs and traces only. Each room declares its codes with {@link defineErrors} in its own `errors.ts`; docs/errors.md
 * lists them all and a test counts both.
 */

/** `user`: the caller's mistake. `operational`: expected now and then (an outage, a limit). `unexpected`: a bug. */
export type ErrorKind = "user" | "operational" | "unexpected";

/** What a code stands for: kind, HTTP status and the default public message. */
export interface ErrorSpec {
  readonly kind: ErrorKind;
  readonly status: number;
  readonly message: string;
}

export interface ErrorOptionsWithDetail {
  /** Replaces the default public message. Must hold nothing that helps an attacker. */
  readonly message?: string;
  /** Private explanation for logs and traces. Must hold no secret. */
  readonly detail?: string;
  readonly cause?: unknown;
  /** Seconds after which a retry makes sense; becomes `Retry-After`. */
  readonly retryAfter?: number;
}

export class SallyportError extends Error {
  override readonly name = "SallyportError";
  readonly code: string;
  readonly kind: ErrorKind;
  readonly status: number;
  readonly detail: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: string, spec: ErrorSpec, options: ErrorOptionsWithDetail = {}) {
    super(options.message ?? spec.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.kind = spec.kind;
    this.status = spec.status;
    this.detail = options.detail;
    this.retryAfter = options.retryAfter;
  }
}

/** A room's error codes and the function that makes one of its errors. */
export interface ErrorFamily<Code extends string> {
  readonly specs: Readonly<Record<Code, ErrorSpec>>;
  error(code: Code, options?: ErrorOptionsWithDetail): SallyportError;
}

/**
 * Declares the error codes of a room.
 *
 * @example
 * const { error } = defineErrors({ "pki.unreadable": { kind: "operational", status: 500, message: "…" } });
 * throw error("pki.unreadable", { detail: path });
 */
export function defineErrors<const Code extends string>(specs: Record<Code, ErrorSpec>): ErrorFamily<Code> {
  return { specs, error: (code, options) => new SallyportError(code, specs[code], options) };
}

/** The text of anything that was thrown, with its causes, for logs. Never for clients. */
export function describeError(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const own = thrown instanceof SallyportError ? `${thrown.code}: ${thrown.detail ?? thrown.message}` : thrown.message;
  return thrown.cause === undefined ? own : `${own} ← ${describeError(thrown.cause)}`;
}

/** The `code` property of a thrown system or library error (`ECONNREFUSED`, `UND_ERR_…`), if it has one. */
export function errorCode(thrown: unknown): string | undefined {
  if (typeof thrown !== "object" || thrown === null || !("code" in thrown)) return undefined;
  return typeof thrown.code === "string" ? thrown.code : undefined;
}
