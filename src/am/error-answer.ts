import { STATUS_CODES } from "node:http";
import { SallyportError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Answer } from "./answer.ts";

/** The one place where an error becomes a body (CREST: code, reason, message, detail). */

/** PingAM's number for a journey that took too long; the clients start again when they see it. */
const timedOut = { errorCode: "110" };
const timedOutCodes: readonly string[] = ["am.step-expired", "journey.changed", "journey.device-changed"];

/** @param thrown anything; of what is not meant for clients they learn the status only */
export function errorAnswer(thrown: unknown): Answer {
  if (thrown instanceof SallyportError) return ownErrorAnswer(thrown);
  const status = statusOf(thrown);
  return { status, body: errorBody(status, reasonOf(status)), headers: {} };
}

interface LoginFailure {
  readonly message?: string | null | undefined;
  readonly failureUrl: string;
  /** What nodes add to the detail; `failureUrl` and `errorCode` are not theirs. */
  readonly details?: JsonObject;
}

/** 401 of a journey that reached Failure, or broke. */
export function loginFailure({ message, failureUrl, details = {} }: LoginFailure): Answer {
  // Clients start over, by themselves, when they see an errorCode.
  const { errorCode: _, ...added } = details;
  return { status: 401, body: errorBody(401, message ?? "Login failure", { ...added, failureUrl }), headers: {} };
}

/** Whether an error is ours to look into, and not the client's or an outage that is reported elsewhere. */
export function isUnexpected(thrown: unknown): boolean {
  if (thrown instanceof SallyportError) return thrown.kind === "unexpected" || hidesMessage(thrown.status);
  return statusOf(thrown) === 500;
}

function ownErrorAnswer(error: SallyportError): Answer {
  const headers: Record<string, string> =
    error.retryAfter === undefined ? {} : { "retry-after": String(Math.ceil(error.retryAfter)) };
  if (error.kind === "unexpected" || hidesMessage(error.status)) {
    return { status: 500, body: errorBody(500, reasonOf(500)), headers };
  }
  const detail = timedOutCodes.includes(error.code) ? timedOut : undefined;
  return { status: error.status, body: errorBody(error.status, error.message, detail), headers };
}

function hidesMessage(status: number): boolean {
  return status < 400 || (status >= 500 && status !== 503);
}

/** fastify's own refusals carry a status: 400 for a broken request line, 413, 503 for a handler that took too long. */
function statusOf(thrown: unknown): number {
  if (!(thrown instanceof Error) || !("statusCode" in thrown) || typeof thrown.statusCode !== "number") return 500;
  const { statusCode } = thrown;
  return (statusCode >= 400 && statusCode < 500) || statusCode === 503 ? statusCode : 500;
}

function errorBody(code: number, message: string, detail?: JsonObject): JsonObject {
  return { code, reason: reasonOf(code), message, ...(detail === undefined ? {} : { detail }) };
}

function reasonOf(status: number): string {
  return STATUS_CODES[status] ?? "Error";
}
