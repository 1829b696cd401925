import type { BuildContext } from "../../heap/model.ts";
import type { Reference } from "../../heap/schemas.ts";
import type { GatewayResponse, Handler } from "../../http/exchange.ts";
import { headersFrom } from "../../http/headers.ts";

/** What filters answer themselves. */

/** An answer without a body, never cached. */
export function emptyResponse(status: number, more: readonly string[] = []): GatewayResponse {
  const headers = headersFrom(["Content-Length", "0", "Cache-Control", "no-store", ...more]);
  return { status, headers, body: Buffer.alloc(0) };
}

/** The handler that a key names, or else an empty answer. */
export async function handlerOr(
  status: number,
  to: Reference | undefined,
  context: BuildContext,
  key = "failureHandler",
): Promise<Handler> {
  if (to === undefined) return async () => emptyResponse(status);
  return (await context.refer("handler", to, key)).handle;
}

/** Gives up a response that another replaces, so that its connection to the application is free again. */
export function abandon({ body }: GatewayResponse): void {
  if (!Buffer.isBuffer(body)) body.abandon?.(new Error("another response replaced this one"));
}
