import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { gatewayErrors } from "../errors.ts";
import type { RequestBody } from "./exchange.ts";

/**
 * The body of a request as a stream that fails over `limit` bytes with gateway.body-too-large, and with
 * gateway.client-gone when the client leaves. Ending it early leaves the client's connection alone, so that an answer
 * can still be sent.
 *
 * @param onOpen called when somebody is about to read it
 */
export function limitedBody(
  request: IncomingMessage,
  length: number | null,
  limit: number,
  onOpen?: () => void,
): RequestBody | null {
  if (length === 0) return null;
  return {
    length,
    open: () => {
      onOpen?.();
      return openBody(request, limit);
    },
  };
}

function openBody(request: IncomingMessage, limit: number): Readable {
  let size = 0;
  const body = new Readable({
    read: () => {
      request.resume();
    },
    destroy: (problem, done) => {
      request.off("data", onData).off("end", onEnd).off("close", onClose);
      request.pause();
      done(problem);
    },
  });
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > limit) body.destroy(gatewayErrors.error("gateway.body-too-large"));
    else if (!body.push(chunk)) request.pause();
  };
  const onEnd = (): void => {
    body.push(null);
  };
  const onClose = (): void => {
    if (!request.complete) body.destroy(gatewayErrors.error("gateway.client-gone"));
  };
  request.on("data", onData).on("end", onEnd).on("close", onClose);
  request.pause();
  return body;
}
