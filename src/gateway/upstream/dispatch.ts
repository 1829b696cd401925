import type { Duplex } from "node:stream";
import type { Dispatcher } from "undici";
import type { Ending } from "../http/ending.ts";
import type { StreamedBody } from "../http/exchange.ts";
import { type Headers, headersFrom } from "../http/headers.ts";
import type { Upstream } from "./pools.ts";
import { receivedBody } from "./received-body.ts";

export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: StreamedBody;
  /** The application's connection, when it agreed to another protocol. */
  readonly socket: Duplex | null;
  /** Whether not a byte of an answer may stay away for longer. */
  watch(milliseconds: number): void;
}

/** `servername` is undici's, and missing in its types: without it the Host header would choose the name in TLS. */
export type UpstreamRequest = Dispatcher.DispatchOptions & { readonly servername?: string | null };

/**
 * Sends one request with undici's lowest call and answers as soon as the response headers are there. The interface
 * without a controller is the one that hands headers over as they came, instead of as an object besides.
 *
 * @param queueTimeout milliseconds that the request may wait for a connection when all are in use
 * @throws whatever undici reports: a refused connection, a time-out, a malformed response; or the ending's reason
 */
export function dispatch(
  upstream: Upstream,
  request: UpstreamRequest,
  ending: Ending,
  queueTimeout: number,
): Promise<UpstreamResponse> {
  return new Promise((resolve, reject) => {
    const received = receivedBody();
    let abort: ((reason: Error) => void) | undefined;
    let queueing: NodeJS.Timeout | undefined;
    let stopped: Error | undefined;
    const stop = (reason: Error): void => {
      stopped ??= reason;
      clearTimeout(queueing);
      abort?.(reason);
      reject(reason);
    };
    const finish = (): void => {
      clearTimeout(queueing);
      ending.forget(stop);
      upstream.running -= 1;
    };
    upstream.running += 1;
    if (upstream.running > upstream.connections) {
      queueing = setTimeout(() => stop(new Error("no connection to the application became free")), queueTimeout);
    }
    ending.watch(stop);
    upstream.dispatcher.dispatch(request, {
      onConnect: (abortRequest) => {
        clearTimeout(queueing);
        abort = abortRequest;
        if (stopped !== undefined) abortRequest(stopped);
      },
      onHeaders: (status, raw, resume) => {
        // Informational answers (100, 103) are for the connection, or hints that may be dropped.
        if (status < 200) return true;
        received.start({ resume, abort: stop });
        resolve({ status, headers: headersFrom(raw), body: received.body, socket: null, watch: received.watch });
        return true;
      },
      onUpgrade: (status, raw, socket) => {
        finish();
        received.end();
        const headers = headersFrom(raw ?? []);
        resolve({ status, headers, body: received.body, socket, watch: received.watch });
      },
      onData: received.push,
      onComplete: () => {
        finish();
        received.end();
      },
      onError: (problem) => {
        finish();
        received.fail(problem);
        reject(problem);
      },
    });
  });
}
