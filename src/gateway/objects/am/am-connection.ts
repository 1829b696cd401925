import { randomUUID } from "node:crypto";
import type { Clock } from "../../../core/clock.ts";
import { describeError, errorCode } from "../../../core/errors.ts";
import { isJson, type Json, type JsonObject } from "../../../core/json.ts";
import type { Logger } from "../../../core/log.ts";
import { boundedQueue } from "../../../core/queue.ts";
import { gatewayErrors } from "../../errors.ts";
import { endingOf } from "../../http/ending.ts";
import { bufferResponse, bytesBody } from "../../http/entity.ts";
import type { Exchange, GatewayResponse, Handler } from "../../http/exchange.ts";
import { headersFrom } from "../../http/headers.ts";

/** A call to AM. */
export interface AmRequest {
  readonly method: "GET" | "POST";
  /** Below AM's address: `/json/realms/root/sessions`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
  /** The request on whose behalf it is: AM learns of its device, where it believes this gateway. */
  readonly behalf?: Exchange | undefined;
}

export interface AmAnswer {
  readonly status: number;
  /** Null when there is none, or it is no JSON. */
  readonly body: Json;
}

/**
 * Calls AM, and answers when all of its answer is there.
 *
 * @throws {gateway.am-unavailable} when AM cannot be reached, does not answer in time, or fails
 */
export type AmConnection = (request: AmRequest) => Promise<AmAnswer>;

const deadline = 10_000;
const largestAnswer = 256 * 1024;
const limits = { concurrency: 64, waiting: 1_024 };
/** So many failures in a row, and AM is left alone for a while. */
const failuresToPause = 5;
const pause = 2_000;

/** @param handler sends the requests */
export function createAmConnection(options: {
  readonly url: URL;
  readonly handler: Handler;
  readonly clock: Clock;
  readonly log: Logger;
}): AmConnection {
  const { url, handler, clock, log } = options;
  const queue = boundedQueue(limits);
  let failures = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const failed = (why: string, cause?: unknown): Error => {
    failures += 1;
    if (failures >= failuresToPause) pausedUntil = clock.elapsed() + pause;
    log.warn({ am: url.origin, why }, "AM did not answer");
    return gatewayErrors.error("gateway.am-unavailable", { detail: why, retryAfter: 1, cause });
  };

  const send = async (request: AmRequest): Promise<AmAnswer> => {
    if (clock.elapsed() < pausedUntil) {
      throw gatewayErrors.error("gateway.am-unavailable", { detail: "left alone after failures", retryAfter: 2 });
    }
    const signal = AbortSignal.timeout(deadline);
    let answer: GatewayResponse & { readonly body: Buffer };
    try {
      answer = await bufferResponse(await handler(exchangeOf(request, url, signal)), largestAnswer);
    } catch (problem) {
      throw failed(describeError(problem), problem);
    }
    const { status } = answer;
    if (status >= 500 || status === 429) throw failed(`status ${status}`);
    failures = 0;
    return { status, body: parsed(answer.body.toString("utf8")) };
  };

  return async (request) => {
    try {
      return await queue.run(() => send(request));
    } catch (problem) {
      if (errorCode(problem) !== "core.queue-full") throw problem;
      throw gatewayErrors.error("gateway.am-unavailable", { detail: "too many calls", retryAfter: 1, cause: problem });
    }
  };
}

/** A request of the gateway's own, in the form that handlers take. */
function exchangeOf(
  { method, path, query, headers, body, behalf }: AmRequest,
  url: URL,
  signal: AbortSignal,
): Exchange {
  const bytes = Buffer.from(body === undefined ? "" : JSON.stringify(body), "utf8");
  const raw = Object.entries({ accept: "application/json", "accept-encoding": "identity", ...headers }).flat();
  if (method === "POST") raw.push("content-type", "application/json");
  const target = {
    path: `${url.pathname.replace(/\/$/, "")}${path}`,
    query: query === undefined ? null : new URLSearchParams(query).toString(),
  };
  const own: Exchange["client"] = { address: "127.0.0.1", port: 0, secure: true, peer: { state: "none" } };
  return {
    transactionId: behalf?.transactionId ?? randomUUID(),
    method,
    version: "1.1",
    client: behalf?.client ?? own,
    externalOrigin: behalf?.externalOrigin ?? url.origin,
    original: target,
    headers: headersFrom(raw),
    body: bytesBody(bytes),
    ending: endingOf(signal),
    attributes: new Map(),
    contexts: new Map(),
    session: new Map(),
    target,
    upstream: url.origin,
    mapping: { prefix: "", path: "" },
    route: behalf?.route ?? null,
  };
}

function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : null;
  } catch {
    // An error page: what it means is said by the status.
    return null;
  }
}
