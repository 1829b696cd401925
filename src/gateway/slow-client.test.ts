import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type ClientHttp2Session, connect as connectHttp2, constants, type OutgoingHttpHeaders } from "node:http2";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { frozenClock, systemClock } from "../core/clock.ts";
import { plainRoute, startTestGateway, type TestGateway } from "./testing/harness.ts";
import { listening } from "./testing/listening.ts";
import { createPki, type TestPki } from "./testing/pki.ts";
import { startUpstream, type TestUpstream } from "./testing/upstream.ts";

/** Clients that hold what they get by being slow, and those that only look so. */

let pki: TestPki;
let upstream: TestUpstream;
let plain: TestGateway;
let secure: TestGateway;
/** What the application does; each test says. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const clients: (Socket | ClientHttp2Session)[] = [];

const limits = { leastRate: 200_000, leastRateGrace: 300, headersTimeout: 1_500, lingerTimeout: 200 };

beforeAll(async () => {
  pki = await createPki();
  upstream = await startUpstream((request, response) => answer(request, response));
  const handler = { type: "ReverseProxyHandler", config: { soTimeout: "1 minute", websocket: { enabled: true } } };
  const routes = { "a.json": { ...plainRoute(upstream.origin), handler } };
  const options = { clock: systemClock, limits };
  plain = await startTestGateway({ routes, options });
  secure = await startTestGateway({ pki, routes, options });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});
afterAll(async () => {
  await Promise.all([plain.close(), secure.close()]);
  await upstream.close();
});

function openPlain(port = plain.port): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  clients.push(socket);
  return socket;
}

function openSecure(ALPNProtocols: string[], port = secure.port): Socket {
  const to = { port, host: "127.0.0.1", servername: "localhost", ca: pki.ca.certificate };
  const socket = connectTls({ ...to, ALPNProtocols });
  socket.on("error", () => undefined);
  clients.push(socket);
  return socket;
}

function openHttp2(port = secure.port): ClientHttp2Session {
  const session = connectHttp2(`https://localhost:${port}`, { ca: pki.ca.certificate });
  session.on("error", () => undefined);
  clients.push(session);
  return session;
}

/** Waits for the end of a connection. That something was still being sent, the gateway's answer makes no failure. */
function closed(connection: Socket | ClientHttp2Session): Promise<void> {
  return new Promise((resolve) => {
    connection.once("close", () => resolve());
  });
}

/** Writes a byte every 20 ms until the connection ends, and resolves with what came back. */
async function trickle(socket: Socket, head: string, bytes: string): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
  });
  socket.write(head);
  let sent = 0;
  const timer = setInterval(() => {
    if (!socket.writable) return;
    socket.write(bytes.charAt(sent % bytes.length));
    sent += 1;
  }, 20);
  await closed(socket);
  clearInterval(timer);
  return text;
}

/** Resolves when a request that the application gets ends before it is complete. */
function requestCutShort(): Promise<boolean> {
  return new Promise((resolve) => {
    answer = (request) => {
      request.on("error", () => undefined).on("close", () => resolve(!request.complete));
      request.resume();
    };
  });
}

/** An answer without an end; resolves when the application is told that nobody wants it. */
function endlessAnswerCut(): Promise<void> {
  return new Promise((resolve) => {
    const chunk = Buffer.alloc(65_536);
    answer = (_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", more).on("error", () => undefined);
      response.on("close", () => resolve());
      more();
    };
  });
}

test.each<[string, () => Socket]>([
  ["HTTP", () => openPlain()],
  ["HTTPS", () => openSecure(["http/1.1"])],
])("%s: headers that come byte by byte end with 408", async (_what, open) => {
  expect(await trickle(open(), "GET / HTTP/1.1\r\nHost: localhost\r\n", "X-A: b\r\n")).toContain("408 Request Timeout");
});

