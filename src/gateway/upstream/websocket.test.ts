import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { askRaw } from "../testing/client.ts";
import { startTestGateway, type TestGateway } from "../testing/harness.ts";
import { listening } from "../testing/listening.ts";

/** An application that echoes what it gets once a handshake was made, and answers others with 403. */
let origin: string;
let handshakes: IncomingMessage[];
let closeApplication: () => Promise<void>;
let gateway: TestGateway;
let agree: (key: string) => string;

beforeEach(async () => {
  handshakes = [];
  agree = (key) =>
    `Sec-WebSocket-Accept: ${createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64")}`;
  const sockets = new Set<Duplex>();
  const server = createServer((_request, response) => response.writeHead(403).end("no"));
  server.on("upgrade", (request, socket) => {
    handshakes.push(request);
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    const lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket"];
    socket.write(`${[...lines, agree(String(request.headers["sec-websocket-key"]))].join("\r\n")}\r\n\r\n`);
    socket.pipe(socket);
  });
  origin = `http://127.0.0.1:${await listening(server)}`;
  closeApplication = () =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
});

afterEach(async () => {
  await gateway.close();
  await closeApplication();
});

async function start(websocket: JsonObject): Promise<void> {
  const handler = { type: "ReverseProxyHandler", config: { websocket: { enabled: true, ...websocket } } };
  gateway = await startTestGateway({ routes: { "all.json": { baseURI: origin, handler } } });
}

const required = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
const handshake = (headers = ""): string =>
  `GET /chat?room=1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${required}${headers}\r\n`;

async function until(read: () => boolean, socket: Duplex): Promise<void> {
  while (!read()) await once(socket, "data");
}

describe("a WebSocket", () => {
  test("carries bytes both ways, those that came with the handshake too, and never an identity of the client's", async () => {
    await start({});
    const socket = connect(gateway.port, "127.0.0.1").on("error", () => undefined);
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.write(`${handshake("X-Intune: CN=admin\r\nX-Kept: 1\r\n")}early`);
    await until(() => text.endsWith("early"), socket);
    socket.write(" late");
    await until(() => text.endsWith("early late"), socket);
    expect(text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(text).toContain("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    expect(handshakes[0]).toMatchObject({
      url: "/chat?room=1",
      headers: { "x-kept": "1", host: new URL(origin).host },
    });
    expect(handshakes[0]?.headers["x-intune"]).toBeUndefined();
    socket.destroy();
  });

  test("ends with the application's connection, and takes it along when the client leaves", async () => {
    await start({});
    const socket = connect(gateway.port, "127.0.0.1").on("error", () => undefined);
    socket.write(handshake());
    await once(socket, "data");
    const gone = once(handshakes[0]?.socket ?? socket, "close");
    socket.destroy();
    await gone;
  });

  test.each<[string, JsonObject, string, number]>([
    ["from a page of another host", {}, "Origin: https://evil.example\r\n", 403],
    ["from an opaque origin", {}, "Origin: null\r\n", 403],
    ["for a sub-protocol that is not allowed", { subProtocols: ["chat"] }, "Sec-WebSocket-Protocol: admin\r\n", 400],
    ["where it is switched off", { enabled: false }, "", 501],
  ])("%s is refused", async (_what, websocket, headers, status) => {
    await start(websocket);
    const text = await askRaw(gateway.port, handshake(headers));
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(handshakes).toEqual([]);
  });

  test.each<[string, JsonObject, string]>([
    ["from a page of its own host", {}, "Origin: https://localhost\r\n"],
    ["from a page that is allowed", { allowedOrigins: ["https://app.example"] }, "Origin: https://app.example\r\n"],
  ])("%s is served", async (_what, websocket, headers) => {
    await start(websocket);
    expect(await askRaw(gateway.port, handshake(headers))).toMatch(/^HTTP\/1\.1 101 /);
  });

  test("asks the application for allowed sub-protocols only", async () => {
    await start({ subProtocols: ["chat"] });
    await askRaw(gateway.port, handshake("Sec-WebSocket-Protocol: admin, chat\r\n"));
    expect(handshakes[0]?.headers["sec-websocket-protocol"]).toBe("chat");
  });

  test("with an application that does not prove that it understood is 502", async () => {
    agree = () => "Sec-WebSocket-Accept: x";
    await start({});
    expect(await askRaw(gateway.port, handshake())).toMatch(/^HTTP\/1\.1 502 /);
  });

  test("ends when it is idle, and after its bytes", async () => {
    await start({ idleTimeout: "300 ms" });
    expect(await askRaw(gateway.port, handshake())).toMatch(/^HTTP\/1\.1 101 /);
    await gateway.close();
    await start({ maxBytes: 10 });
    expect(await askRaw(gateway.port, `${handshake()}${"x".repeat(50)}`)).toMatch(/^HTTP\/1\.1 101 /);
  });
});
