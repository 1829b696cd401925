import Fastify, { type FastifyInstance } from "fastify";

/** The emulator's web servers: fastify, with a bound on everything that a client can draw out. */

export type EmulatorApp = FastifyInstance;

const second = 1000;

const bounds = {
  logger: false,
  exposeHeadRoutes: false,
  bodyLimit: 64 * 1024,
  requestTimeout: 30 * second,
  keepAliveTimeout: 30 * second,
  // Inactivity on a connection; also what ends a request that an injected fault leaves hanging.
  connectionTimeout: 120 * second,
  forceCloseConnections: true,
  return503OnClosing: false,
} as const;

const mostConnections = 1000;

export function createApp(tls: { key: string; cert: string }): EmulatorApp {
  const https = { key: tls.key, cert: tls.cert, minVersion: "TLSv1.2", handshakeTimeout: 10 * second } as const;
  const app = Fastify({ https, ...bounds });
  app.server.maxConnections = mostConnections;
  return app;
}

/** Without TLS: only for the managed identity endpoint, which has none at Azure either. */
export function createPlainApp(): EmulatorApp {
  const app = Fastify(bounds);
  app.server.maxConnections = mostConnections;
  return app;
}
