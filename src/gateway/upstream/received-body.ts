import type { StreamedBody } from "../http/exchange.ts";

/** Acts on the sender of a response body. */
export interface BodySource {
  resume(): void;
  abort(reason: Error): void;
}

/** The receiving half of a response: the application pushes, the client's socket sets the pace. */
export interface ReceivedBody {
  readonly body: StreamedBody;
  start(source: BodySource): void;
  /** @returns false to pause the sender, until `resume` */
  push(chunk: Buffer): boolean;
  end(): void;
  fail(problem: Error): void;
  /** From now on the next bytes must come within `milliseconds`, unless nobody takes them. Nothing when all are there. */
  watch(milliseconds: number): void;
}

type Outcome = { readonly problem: Error | undefined };

/** How much is taken before it has a destination. A small body is then there as a whole, and is sent at once. */
const earlyBytes = 64 * 1024;

export function receivedBody(): ReceivedBody {
  let source: BodySource | undefined;
  let sink: NodeJS.WritableStream | undefined;
  let outcome: Outcome | undefined;
  let settle: ((outcome: Outcome) => void) | undefined;
  let silence: NodeJS.Timeout | undefined;
  let waitingForClient = false;
  let pieces: Buffer[] = [];
  let size = 0;

  const finish = (found: Outcome): void => {
    clearTimeout(silence);
    outcome ??= found;
    settle?.(outcome);
  };
  const whole = (): Buffer | null => {
    if (outcome === undefined || outcome.problem !== undefined || sink !== undefined) return null;
    const [only] = pieces;
    return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
  };

  return {
    start: (started) => {
      source = started;
    },
    push: (chunk) => {
      silence?.refresh();
      if (sink !== undefined) {
        waitingForClient = !sink.write(chunk);
        return !waitingForClient;
      }
      pieces.push(chunk);
      size += chunk.length;
      return size < earlyBytes;
    },
    end: () => finish({ problem: undefined }),
    fail: (problem) => finish({ problem }),
    watch: (milliseconds) => {
      if (outcome !== undefined) return;
      silence = setTimeout(() => {
        if (waitingForClient) silence?.refresh();
        else source?.abort(new Error(`no byte of the response for ${milliseconds} ms`));
      }, milliseconds);
    },
    body: {
      whole,
      abandon: (reason) => source?.abort(reason),
      sendTo: (destination) =>
        new Promise((resolve, reject) => {
          const onDrain = (): void => {
            waitingForClient = false;
            silence?.refresh();
            source?.resume();
          };
          settle = ({ problem }) => {
            destination.off("drain", onDrain);
            if (problem === undefined) resolve();
            else reject(problem);
          };
          destination.on("drain", onDrain);
          sink = destination;
          for (const piece of pieces) waitingForClient = !destination.write(piece);
          pieces = [];
          if (outcome !== undefined) settle(outcome);
          else if (!waitingForClient) source?.resume();
        }),
    },
  };
}
