import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../testing/client.ts";
import { plainRoute, startTestGateway, type TestGateway } from "../testing/harness.ts";
import { startUpstream, type TestUpstream } from "../testing/upstream.ts";

/** What one connection does costs that connection, and never the process with everybody else's in it. */

const get = (path: string, ...headers: string[]): string =>
  `${[`GET ${path} HTTP/1.1`, "Host: localhost", ...headers].join("\r\n")}\r\n\r\n`;
const handshake = get(
  "/socket",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
);

let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    if (request.url === "/fine") response.end("ok");
  });
  gateway = await startTestGateway({ routes: { "all.json": plainRoute(upstream.origin) } });
});

afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

describe("a client that", () => {
  test("shakes hands behind a request that is not answered yet loses its connection, and nobody else theirs", async () => {
    const { socket, closed } = opened();
    socket.write(`${get("/never")}${handshake}`);
    expect(await closed).toBe("");
    expect(await ask({ port: gateway.port, path: "/fine" })).toMatchObject({ status: 200, body: "ok" });
  });

  test("shakes hands twice loses its connection, and nobody else theirs", async () => {
    const { socket, closed } = opened();
    socket.write(`${handshake}${handshake}`);
    expect((await closed).match(/^HTTP\/1\.1 \d+/gm) ?? []).toHaveLength(1);
    expect(await ask({ port: gateway.port, path: "/fine" })).toMatchObject({ status: 200 });
  });

  test.each([
    ["CONNECT", "CONNECT backend:80 HTTP/1.1\r\nHost: backend:80\r\n\r\n"],
    ["a handshake", handshake],
    ["a request that no parser reads", "GET / HTTP/9.9\r\n\r\n"],
    ["a request", get("/never")],
  ])("resets its connection after %s takes nothing along", async (_what, bytes) => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const { socket, closed } = opened();
      await new Promise((resolve) => socket.once("connect", resolve));
      socket.write(bytes);
      if (attempt % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
      socket.resetAndDestroy();
      await closed;
    }
    expect(await ask({ port: gateway.port, path: "/fine" })).toMatchObject({ status: 200 });
  });
});

/** A connection, and what came back on it until it ended. */
function opened(): { readonly socket: Socket; readonly closed: Promise<string> } {
  const socket = connect(gateway.port, "127.0.0.1");
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  socket.on("error", () => undefined);
  return { socket, closed: new Promise((resolve) => socket.once("close", () => resolve(text))) };
}
