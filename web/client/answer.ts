import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";
import { readStep, type Step } from "./step.ts";

/** How a request to the authenticate endpoint ended. Nothing that the network or the server does is thrown. */
export type Answer = Question | Success | Failure | NoAnswer;

interface Question extends Traced {
  readonly kind: "step";
  readonly step: Step;
}

export interface Success extends Traced {
  readonly kind: "success";
  /** The session token; `undefined` when the journey makes no session. Never to be shown or kept. */
  readonly tokenId: string | undefined;
  /** Where the server sends the person: a `goto` that it validated, or a default. "" when there is none. */
  readonly successUrl: string;
}

export interface Failure extends Traced {
  readonly kind: "failure";
  readonly status: number;
  /** The server's message for the person, or "". */
  readonly message: string;
  /** The journey's time was up (PingAM's `errorCode` 110); starting again helps. */
  readonly timedOut: boolean;
  /** Seconds until the server wants to be asked again; set when it refused for load (429, 503). */
  readonly retryAfter: number | undefined;
  readonly failureUrl: string;
}

/** No answer came in time, or the connection failed. */
export interface NoAnswer extends Traced {
  readonly kind: "no-answer";
}

/** The id under which the server's log tells of the request, or "". */
interface Traced {
  readonly transactionId: string;
}

/** The facts of an HTTP answer that count. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Json;
  readonly transactionId: string;
  readonly retryAfter: string | null;
}

/** Tells step, success and failure apart as PingAM's own SDKs do: an `authId` is a step, else the status decides. */
export function readAnswer({ status, body, transactionId, retryAfter }: HttpAnswer, now: number): Answer {
  const fields: JsonObject = isJsonObject(body) ? body : {};
  const step = readStep(fields);
  if (step !== undefined) return { kind: "step", step, transactionId };
  const isSuccess = status >= 200 && status < 300 && ("successUrl" in fields || "tokenId" in fields);
  if (isSuccess) {
    const tokenId = nonEmpty(fields.tokenId);
    return { kind: "success", tokenId, successUrl: nonEmpty(fields.successUrl) ?? "", transactionId };
  }
  const detail: JsonObject = isJsonObject(fields.detail) ? fields.detail : {};
  return {
    kind: "failure",
    status,
    message: nonEmpty(fields.message) ?? "",
    timedOut: String(detail.errorCode) === "110",
    retryAfter: status === 429 || status === 503 ? secondsUntil(retryAfter, now) : undefined,
    failureUrl: nonEmpty(detail.failureUrl) ?? "",
    transactionId,
  };
}

const longestRetryAfter = 24 * 60 * 60;

/** `Retry-After` (RFC 9110, 10.2.3: seconds or a date) in seconds; 0 when it is absent or not understood. */
function secondsUntil(retryAfter: string | null, now: number): number {
  if (retryAfter === null) return 0;
  const seconds = /^\s*\d+\s*$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - now) / 1000;
  return Number.isNaN(seconds) ? 0 : Math.min(Math.max(Math.ceil(seconds), 0), longestRetryAfter);
}

function nonEmpty(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
