import type { IncomingMessage } from "node:http";

/** How long a client may go on sending a request that is answered already. */
export interface Linger {
  readonly bytes: number;
  /** Milliseconds. */
  readonly time: number;
}

/**
 * Reads and drops the rest of a request whose answer is on its way, until the client is done, leaves, or exceeds the
 * bounds. To close at once would reset the connection of a client that is still sending, and the reset can overtake the
 * answer (RFC 9112, section 9.6).
 */
export function dropRest(request: IncomingMessage, { bytes, time }: Linger): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let dropped = 0;
    const onData = (chunk: Buffer): void => {
      dropped += chunk.length;
      if (dropped > bytes) done();
    };
    const done = (): void => {
      clearTimeout(timer);
      request.off("data", onData).off("end", done).off("close", done).pause();
      resolve();
    };
    const timer = setTimeout(done, time);
    request.on("data", onData).once("end", done).once("close", done).resume();
  });
}
