import { Agent, createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { userInfo } from "node:os";
import { join } from "node:path";
import { fastifyHttpProxy } from "@fastify/http-proxy";
import fastify from "fastify";
import proxy from "http-proxy";
import { built } from "./product.ts";

/** One proxy in Node.js, in a process of its own: ours, or one from npm. It reads its task from PEER. */

export interface PeerTask {
  readonly name: "sallyport" | "http-proxy" | "@fastify/http-proxy";
  readonly port: number;
  readonly upstream: string;
  /** PEM texts, for mutual TLS. */
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
  /** Of ours: the directory of its configuration. */
  readonly directory: string;
  /** Of ours: the folder to which the configuration of an nginx in front is written, with the socket beside it. */
  readonly nginxFolder?: string;
}

const connections = 64;
const task: PeerTask = JSON.parse(process.env.PEER ?? "{}");
const { port, upstream } = task;
const secure = task.tls === undefined ? undefined : { ...task.tls, requestCert: true, rejectUnauthorized: true };

async function sallyport(): Promise<void> {
  const { startGateway, writeNginxSite }: typeof import("../src/gateway/index.ts") = await built("gateway/index.js");
  const { identityHeaders }: typeof import("../src/device/index.ts") = await built("device/index.js");
  const { systemClock }: typeof import("../src/core/clock.ts") = await built("core/clock.js");
  const { createLogger }: typeof import("../src/core/log.ts") = await built("core/log.js");
  const minute = 60_000;
  const { directory, nginxFolder } = task;
  const names = ["SSL_Client_S_DN"];
  const options: import("../src/gateway/index.ts").GatewayOptions = {
    directory,
    environment: process.env,
    secret: () => undefined,
    trust: { identityHeaders: identityHeaders(names), upstreams: [] },
    assertion: null,
    clock: systemClock,
    // No proxy here writes a line for every request.
    log: createLogger("gateway", "warn"),
    limits: {
      bodyBytes: 2 ** 31,
      connections: 12_000,
      connectionsPerAddress: 12_000,
      keepAliveTimeout: 5 * minute,
      idleTimeout: 5 * minute,
      requestTimeout: 10 * minute,
    },
  };
  if (nginxFolder === undefined) {
    await startGateway(options);
    return;
  }
  const nginx = { socket: join(nginxFolder, "gateway.sock"), identityHeaders: names, headers: [] };
  await startGateway({ ...options, nginx, externalOrigin: `https://localhost:${port}` });
  await writeNginxSite({ ...options, nginx, folder: nginxFolder, user: userInfo().username });
}

async function plainProxy(): Promise<void> {
  const server = proxy.createProxyServer({
    target: upstream,
    agent: new Agent({ keepAlive: true, maxSockets: connections }),
  });
  const handle: Parameters<typeof createHttpServer>[1] = (request, response) => server.web(request, response);
  const listener = secure === undefined ? createHttpServer(handle) : createHttpsServer(secure, handle);
  await new Promise<void>((resolve) => listener.listen(port, "127.0.0.1", resolve));
}

async function fastifyProxy(): Promise<void> {
  const app = fastify({
    serverFactory: (handle) => (secure === undefined ? createHttpServer(handle) : createHttpsServer(secure, handle)),
  });
  await app.register(fastifyHttpProxy, { upstream, undici: { connections, pipelining: 1 } });
  await app.listen({ host: "127.0.0.1", port });
}

await { sallyport, "http-proxy": plainProxy, "@fastify/http-proxy": fastifyProxy }[task.name]();
process.stdout.write(`listens on ${port}\n`);
