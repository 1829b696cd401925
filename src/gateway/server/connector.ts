import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { describeError, errorCode } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import type { Listener } from "../config/admin.ts";
import { gatewayErrors } from "../errors.ts";
import { allowedMethods } from "../http/request-checks.ts";
import { limitConnections } from "./connection-limits.ts";
import { createServer } from "./create-server.ts";
import { checkPeers } from "./peer-check.ts";
import { type ServeOptions, serve } from "./serve.ts";

/** An open listener. */
export interface Connector {
  readonly host: string;
  readonly port: number;
  /** `https://<host>:<port>`, as bound. */
  readonly origin: string;
  /** Stops accepting, lets running requests finish for `gracePeriod` milliseconds, then ends them. */
  close(gracePeriod: number): Promise<void>;
}

export type ConnectorOptions = Omit<ServeOptions, "clientAuth" | "condemned" | "externalOrigin" | "isDraining"> & {
  readonly externalOrigin: string | undefined;
};

/** @throws {gateway.listen-failed} naming the port and why */
export async function openConnector(listener: Listener, options: ConnectorOptions): Promise<Connector> {
  const { log, readPeer, invalidCertificate } = options;
  const { host, tls } = listener;
  const limits = { ...options.limits, headerBytes: listener.headerBytes ?? options.limits.headerBytes };
  const clientAuth = tls?.clientAuth ?? "NONE";
  const server = createServer(`${host}:${listener.port}`, tls, invalidCertificate, limits);
  const connections = limitConnections(server, limits, log);
  checkPeers(server, clientAuth, invalidCertificate, readPeer, log);
  const condemned = new WeakSet<object>();
  reportBrokenConnections(server, condemned, log);

  const scheme = tls === null ? "http" : "https";
  let draining = false;
  let external = options.externalOrigin ?? "";
  const serving: ServeOptions = {
    ...options,
    limits,
    clientAuth,
    condemned,
    externalOrigin: () => external,
    isDraining: () => draining,
  };
  server.on("request", (request, response) => {
    serve(request, response, serving).catch((problem: unknown) => {
      log.error({ why: describeError(problem) }, "a request could not be answered");
      response.destroy();
    });
  });
  const port = await listen(server, host, listener.port);
  if (external === "") external = `${scheme}://localhost:${port}`;

  return {
    host,
    port,
    origin: `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`,
    close: (gracePeriod) =>
      new Promise((resolve) => {
        draining = true;
        const force = setTimeout(() => connections.destroyAll(), gracePeriod);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve();
    });
  }).catch((cause: unknown) => {
    const why = errorCode(cause) === "EADDRINUSE" ? "another program uses it" : (errorCode(cause) ?? "unknown reason");
    const message = `The gateway cannot listen on ${host}, port ${port}: ${why}.`;
    throw gatewayErrors.error("gateway.listen-failed", { message, cause });
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

const statusOfParserError: ReadonlyMap<string, string> = new Map([
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
]);

/** What node's parser or TLS refuses never becomes a request; it is answered here, if it can be. */
function reportBrokenConnections(server: Server, condemned: WeakSet<object>, log: Logger): void {
  server.on("clientError", (problem: Error, socket: Duplex) => {
    const code = errorCode(problem) ?? "";
    log.debug({ why: code }, "a connection sent no valid request");
    // An answer is on its way already, and the connection ends with it.
    if (condemned.has(socket)) return;
    condemned.add(socket);
    endWith(socket, statusOfParserError.get(code) ?? "400 Bad Request");
  });
  server.on("tlsClientError", (problem: Error, socket: Duplex) => {
    // Before a handshake there is nobody to answer, and an answer would wait for the handshake.
    socket.destroy();
    log.debug({ why: errorCode(problem) ?? problem.message }, "a TLS handshake failed");
  });
  server.on("connect", (_request, socket) => endWith(socket, "405 Method Not Allowed", [`Allow: ${allowedMethods}`]));
}

function endWith(socket: Duplex, status: string, more: readonly string[] = []): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const lines = [`HTTP/1.1 ${status}`, "Connection: close", "Content-Length: 0", ...more];
  socket.end(`${lines.join("\r\n")}\r\n\r\n`, () => socket.destroy());
}
