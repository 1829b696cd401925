import type { IncomingMessage, ServerResponse } from "node:http";
import { describeError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import type { RequestBody } from "../http/exchange.ts";
import { limitedBody } from "../http/request-body.ts";
import { checkRequest } from "../http/request-checks.ts";
import { type Closing, sendResponse } from "../http/response.ts";
import type { GatewayLimits } from "../options.ts";
import type { Inbound } from "./inbound.ts";
import type { SlowClients } from "./slow-clients.ts";

/** What requests of one listener have in common. */
export interface Http1Surroundings {
  /**
   * Connections whose end is decided. Node goes on parsing what a client sent behind a refused request, and that must
   * never become a request of its own.
   */
  readonly condemned: WeakSet<object>;
  readonly limits: GatewayLimits;
  readonly log: Logger;
  /** Absent where another server stands between the clients and this one. */
  readonly slow?: SlowClients;
}

/** A request of HTTP/1.1 or 1.0. */
export function http1Inbound(
  request: IncomingMessage,
  response: ServerResponse,
  { condemned, limits, log, slow }: Http1Surroundings,
  expects: "nothing" | "100-continue" = "nothing",
): Inbound {
  const { socket, method = "", httpVersion: version } = request;
  let hasBody = true;
  // A reset connection is reported by "close"; without a listener it would end the process.
  response.on("error", (problem) => log.debug({ why: describeError(problem) }, "a client connection failed"));
  const distrust = (): void => {
    condemned.add(socket);
  };
  return {
    method,
    version,
    rawHeaders: request.rawHeaders,
    socket,
    read: () => {
      const { target, headers, bodyLength } = checkRequest(request, limits);
      // The client is told to go on when somebody wants its body, and not before.
      const onOpen = expects === "nothing" ? undefined : () => response.writeContinue();
      const body = limitedBody(request, bodyLength, limits.bodyBytes, onOpen);
      hasBody = body !== null;
      return { target, headers, body: body === null || slow === undefined ? body : watched(body, request, slow) };
    },
    answer: (answer, last) => {
      const ends = last || (hasBody && !request.complete);
      if (ends) distrust();
      return sendResponse(answer, response, ends ? closing(request, limits) : null);
    },
    distrust,
    isAnswered: () => response.headersSent || response.destroyed,
    cut: () => response.destroy(),
    status: () => response.statusCode,
    onLeave: (listener) => {
      response.once("close", () => {
        if (!response.writableFinished) listener();
      });
    },
  };
}

function watched(body: RequestBody, request: IncomingMessage, slow: SlowClients): RequestBody {
  const isClientsTurn = (): boolean => !request.isPaused() && !request.complete;
  return slow.body(body, () => (isClientsTurn() ? { moved: request.socket.bytesRead, pending: 0 } : null));
}

function closing(request: IncomingMessage, limits: GatewayLimits): Closing {
  return { request, linger: { bytes: limits.bodyBytes, time: limits.lingerTimeout } };
}
