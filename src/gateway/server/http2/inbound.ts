import { constants, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { gatewayErrors } from "../../errors.ts";
import { checkRequest } from "../../http/request-checks.ts";
import type { GatewayLimits } from "../../options.ts";
import type { Inbound } from "../inbound.ts";
import type { SlowClients } from "../slow-clients.ts";
import { http2Body } from "./body.ts";
import { http2Head } from "./request-head.ts";
import { respond } from "./respond.ts";

/** A request of HTTP/2: one stream of a connection. */
export function http2Inbound(
  stream: ServerHttp2Stream,
  raw: readonly string[],
  { socket, hasBody, limits, slow }: { socket: Socket; hasBody: boolean; limits: GatewayLimits; slow: SlowClients },
): Inbound {
  const method = methodOf(raw);
  let answered = false;
  return {
    method,
    version: "2.0",
    rawHeaders: raw,
    socket,
    read: () => {
      const { target, headers, bodyLength } = checkRequest(http2Head(raw, limits.headerBytes), limits);
      if (!hasBody && bodyLength !== 0) throw gatewayErrors.error("gateway.request-malformed");
      const length = headers.first("content-length") === undefined ? null : bodyLength;
      const body = hasBody ? http2Body(stream, length, { limit: limits.bodyBytes, slow }) : null;
      return { target, headers, body };
    },
    answer: async (response) => {
      if (stream.destroyed || stream.closed) return;
      await respond(stream, response, method, slow);
      answered = true;
      // The rest of a body that nobody reads is not to be sent (RFC 9113, section 8.1).
      if (hasBody && !stream.readableEnded) stream.once("finish", () => stream.close(constants.NGHTTP2_NO_ERROR));
    },
    distrust: () => {
      // Streams do not run into each other: nothing can hide behind a refused request.
    },
    isAnswered: () => stream.headersSent || stream.destroyed || stream.closed,
    cut: () => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
    status: () => Number(stream.sentHeaders?.[":status"] ?? 0),
    onLeave: (listener) => {
      stream.once("close", () => {
        if (!answered) listener();
      });
    },
  };
}

function methodOf(raw: readonly string[]): string {
  const index = raw.indexOf(":method");
  return index < 0 ? "" : (raw[index + 1] ?? "");
}
