import type { IncomingMessage, ServerResponse } from "node:http";
import { dropRest, type Linger } from "../../core/drop-rest.ts";
import type { GatewayResponse } from "./exchange.ts";
import { type Headers, headersFrom } from "./headers.ts";

/** A small answer of the gateway's own: never cached, never sniffed. */
export function ownResponse(status: number, text: string, more: readonly string[] = []): GatewayResponse {
  const body = Buffer.from(`${text}\n`, "utf8");
  const headers = headersFrom([
    "Content-Type",
    "text/plain; charset=utf-8",
    "Content-Length",
    String(body.length),
    "Cache-Control",
    "no-store",
    "X-Content-Type-Options",
    "nosniff",
    ...more,
  ]);
  return { status, headers, body };
}

/** Silence that a stream of events may have, in milliseconds; it is known for pauses. */
export const eventStreamPause = 10 * 60_000;

export function isEventStream(headers: Headers): boolean {
  return headers.first("content-type")?.startsWith("text/event-stream") === true;
}

/** Bytes of a body that are copied to be sent in one piece with the head. */
const onePiece = 16 * 1024;

function isContentLength(name: string): boolean {
  return name === "content-length";
}

/** How a response ends the client's connection. */
export interface Closing {
  /** The request, which may not have arrived as a whole. */
  readonly request: IncomingMessage;
  readonly linger: Linger;
}

/**
 * Sends a response; the framing is written anew by node.
 *
 * @param closing ends the client's connection after this answer; null keeps it
 * @returns nothing when node has all of it already, as it has of most
 */
export function sendResponse(
  { status, headers, body }: GatewayResponse,
  out: ServerResponse,
  closing: Closing | null,
): Promise<void> | undefined {
  if (closing !== null) out.shouldKeepAlive = false;
  // Informational and empty answers carry no length of their own (RFC 9110, section 8.6).
  if (status === 204) headers.removeWhere(isContentLength);
  const bytes = Buffer.isBuffer(body) ? body : (body.whole?.() ?? null);
  out.writeHead(status, headers.toRaw());
  if (bytes === null && !Buffer.isBuffer(body)) {
    // A stream may begin with silence, and its headers say what it is.
    out.flushHeaders();
    if (isEventStream(headers)) out.setTimeout(eventStreamPause);
    return body.sendTo(out).then(() => finish(null, out, closing));
  }
  return finish(bytes, out, closing);
}

function finish(bytes: Buffer | null, out: ServerResponse, closing: Closing | null): Promise<void> | undefined {
  if (closing !== null && !closing.request.complete) return finishSlowly(bytes, out, closing);
  if (bytes === null || bytes.length === 0) out.end();
  else if (bytes.length > onePiece) out.end(bytes);
  else {
    // Node writes a head and a text in one piece, a head and bytes in two; and uncorked before the end, in one call.
    out.write(bytes.toString("latin1"), "latin1");
    out.socket?.uncork();
    out.end();
  }
  return undefined;
}

async function finishSlowly(bytes: Buffer | null, out: ServerResponse, { request, linger }: Closing): Promise<void> {
  if (bytes !== null && bytes.length > 0) out.write(bytes);
  out.flushHeaders();
  await dropRest(request, linger);
  out.end();
}
