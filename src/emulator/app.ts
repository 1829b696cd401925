import type { Server } from "node:https";
import Fastify, { type FastifyInstance } from "fastify";

/** The emulator's web server: fastify over TLS, with a bound on everything that a client can draw out. */
export type EmulatorApp = FastifyInstance<Server>;

const second = 1000;

export function createApp(tls: { key: string; cert: string }): EmulatorApp {
  const app = Fastify({
    https: { key: tls.key, cert: tls.cert, minVersion: "TLSv1.2", handshakeTimeout: 10 * second },
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit: 64 * 1024,
    requestTimeout: 30 * second,
    keepAliveTimeout: 30 * second,
    // Inactivity on a connection; also what ends a request that an injected fault leaves hanging.
    connectionTimeout: 120 * second,
    forceCloseConnections: true,
    return503OnClosing: false,
  });
  app.server.maxConnections = 1000;
  return app;
}
