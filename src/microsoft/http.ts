import type { IncomingHttpHeaders } from "node:http";
import { type Dispatcher, request } from "undici";
import { errorCode } from "../core/errors.ts";
import { isJsonObject, type Json } from "../core/json.ts";
import type { Deadline } from "./deadline.ts";
import type { Timeouts } from "./timeouts.ts";

/** HTTP as this room needs it: bounded in time and size, no redirects, no repeats. */

export interface HttpCall {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The answer's body is refused beyond this size. */
  readonly maxBytes: number;
}

/** The upstream named a status. `text` is null when its body broke off or was too large; `fault` says which. */
export interface Answer {
  readonly outcome: "answer";
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string | null;
  readonly fault: string | null;
}

/** No answer in time. `fault` is the code of the error and never its text, which may hold addresses. */
interface NoAnswer {
  readonly outcome: "no-answer";
  readonly fault: string;
}

export type Exchange = Answer | NoAnswer;

export interface HttpClient {
  /** Never rejects for trouble upstream. */
  exchange(call: HttpCall, deadline: Deadline): Promise<Exchange>;
}

const deadlinePassed = "DEADLINE";
export const tooLarge = "TOO_LARGE";
const brokenConnection = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
]);
const outOfTime = new Set([deadlinePassed, "UND_ERR_BODY_TIMEOUT"]);
const ourMistake = new Set(["UND_ERR_INVALID_ARG", "UND_ERR_NOT_SUPPORTED", "UND_ERR_INVALID_RETURN_VALUE"]);

export function createHttpClient(dispatcher: Dispatcher, timeouts: Timeouts): HttpClient {
  const attempt = async (call: HttpCall, { signal }: Deadline): Promise<Exchange> => {
    try {
      const response = await request(call.url, {
        dispatcher,
        method: call.method,
        headers: call.headers,
        body: call.body ?? null,
        headersTimeout: timeouts.headers,
        bodyTimeout: timeouts.body,
        signal,
      });
      const body = await readBody(response.body, call.maxBytes, signal);
      return { outcome: "answer", status: response.statusCode, headers: response.headers, ...body };
    } catch (thrown) {
      return { outcome: "no-answer", fault: faultOf(thrown, signal) };
    }
  };
  return { exchange: attempt };
}

/** Whether the connection broke, so that the same call may well succeed on another one. */
export function isBrokenConnection({ fault }: Exchange): boolean {
  return fault !== null && brokenConnection.has(fault);
}

/** Whether the upstream kept us waiting beyond one of the limits, the overall deadline excepted. */
export function isTimeOut({ fault }: Exchange): boolean {
  return fault === "UND_ERR_HEADERS_TIMEOUT" || fault === "UND_ERR_BODY_TIMEOUT";
}

/** Reads up to the cap. A time-out is thrown on: an answer that never ends is no answer. */
async function readBody(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  signal: AbortSignal,
): Promise<{ text: string | null; fault: string | null }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > maxBytes) return { text: null, fault: tooLarge };
      chunks.push(chunk);
    }
  } catch (thrown) {
    const fault = faultOf(thrown, signal);
    if (outOfTime.has(fault)) throw thrown;
    return { text: null, fault };
  }
  return { text: textOf(Buffer.concat(chunks, size)), fault: null };
}

/** UTF-8 without its byte order mark. `TextDecoder` does the same at three times the price, which a fleet shows. */
function textOf(bytes: Buffer): string {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString("utf8", hasMark ? 3 : 0);
}

/** @throws what is no trouble of the network but a bug */
function faultOf(thrown: unknown, signal: AbortSignal): string {
  if (signal.aborted) return deadlinePassed;
  const code = errorCode(thrown);
  if (code === undefined || ourMistake.has(code)) throw thrown;
  return code;
}

const deepest = 64;

/** The JSON of a body, `undefined` when it is none, or nested deeper than any real answer. */
export function parseBody(text: string | null): Json | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isShallowJson(value, deepest) ? value : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** `isJson` for what `JSON.parse` returned: only depth and numbers are left to check, and a fleet has millions of members. */
function isShallowJson(value: unknown, depth: number): value is Json {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isShallowJson(item, depth - 1)) return false;
    return true;
  }
  if (!isJsonObject(value)) return false;
  for (const name in value) if (!isShallowJson(value[name], depth - 1)) return false;
  return true;
}
