import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { Writable } from "node:stream";
import { gatewayErrors } from "../../errors.ts";
import type { GatewayResponse } from "../../http/exchange.ts";
import { checkRequest } from "../../http/request-checks.ts";
import type { GatewayLimits } from "../../options.ts";
import type { Inbound } from "../inbound.ts";
import { http2Body } from "./body.ts";
import { http2Head } from "./request-head.ts";

/** A request of HTTP/2: one stream of a connection. */
export function http2Inbound(
  stream: ServerHttp2Stream,
  raw: readonly string[],
  { socket, hasBody, limits }: { socket: Socket; hasBody: boolean; limits: GatewayLimits },
): Inbound {
  const method = methodOf(raw);
  let answered = false;
  return {
    method,
    version: "2.0",
    socket,
    read: () => {
      const { target, headers, bodyLength } = checkRequest(http2Head(raw, limits.headerBytes), limits);
      if (!hasBody && bodyLength !== 0) throw gatewayErrors.error("gateway.request-malformed");
      const length = headers.first("content-length") === undefined ? null : bodyLength;
      return { target, headers, body: hasBody ? http2Body(stream, length, limits.bodyBytes) : null };
    },
    answer: async (response) => {
      if (stream.destroyed || stream.closed) return;
      await respond(stream, response, method);
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

async function respond(stream: ServerHttp2Stream, response: GatewayResponse, method: string): Promise<void> {
  const { status, body } = response;
  const empty = method === "HEAD" || status === 204 || status === 304;
  const streamed = !Buffer.isBuffer(body);
  stream.respond({ ...fieldsOf(response), ":status": status }, { endStream: empty });
  if (streamed) await body.sendTo(empty ? nowhere() : stream);
  if (!empty) stream.end(streamed ? undefined : body);
}

/** Fields of the connection, which HTTP/2 does not have; framing is the protocol's own. */
const dropped = /^(?:connection|keep-alive|proxy-connection|transfer-encoding|upgrade|http2-settings)$/;

function fieldsOf({ status, headers }: GatewayResponse): OutgoingHttpHeaders {
  const fields: OutgoingHttpHeaders = {};
  for (const name of headers.names()) {
    const lower = name.toLowerCase();
    if (dropped.test(lower) || (status === 204 && lower === "content-length")) continue;
    const values = headers.all(lower);
    fields[lower] = lower === "set-cookie" ? [...values] : values.join(", ");
  }
  return fields;
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
