import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/log.ts";
import { gatewayErrors } from "../errors.ts";
import type { RequestBody } from "../http/exchange.ts";
import type { GatewayMetrics } from "../monitoring/metrics.ts";
import type { GatewayLimits } from "../options.ts";

/** How far something on its way between a client and the gateway has come. */
export interface Progress {
  /** Bytes until now. */
  readonly moved: number;
  /** Bytes that will be counted only when all of them have gone. */
  readonly pending: number;
}

/**
 * Ends what clients send or read too slowly: bodies by 408, answers by closing. It costs a look at each transfer a second,
 * and nothing per request or chunk.
 */
export interface SlowClients {
  /** A connection, for what its client reads of answers. */
  connection(socket: Socket): void;
  /**
   * The same body, watched from when somebody opens it.
   *
   * @param progress null while it is not the client's turn
   */
  body(body: RequestBody, progress: () => Progress | null): RequestBody;
  /** An answer with a way of its own to say how far it is. */
  answer(subject: object, progress: () => Progress | null, end: () => void): void;
  /** Watches it no more. */
  release(subject: object): void;
  /** Looks at all of them. */
  sweep(): void;
  close(): void;
}

const longestInterval = 1_000;

interface Transfer {
  readonly progress: () => Progress | null;
  readonly end: () => void;
  /** Milliseconds for which it may stand still; null until it is seen on its way. */
  credit: number | null;
  moved: number;
}

/** A client has `leastRateGrace` milliseconds of pauses to spend; what it moves gives time back, at `leastRate`. */
export function createSlowClients(
  { leastRate, leastRateGrace }: Pick<GatewayLimits, "leastRate" | "leastRateGrace">,
  { clock, log, metrics }: { clock: Clock; log: Logger; metrics: GatewayMetrics },
): SlowClients {
  const watched = new Map<object, Transfer>();
  const timeFor = (bytes: number): number => (bytes * 1_000) / leastRate;
  const interval = Math.min(longestInterval, leastRateGrace / 2);
  let lookedAt = clock.elapsed();

  const look = (transfer: Transfer, elapsed: number): void => {
    const now = transfer.progress();
    if (now === null) {
      transfer.credit = null;
      return;
    }
    if (transfer.credit === null) transfer.credit = leastRateGrace;
    else {
      const earned = timeFor(now.moved - transfer.moved);
      transfer.credit = Math.min(leastRateGrace, transfer.credit - elapsed + earned);
    }
    transfer.moved = now.moved;
    if (transfer.credit + timeFor(now.pending) <= 0) transfer.end();
  };
  const sweep = (): void => {
    const now = clock.elapsed();
    // A process that stood still for longer has not looked at what came meanwhile.
    const elapsed = Math.min(now - lookedAt, 2 * interval);
    lookedAt = now;
    for (const transfer of watched.values()) look(transfer, elapsed);
  };
  const watch = (subject: object, progress: () => Progress | null, end: () => void): void => {
    if (leastRate > 0) watched.set(subject, { progress, end, credit: null, moved: 0 });
  };
  const timer = leastRate > 0 ? setInterval(sweep, interval).unref() : undefined;

  const cutAnswer = (subject: object, address: string | undefined, end: () => void): void => {
    watched.delete(subject);
    metrics.slowClient("answer");
    log.info({ address, leastRate }, "a client read its answer too slowly");
    end();
  };
  return {
    connection: (socket) => {
      const end = (): void => cutAnswer(socket, socket.remoteAddress, () => socket.destroy());
      watch(socket, () => unread(socket), end);
      socket.once("close", () => watched.delete(socket));
    },
    body: (body, progress) => ({
      ...body,
      open: () => {
        const stream: Readable = body.open();
        watch(stream, progress, () => {
          watched.delete(stream);
          metrics.slowClient("body");
          stream.destroy(gatewayErrors.error("gateway.request-timeout"));
        });
        stream.once("close", () => watched.delete(stream));
        return stream;
      },
    }),
    answer: (subject, progress, end) => watch(subject, progress, () => cutAnswer(subject, undefined, end)),
    release: (subject) => {
      watched.delete(subject);
    },
    sweep,
    close: () => clearInterval(timer),
  };
}

/** What was written to a connection counts when the system has taken the whole piece. */
function unread(socket: Socket): Progress | null {
  const pending = socket.writableLength;
  return pending === 0 ? null : { moved: socket.bytesWritten - pending, pending };
}