test.each<[string, () => Socket, string, string]>([
  ["HTTP, announced", () => openPlain(), "Content-Length: 100000", "x"],
  ["HTTP, chunked", () => openPlain(), "Transfer-Encoding: chunked", "1\r\nx\r\n"],
  ["HTTPS, announced", () => openSecure(["http/1.1"]), "Content-Length: 100000", "x"],
])(
  "%s: a body that comes byte by byte ends with 408, and the application's request with it",
  async (_w, open, framing, bytes) => {
    const cutShort = requestCutShort();
    const text = await trickle(open(), `POST / HTTP/1.1\r\nHost: localhost\r\n${framing}\r\n\r\n`, bytes);
    expect(text).toContain("HTTP/1.1 408 Request Timeout");
    expect(text).toMatch(/^connection: close\r$/im);
    expect(text).toContain("The request arrived too slowly.");
    expect(await cutShort).toBe(true);
  },
);

test.each<[string, () => Socket]>([
  ["HTTP", () => openPlain()],
  ["HTTPS", () => openSecure(["http/1.1"])],
])("%s: a client that does not read its answer loses it, and the application stops", async (_what, open) => {
  const cut = endlessAnswerCut();
  const socket = open();
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(socket, "readable");
  socket.pause();
  await cut;
});

test("HTTP/2: a slow body ends with 408, and the application's request with it", async () => {
  const cutShort = requestCutShort();
  const session = openHttp2();
  const stream = session.request({ ":path": "/", ":method": "POST" });
  stream.on("error", () => undefined);
  const timer = setInterval(() => stream.write("x"), 20);
  const [headers]: OutgoingHttpHeaders[] = await once(stream, "response");
  clearInterval(timer);
  expect(headers?.[":status"]).toBe(408);
  expect(await cutShort).toBe(true);
  // The connection serves on: its streams do not run into each other.
  answer = (_request, response) => response.end("ok");
  const [next]: OutgoingHttpHeaders[] = await once(session.request({ ":path": "/" }), "response");
  expect(next?.[":status"]).toBe(200);
});

test("HTTP/2: a client that opens no window loses its answer, and the application stops", async () => {
  const cut = endlessAnswerCut();
  const stream = openHttp2().request({ ":path": "/" });
  stream.on("error", () => undefined);
  await once(stream, "response");
  stream.pause();
  await cut;
});

test("HTTP/2: a client that gives up its answer, and says that nothing is wrong, stops the application", async () => {
  const cut = endlessAnswerCut();
  const stream = openHttp2().request({ ":path": "/" });
  await once(stream, "response");
  stream.close(constants.NGHTTP2_NO_ERROR);
  await cut;
});

test("HTTP/2: PING keeps no connection open that asks for nothing", async () => {
  const session = openHttp2();
  await once(session, "connect");
  const timer = setInterval(() => {
    if (!session.destroyed && !session.closed) session.ping(() => undefined);
  }, 50);
  await closed(session);
  clearInterval(timer);
});

test("HTTP/2: a header block that never ends keeps no connection open, nor does silence after GOAWAY", async () => {
  const socket = openSecure(["h2"]);
  await once(socket, "secureConnect");
  socket.write(
    Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), Buffer.from("000000040000000000", "hex")]),
  );
  // HEADERS without END_HEADERS, of which one byte is missing for ever.
  socket.write(Buffer.from("00000201010000000182", "hex"));
  socket.resume();
  await closed(socket);
});

