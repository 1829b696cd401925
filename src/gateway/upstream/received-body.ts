import type { Dispatcher } from "undici";
import type { StreamedBody } from "../http/exchange.ts";

/** The receiving half of a response: undici pushes, the client's socket sets the pace. */
export interface ReceivedBody {
  readonly body: StreamedBody;
  start(controller: Dispatcher.DispatchController): void;
  push(chunk: Buffer): void;
  end(): void;
  fail(problem: Error): void;
}

type Ending = { readonly problem: Error | undefined };

export function receivedBody(): ReceivedBody {
  let controller: Dispatcher.DispatchController | undefined;
  let sink: NodeJS.WritableStream | undefined;
  let ending: Ending | undefined;
  let settle: ((ending: Ending) => void) | undefined;

  const finish = (found: Ending): void => {
    ending ??= found;
    settle?.(ending);
  };

  return {
    start: (started) => {
      controller = started;
    },
    push: (chunk) => {
      if (sink?.write(chunk) === false) controller?.pause();
    },
    end: () => finish({ problem: undefined }),
    fail: (problem) => finish({ problem }),
    body: {
      sendTo: (destination) =>
        new Promise((resolve, reject) => {
          const onDrain = (): void => controller?.resume();
          settle = ({ problem }) => {
            destination.off("drain", onDrain);
            if (problem !== undefined) {
              reject(problem);
              return;
            }
            resolve();
          };
          sink = destination;
          destination.on("drain", onDrain);
          if (ending === undefined) controller?.resume();
          else settle(ending);
        }),
    },
  };
}
