import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Tunnel } from "../http/exchange.ts";

export interface TunnelLimits {
  /** Milliseconds without a byte in either direction. */
  readonly idleTimeout: number;
  /** In one direction; 0 for no limit. */
  readonly maxBytes: number;
  /** Milliseconds that the connection may last; null for no end. */
  readonly life: number | null;
}

/** Node's timers overflow beyond it. */
const longestTimer = 2 ** 31 - 1;

/** Bytes both ways between a client and an application, each at the pace of the other. */
export function createTunnel(application: Duplex, { idleTimeout, maxBytes, life }: TunnelLimits): Tunnel {
  return {
    abandon: () => application.destroy(),
    join: (client: Socket, head) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(expiry);
          client.destroy();
          application.destroy();
          resolve();
        };
        const expiry = life === null ? undefined : setTimeout(end, Math.max(0, Math.min(life, longestTimer)));
        for (const [from, to] of [
          [client, application],
          [application, client],
        ] as const) {
          from.on("error", end).once("close", end);
          if (maxBytes > 0) limit(from, maxBytes, end);
          from.pipe(to);
        }
        client.setTimeout(idleTimeout, end);
        if (head.length > 0) application.write(head);
      }),
  };
}

function limit(from: Duplex, maxBytes: number, end: () => void): void {
  let left = maxBytes;
  from.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) end();
  });
}
