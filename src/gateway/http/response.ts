import type { IncomingMessage, ServerResponse } from "node:http";
import { dropRest, type Linger } from "../../core/drop-rest.ts";
import type { GatewayResponse } from "./exchange.ts";
import { headersFrom } from "./headers.ts";

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
 */
export async function sendResponse(
  { status, headers, body }: GatewayResponse,
  out: ServerResponse,
  closing: Closing | null,
): Promise<void> {
  if (closing !== null) out.shouldKeepAlive = false;
  // Informational and empty answers carry no length of their own (RFC 9110, section 8.6).
  if (status === 204) headers.removeWhere((name) => name.toLowerCase() === "content-length");
  out.writeHead(status, headers.toRaw());
  const streamed = !Buffer.isBuffer(body);
  if (streamed) await body.sendTo(out);
  if (closing === null || closing.request.complete) {
    out.end(streamed ? undefined : body);
    return;
  }
  if (!streamed && body.length > 0) out.write(body);
  out.flushHeaders();
  await dropRest(closing.request, closing.linger);
  out.end();
}
