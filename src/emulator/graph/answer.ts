import type { Clock } from "../../core/clock.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { Random } from "../../core/random.ts";
import { intuneMessage, wrappedMessage } from "./intune-message.ts";
import type { GraphProblem } from "./refusal.ts";

/** An answer of Graph, free of HTTP, so that a batch can hold many of them. */
export interface GraphAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  /** The body as it goes out, where it is written already. */
  readonly written?: Buffer;
}

/** The two ids that Graph puts on every answer. They are equal when the client sent none. */
export interface RequestIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}

const acceptableId = /^[\w.-]{1,64}$/;

export function requestIds(random: Random, clientRequestId: string | undefined): RequestIds {
  const requestId = random.uuid();
  const usable = clientRequestId !== undefined && acceptableId.test(clientRequestId);
  return { requestId, clientRequestId: usable ? clientRequestId : requestId };
}

/**
 * The headers of every Graph answer. Strict-Transport-Security is left out on purpose: on `localhost` it would turn
 * every other local HTTP server of the developer's browser to HTTPS.
 */
function commonHeaders(ids: RequestIds): Record<string, string> {
  const ServerInfo = { DataCenter: "Sallyport", Slice: "E", Ring: "1", ScaleUnit: "000", RoleInstance: "emulator" };
  return {
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId,
    "x-ms-ags-diagnostic": JSON.stringify({ ServerInfo }),
    vary: "Accept-Encoding",
  };
}

export function successAnswer(body: JsonObject | Buffer, ids: RequestIds): GraphAnswer {
  const type = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
  const headers = { ...commonHeaders(ids), "odata-version": "4.0", "content-type": type };
  if (!Buffer.isBuffer(body)) return { status: 200, headers, body };
  return {
    status: 200,
    headers,
    get body(): Json {
      return JSON.parse(body.toString());
    },
    written: body,
  };
}

const challenge =
  'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", ' +
  'client_id="00000003-0000-0000-c000-000000000000"';

/** The one place that makes a body from a Graph problem. */
export function problemAnswer(problem: GraphProblem, ids: RequestIds, clock: Clock, retryAfter?: string): GraphAnswer {
  const innerError = {
    date: new Date(clock.now()).toISOString().slice(0, 19),
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId,
  };
  const headers = {
    ...commonHeaders(ids),
    "content-type": "application/json",
    ...(problem.status === 401 ? { "www-authenticate": challenge } : {}),
    ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
  };
  const message = messageOf(problem, ids.requestId);
  return { status: problem.status, headers, body: { error: { code: problem.code, message, innerError } } };
}

function messageOf(problem: GraphProblem, activityId: string): string {
  if (!("path" in problem)) return problem.text;
  const message = intuneMessage(problem.text, activityId, problem.path);
  return problem.within === undefined ? message : wrappedMessage(problem.within, message);
}
