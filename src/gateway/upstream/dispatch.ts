import type { Dispatcher } from "undici";
import type { StreamedBody } from "../http/exchange.ts";
import { type Headers, headersFrom } from "../http/headers.ts";
import { receivedBody } from "./received-body.ts";

export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: StreamedBody;
}

/**
 * Sends one request with undici's lowest call and answers as soon as the response headers are there. Nothing of the
 * body is read until it has a destination.
 *
 * @throws whatever undici reports: a refused connection, a time-out, a malformed response; or the signal's reason
 */
export function dispatch(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<UpstreamResponse> {
  return new Promise((resolve, reject) => {
    const received = receivedBody();
    let controller: Dispatcher.DispatchController | undefined;
    const onAbort = (): void => {
      const reason = signal.reason instanceof Error ? signal.reason : new Error("aborted");
      controller?.abort(reason);
      reject(reason);
    };
    const finish = (): void => signal.removeEventListener("abort", onAbort);
    signal.addEventListener("abort", onAbort, { once: true });
    dispatcher.dispatch(request, {
      onRequestStart: (started) => {
        controller = started;
        if (signal.aborted) onAbort();
      },
      onResponseStart: (started, status) => {
        if (status < 200) return;
        started.pause();
        received.start(started);
        resolve({ status, headers: headersFrom(rawText(started.rawHeaders)), body: received.body });
      },
      onResponseData: (_controller, chunk) => received.push(chunk),
      onResponseEnd: () => {
        finish();
        received.end();
      },
      onResponseError: (_controller, problem) => {
        finish();
        received.fail(problem);
        reject(problem);
      },
    });
  });
}

/** undici hands raw headers over as bytes, name and value in turn; header text is Latin-1 by definition. */
function rawText(raw: Dispatcher.DispatchController["rawHeaders"]): string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((item: Buffer | string) => (typeof item === "string" ? item : item.toString("latin1")));
}
