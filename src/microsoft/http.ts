import type { IncomingHttpHeaders } from "node:http";
import { type Dispatcher, request } from "undici";
import { errorCode } from "../core/errors.ts";
import { isJson, type Json } from "../core/json.ts";
import type { Timeouts } from "./timeouts.ts";

/** HTTP as this room needs it: bounded in time and size, no redirects, one more attempt after a broken connection. */

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
  exchange(call: HttpCall, deadline: AbortSignal): Promise<Exchange>;
}

const deadlinePassed = "DEADLINE";
const tooLarge = "TOO_LARGE";
const brokenConnection = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "UND_ERR_CONNECT_TIMEOUT"]);
const outOfTime = new Set([deadlinePassed, "UND_ERR_BODY_TIMEOUT"]);
const ourMistake = new Set(["UND_ERR_INVALID_ARG", "UND_ERR_NOT_SUPPORTED", "UND_ERR_INVALID_RETURN_VALUE"]);

export function createHttpClient(dispatcher: Dispatcher, timeouts: Timeouts): HttpClient {
  const attempt = async (call: HttpCall, deadline: AbortSignal): Promise<Exchange> => {
    try {
      const response = await request(call.url, {
        dispatcher,
        method: call.method,
        headers: call.headers,
        body: call.body ?? null,
        headersTimeout: timeouts.headers,
        bodyTimeout: timeouts.body,
        signal: deadline,
      });
      const body = await readBody(response.body, call.maxBytes, deadline);
      return { outcome: "answer", status: response.statusCode, headers: response.headers, ...body };
    } catch (thrown) {
      return { outcome: "no-answer", fault: faultOf(thrown, deadline) };
    }
  };
  return {
    async exchange(call, deadline) {
      const first = await attempt(call, deadline);
      return isWorthRepeating(first, call) && !deadline.aborted ? attempt(call, deadline) : first;
    },
  };
}

/** A POST is repeated only when no answer had begun; a connection that the server closed while idle ends like that. */
function isWorthRepeating(exchange: Exchange, call: HttpCall): boolean {
  const repeatable = exchange.outcome === "no-answer" || call.method === "GET";
  return repeatable && exchange.fault !== null && brokenConnection.has(exchange.fault);
}

/** Reads up to the cap. A time-out is thrown on: an answer that never ends is no answer. */
async function readBody(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  deadline: AbortSignal,
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
    const fault = faultOf(thrown, deadline);
    if (outOfTime.has(fault)) throw thrown;
    return { text: null, fault };
  }
  return { text: new TextDecoder().decode(Buffer.concat(chunks)), fault: null };
}

/** @throws what is no trouble of the network but a bug */
function faultOf(thrown: unknown, deadline: AbortSignal): string {
  if (deadline.aborted) return deadlinePassed;
  const code = errorCode(thrown);
  if (code === undefined || ourMistake.has(code)) throw thrown;
  return code;
}

/** The JSON of a body, `undefined` when it is none, or nested deeper than any real answer. */
export function parseBody(text: string | null): Json | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
