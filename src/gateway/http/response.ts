import type { ServerResponse } from "node:http";
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

/**
 * Sends a response; the framing is written anew by node.
 *
 * @param close ends the client's connection after this answer
 */
export async function sendResponse(response: GatewayResponse, out: ServerResponse, close: boolean): Promise<void> {
  if (close) out.shouldKeepAlive = false;
  // Informational and empty answers carry no length of their own (RFC 9110, section 8.6).
  if (response.status === 204) response.headers.removeWhere((name) => name.toLowerCase() === "content-length");
  out.writeHead(response.status, response.headers.toRaw());
  if (Buffer.isBuffer(response.body)) {
    out.end(response.body);
    return;
  }
  await response.body.sendTo(out);
}
