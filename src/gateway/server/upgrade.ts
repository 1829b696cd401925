import { type IncomingMessage, type Server, ServerResponse, validateHeaderName, validateHeaderValue } from "node:http";
import type { Duplex } from "node:stream";
import { describeError } from "../../core/errors.ts";
import type { GatewayResponse } from "../http/exchange.ts";
import { checkRequest } from "../http/request-checks.ts";
import { type Http1Surroundings, http1Inbound } from "./http1.ts";
import type { Inbound } from "./inbound.ts";

export interface UpgradeOptions extends Http1Surroundings {
  answer(inbound: Inbound): void;
}

/** Lets the handshakes of WebSockets pass the routes as any request does. Nothing else follows on such a connection. */
export function serveUpgrades(server: Server, options: UpgradeOptions): void {
  server.on("upgrade", (request: IncomingMessage, _socket: Duplex, head: Buffer) => {
    // Node has let go of the connection, and with it of the listener that keeps a reset from ending the process.
    const { socket } = request;
    socket.on("error", (problem) => options.log.debug({ why: describeError(problem) }, "a client connection failed"));
    if (options.condemned.has(socket)) {
      socket.destroy();
      return;
    }
    options.condemned.add(socket);
    const response = new ServerResponse(request);
    try {
      response.assignSocket(socket);
    } catch (problem) {
      // Sent behind a request whose answer is not finished: nothing that shakes hands with care does that.
      options.log.debug({ why: describeError(problem) }, "a handshake came behind an unanswered request");
      socket.destroy();
      return;
    }
    options.answer(upgradeInbound(request, response, head, options));
  });
}

function upgradeInbound(
  request: IncomingMessage,
  response: ServerResponse,
  head: Buffer,
  options: UpgradeOptions,
): Inbound {
  const { socket } = request;
  response.once("finish", () => {
    response.detachSocket(socket);
    socket.destroySoon();
  });
  const plain = http1Inbound(request, response, options);
  let switched = false;
  return {
    ...plain,
    upgrade: "websocket",
    read: () => {
      const { target, headers } = checkRequest(request, options.limits, "websocket");
      return { target, headers, body: null };
    },
    answer: async (answer) => {
      const { tunnel } = answer;
      if (tunnel === undefined) {
        await plain.answer(answer, true);
        return;
      }
      if (socket.destroyed) {
        tunnel.abandon();
        return;
      }
      const switching = switchingProtocols(answer);
      switched = true;
      response.detachSocket(socket);
      // A tunnel has limits of its own.
      options.slow?.release(socket);
      socket.write(switching, "latin1");
      await tunnel.join(socket, head);
    },
    isAnswered: () => switched || plain.isAnswered(),
    cut: () => socket.destroy(),
    status: () => (switched ? 101 : plain.status()),
    onLeave: (listener) => {
      socket.once("close", () => {
        if (!switched && !response.writableFinished) listener();
      });
    },
  };
}

/** @throws TypeError for a header that filters made and no client could read as one */
function switchingProtocols({ headers }: GatewayResponse): string {
  const lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket"];
  const raw = headers.toRaw();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = "", value = ""] = raw.slice(index, index + 2);
    validateHeaderName(name);
    validateHeaderValue(name, value);
    lines.push(`${name}: ${value}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}