test("an upload is not slow while the application does not take it", async () => {
  let take = (): void => undefined;
  let size = 0;
  answer = (request, response) => {
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
    });
    request.on("end", () => response.end(String(size)));
    request.pause();
    take = () => request.resume();
  };
  const socket = openPlain();
  const bytes = 1_000_000;
  socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${bytes}\r\n\r\n`);
  socket.write(Buffer.alloc(bytes));
  // Longer than a client may pause, and several looks at it.
  setTimeout(() => take(), 600);
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  await closed(socket);
  expect(text).toContain("200 OK");
  expect(text).toContain(String(bytes));
});

test.each<[string, () => Socket]>([
  ["HTTP", () => openPlain()],
  ["HTTPS", () => openSecure(["http/1.1"])],
])("%s: events may be rare, and an application may think", async (_what, open) => {
  answer = (_request, response) => {
    setTimeout(() => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.write("data: one\n\n");
      setTimeout(() => response.end("data: two\n\n"), 600);
    }, 600);
  };
  const socket = open();
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  await closed(socket);
  expect(text).toContain("data: two");
});

test("a WebSocket may be silent, and may read at its own pace", async () => {
  const bytes = 4_000_000;
  const frame = Buffer.alloc(bytes, "x");
  const application = createServer().on("upgrade", (request, socket: Socket) => {
    const key = request.headers["sec-websocket-key"] ?? "";
    const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    const head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    socket.on("error", () => undefined);
    socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join("\r\n")}\r\n\r\n`);
    socket.end(frame);
  });
  const origin = `http://127.0.0.1:${await listening(application)}`;
  const handler = { type: "ReverseProxyHandler", config: { websocket: { enabled: true } } };
  const options = { clock: systemClock, limits };
  const gateway = await startTestGateway({ routes: { "a.json": { ...plainRoute(origin), handler } }, options });
  const socket = connect(gateway.port, "127.0.0.1").on("error", () => undefined);
  clients.push(socket);
  const asked = ["GET / HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade"];
  const version = ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];
  socket.write(`${[...asked, ...version].join("\r\n")}\r\n\r\n`);
  await once(socket, "readable");
  await new Promise((resolve) => setTimeout(resolve, 600));
  let size = 0;
  socket.on("data", (chunk: Buffer) => {
    size += chunk.length;
  });
  await closed(socket);
  expect(size).toBeGreaterThan(bytes);
  await gateway.close();
  application.close();
});

/** An upload to a port, of which the head was sent. */
type Upload = (port: number) => Duplex;
const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";

test.each<[string, boolean, Upload]>([
  ["HTTP", false, (port) => written(openPlain(port))],
  ["HTTPS", true, (port) => written(openSecure(["http/1.1"], port))],
  ["HTTP/2", true, (port) => openHttp2(port).request({ ":path": "/", ":method": "POST" })],
])("%s: an upload that keeps the rate may take its time", async (_what, overTls, open) => {
  const clock = frozenClock("2026-11-23T00:00:00Z");
  const routes = { "a.json": plainRoute(upstream.origin) };
  const options = { clock, limits: { leastRate: 200_000, leastRateGrace: 300 } };
  const gateway = await startTestGateway({ ...(overTls ? { pki } : {}), routes, options });
  const piece = 100_000;
  let size = 0;
  answer = (request) => {
    request.on("error", () => undefined);
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
    });
  };
  const upload = open(gateway.port);
  upload.on("error", () => undefined);
  for (let round = 1; round <= 4; round += 1) {
    upload.write(Buffer.alloc(piece));
    await expect.poll(() => size).toBe(round * piece);
    clock.advance(200);
    // By then the gateway has looked at it.
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  expect(upload.destroyed).toBe(false);
  await gateway.close();
});

function written(socket: Socket): Socket {
  socket.write(head);
  return socket;
}

test.each<[string, boolean, (port: number) => Duplex]>([
  ["HTTP", false, (port) => asked(openPlain(port))],
  ["HTTPS", true, (port) => asked(openSecure(["http/1.1"], port))],
  ["HTTP/2", true, (port) => openHttp2(port).request({ ":path": "/" })],
])("%s: a download that keeps the rate may take its time", async (_what, overTls, open) => {
  const clock = frozenClock("2026-11-23T00:00:00Z");
  const routes = { "a.json": plainRoute(upstream.origin) };
  const options = { clock, limits: { leastRate: 200_000, leastRateGrace: 300 } };
  const gateway = await startTestGateway({ ...(overTls ? { pki } : {}), routes, options });
  const cut = endlessAnswerCut();
  const download = open(gateway.port);
  let size = 0;
  download.on("error", () => undefined);
  download.on("data", (chunk: Buffer) => {
    size += chunk.length;
  });
  for (let round = 1; round <= 4; round += 1) {
    const enough = size + 4_000_000;
    download.resume();
    await expect.poll(() => size).toBeGreaterThan(enough);
    download.pause();
    clock.advance(200);
    // By then the gateway has looked at it.
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  expect(await Promise.race([cut, Promise.resolve("goes on")])).toBe("goes on");
  download.destroy();
  await cut;
  await gateway.close();
});

function asked(socket: Socket): Socket {
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return socket;
}
