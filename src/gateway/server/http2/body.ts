import type { ServerHttp2Stream } from "node:http2";
import { Readable } from "node:stream";
import { gatewayErrors } from "../../errors.ts";
import type { RequestBody } from "../../http/exchange.ts";
import type { SlowClients } from "../slow-clients.ts";

/**
 * The body of a request of HTTP/2: fails over `limit` bytes with gateway.body-too-large, and with gateway.client-gone when
 * the client resets the stream. Ending it early leaves the stream open for an answer.
 *
 * @param length as announced; null when it was not
 */
export function http2Body(
  stream: ServerHttp2Stream,
  length: number | null,
  { limit, slow }: { limit: number; slow: SlowClients },
): RequestBody {
  let size = 0;
  let complete = false;
  const whole: RequestBody = {
    length,
    open: () => {
      const onData = (chunk: Buffer): void => {
        size += chunk.length;
        if (size > limit) body.destroy(gatewayErrors.error("gateway.body-too-large"));
        else if (!body.push(chunk)) stream.pause();
      };
      const onEnd = (): void => {
        complete = true;
        body.push(null);
      };
      const onClose = (): void => {
        if (!complete) body.destroy(gatewayErrors.error("gateway.client-gone"));
      };
      const body = new Readable({
        read: () => {
          stream.resume();
        },
        destroy: (problem, done) => {
          stream.off("data", onData).off("end", onEnd).off("close", onClose);
          stream.pause();
          done(problem);
        },
      });
      stream.on("data", onData).on("end", onEnd).on("close", onClose);
      stream.pause();
      return body;
    },
  };
  return slow.body(whole, () => (stream.isPaused() || complete ? null : { moved: size, pending: 0 }));
}
