import type { Server, Socket } from "node:net";
import type { Logger } from "../../core/log.ts";
import type { GatewayMetrics } from "../monitoring/metrics.ts";

/** The open connections of a server. */
export interface Connections {
  /** Ends them all, those in the middle of a handshake too. */
  destroyAll(): void;
}

/** Counts connections by the socket's peer and closes what is over the limit, before TLS costs anything. */
export function limitConnections(
  server: Server,
  limits: { connections: number; connectionsPerAddress: number },
  log: Logger,
  metrics: GatewayMetrics,
): Connections {
  const open = new Set<Socket>();
  const perAddress = new Map<string, number>();
  server.maxConnections = limits.connections;
  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const count = (perAddress.get(address) ?? 0) + 1;
    if (count > limits.connectionsPerAddress) {
      log.warn({ address, limit: limits.connectionsPerAddress }, "too many connections from one address");
      socket.destroy();
      return;
    }
    perAddress.set(address, count);
    open.add(socket);
    const closed = metrics.connection();
    socket.once("close", () => {
      open.delete(socket);
      closed();
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left === 0) perAddress.delete(address);
      else perAddress.set(address, left);
    });
  });
  return {
    destroyAll: () => {
      for (const socket of open) socket.destroy();
    },
  };
}
