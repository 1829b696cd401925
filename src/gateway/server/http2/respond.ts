import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { Writable } from "node:stream";
import type { GatewayResponse } from "../../http/exchange.ts";
import { eventStreamPause, isEventStream } from "../../http/response.ts";
import type { SlowClients } from "../slow-clients.ts";

/** Sends a response; the framing is the protocol's own. */
export async function respond(
  stream: ServerHttp2Stream,
  response: GatewayResponse,
  method: string,
  slow: SlowClients,
): Promise<void> {
  const { status, headers, body } = response;
  const empty = method === "HEAD" || status === 204 || status === 304;
  stream.respond({ ...fieldsOf(response), ":status": status }, { endStream: empty });
  if (empty) {
    if (!Buffer.isBuffer(body)) await body.sendTo(nowhere());
    return;
  }
  let written = 0;
  const progress = () => {
    const pending = stream.writableLength;
    return pending === 0 ? null : { moved: written - pending, pending };
  };
  slow.answer(stream, progress, () => stream.close(constants.NGHTTP2_CANCEL));
  stream.once("close", () => slow.release(stream));
  if (Buffer.isBuffer(body)) {
    written = body.length;
    stream.end(body);
    return;
  }
  if (isEventStream(headers)) stream.setTimeout(eventStreamPause);
  const sink = counted(stream, (bytes) => {
    written += bytes;
  });
  stream.once("close", () => sink.destroy());
  await body.sendTo(sink);
  await new Promise<void>((resolve) => sink.end(() => resolve()));
  stream.end();
}

/** The same stream at the same pace, with its bytes counted. */
function counted(stream: ServerHttp2Stream, count: (bytes: number) => void): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      count(chunk.length);
      if (stream.write(chunk)) done();
      else stream.once("drain", done);
    },
  });
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
