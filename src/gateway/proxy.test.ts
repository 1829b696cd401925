import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, askRaw } from "./testing/client.ts";
import { deviceRoute, plainRoute, startTestGateway, type TestGateway } from "./testing/harness.ts";
import { listening } from "./testing/listening.ts";
import { startUpstream, type TestUpstream } from "./testing/upstream.ts";

/** Runs a gateway in front of an application, and ends both. */
async function proxied(
  answer: RequestListener | undefined,
  run: (port: number, upstream: TestUpstream) => Promise<void>,
): Promise<void> {
  const upstream = await startUpstream(answer);
  const gateway = await startTestGateway({ routes: { "all.json": plainRoute(upstream.origin) } });
  try {
    await run(gateway.port, upstream);
  } finally {
    await gateway.close();
    await upstream.close();
  }
}

describe("requests", () => {
  test("a body goes on with its length, another one in chunks", async () => {
    await proxied(undefined, async (port, upstream) => {
      await ask({ port, method: "POST", path: "/a?b=c", body: "hello", headers: ["Content-Type", "text/plain"] });
      expect(upstream.received[0]).toMatchObject({ method: "POST", url: "/a?b=c", body: "hello" });
      expect(upstream.received[0]?.rawHeaders.map((text) => text.toLowerCase())).toContain("content-length");
      const chunks =
        "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
      expect(await askRaw(port, chunks)).toContain("200 OK");
      expect(upstream.received[1]).toMatchObject({ method: "POST", body: "abc" });
    });
  });

  test("what belongs to the client's connection stays there, with every header that Connection names", async () => {
    await proxied(undefined, async (port, upstream) => {
      const headers = ["Connection", "close, X-Hop", "X-Hop", "1", "Keep-Alive", "1", "TE", "trailers", "X-End", "2"];
      await ask({ port, headers: [...headers, "Proxy-Authorization", "Basic x"] });
      const names = upstream.received[0]?.rawHeaders
        .filter((_text, index) => index % 2 === 0)
        .map((name) => name.toLowerCase());
      expect(names).toContain("x-end");
      expect(names).not.toEqual(expect.arrayContaining(["x-hop"]));
      for (const name of ["x-hop", "te", "proxy-authorization"]) expect(names).not.toContain(name);
    });
  });

  test("a chunked body over the limit is refused in the middle", async () => {
    const upstream = await startUpstream();
    const routes = { "all.json": plainRoute(upstream.origin) };
    const gateway = await startTestGateway({ routes, options: { limits: { bodyBytes: 1_000 } } });
    const chunks = `200\r\n${"a".repeat(512)}\r\n`.repeat(4);
    const head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    const text = await askRaw(gateway.port, `${head}${chunks}0\r\n\r\n`);
    await gateway.close();
    await upstream.close();
    expect(text).toContain("413 Payload Too Large");
    expect(upstream.received).toEqual([]);
  });
});

describe("an answer that comes before its request has ended", () => {
  const limits = { bodyBytes: 200_000, lingerTimeout: 1_500 };
  const head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\n\r\n";
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await startTestGateway({ routes: {}, options: { limits } });
  });

  afterEach(() => gateway.close());

  /** Sends the head, then pieces of 10,000 bytes, and returns the answer, how many were sent and how it ended. */
  async function sendSlowly(pieces: number): Promise<{ text: string; sent: number; problem: string | null }> {
    const socket = connect(gateway.port, "127.0.0.1");
    let text = "";
    let problem: string | null = null;
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", ({ message }) => {
      problem = message;
    });
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.write(head);
    let sent = 0;
    for (; sent < pieces && socket.writable; sent += 1) {
      socket.write("x".repeat(10_000));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await closed;
    return { text, sent, problem };
  }

  test("reaches a client that is still sending: its connection is not reset under it", async () => {
    const { text, problem } = await sendSlowly(15);
    expect(text).toContain("413 Payload Too Large");
    expect(problem).toBeNull();
  });

  test("does not keep the connection of a client that stops sending", async () => {
    const { text } = await sendSlowly(0);
    expect(text).toContain("413 Payload Too Large");
  });

  test("does not read on for ever: a client that goes on sending is cut off", async () => {
    const { sent } = await sendSlowly(10_000);
    expect(sent).toBeLessThan(10_000);
  });
});

describe("responses", () => {
  test("every Set-Cookie arrives, what belongs to the application's connection does not", async () => {
    const answer: RequestListener = (_request, response) => {
      response.writeHead(200, [
        "Set-Cookie",
        "a=1",
        "Set-Cookie",
        "b=2",
        "Connection",
        "close, X-Hop",
        "X-Hop",
        "1",
        "X-End",
        "2",
      ]);
      response.end("ok");
    };
    await proxied(answer, async (port) => {
      const { headers } = await ask({ port });
      expect(headers["set-cookie"]).toEqual(["a=1", "b=2"]);
      expect(headers["x-hop"]).toBeUndefined();
      expect(headers["x-end"]).toBe("2");
    });
  });

  test("a redirect inside the application stays on the route", async () => {
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(302, { Location: "/am/XUI/login?x=1" });
      response.end();
    });
    const gateway = await startTestGateway({ routes: { "a.json": deviceRoute(upstream.origin) } });
    const { headers } = await ask({ port: gateway.port, path: "/mtls-intune/" });
    await gateway.close();
    await upstream.close();
    expect(headers.location).toBe("/mtls-intune/login?x=1");
  });

  test.each([
    ["HEAD", 200],
    ["GET", 204],
    ["GET", 304],
  ])("%s with %d has no body, and the connection stays usable", async (method, status) => {
    const answer: RequestListener = (_request, response) => {
      response.writeHead(status, status === 200 ? { "Content-Length": "5" } : {});
      response.end();
    };
    await proxied(answer, async (port) => {
      const one = `${method} / HTTP/1.1\r\nHost: a\r\n`;
      const text = await askRaw(port, `${one}\r\n${one}Connection: close\r\n\r\n`);
      const answers = text.split("\r\n\r\n");
      expect(text.match(new RegExp(`HTTP/1.1 ${status}`, "g"))).toHaveLength(2);
      expect(answers.at(-1)).toBe("");
      expect(text).not.toMatch(/transfer-encoding/i);
    });
  });

  test("a body streams: its first part arrives before its last is made", async () => {
    let finish = (): void => undefined;
    const answer: RequestListener = (_request, response) => {
      response.write("first");
      finish = () => response.end("last");
    };
    await proxied(answer, async (port) => {
      const socket = connect(port, "127.0.0.1").on("error", () => undefined);
      socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      let text = "";
      while (!text.includes("first")) {
        const [chunk]: Buffer[] = await once(socket, "data");
        text += chunk?.toString();
      }
      expect(text).not.toContain("last");
      finish();
      const [rest]: Buffer[] = await once(socket, "data");
      expect(rest?.toString()).toContain("last");
      socket.destroy();
    });
  });

  test("a large body arrives whole, at the pace of a slow client", async () => {
    const size = 8 * 1024 * 1024;
    const answer: RequestListener = (_request, response) => response.end(Buffer.alloc(size, "x"));
    await proxied(answer, async (port) => {
      const socket = connect(port, "127.0.0.1").on("error", () => undefined);
      socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      socket.pause();
      await new Promise((resolve) => setTimeout(resolve, 100));
      let received = 0;
      socket.on("data", (chunk) => {
        received += chunk.length;
      });
      socket.resume();
      await once(socket, "close");
      expect(received).toBeGreaterThan(size);
      expect(received).toBeLessThan(size + 1_000);
    });
  });

  test("a client that leaves takes its request to the application with it", async () => {
    const arrived = waiting();
    const gone = waiting();
    const answer: RequestListener = (request) => {
      request.on("error", gone.over).on("close", gone.over);
      arrived.over();
    };
    await proxied(answer, async (port, upstream) => {
      const socket = connect(port, "127.0.0.1").on("error", () => undefined);
      socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      await arrived.promise;
      socket.destroy();
      await gone.promise;
      expect(upstream.received).toHaveLength(1);
    });
  });
});

describe("an application that fails to answer becomes 502", () => {
  test("when nothing listens", async () => {
    const server = createServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    const gateway = await startTestGateway({ routes: { "all.json": plainRoute(`http://127.0.0.1:${port}`) } });
    const answer = await ask({ port: gateway.port });
    await gateway.close();
    expect(answer.status).toBe(502);
    expect(answer.body).not.toContain(String(port));
  });

  test.each<[string, RequestListener]>([
    ["when it closes the connection", (request) => request.socket.destroy()],
    ["when it answers something else", (request) => request.socket.end("SSH-2.0-x\r\n\r\n")],
    ["when it is silent for too long", () => undefined],
  ])("%s", async (_what, answer) => {
    const upstream = await startUpstream(answer);
    const handler = { type: "ReverseProxyHandler", config: { soTimeout: "200 ms" } };
    const gateway = await startTestGateway({ routes: { "all.json": { baseURI: upstream.origin, handler } } });
    const { status } = await ask({ port: gateway.port });
    await gateway.close();
    await upstream.close();
    expect(status).toBe(502);
  });

  test("half an answer does not look whole", async () => {
    const answer: RequestListener = (request, response) => {
      response.writeHead(200, { "Content-Length": "10" });
      response.write("half", () => request.socket.destroy());
    };
    await proxied(answer, async (port) => {
      await expect(ask({ port })).rejects.toThrow();
    });
  });
});

test("a route without baseURI goes nowhere: the client's Host is no address", async () => {
  const upstream = await startUpstream();
  const gateway = await startTestGateway({ routes: { "all.json": { handler: "ReverseProxyHandler" } } });
  const text = await askRaw(gateway.port, `GET / HTTP/1.1\r\nHost: ${new URL(upstream.origin).host}\r\n\r\n`);
  await gateway.close();
  await upstream.close();
  expect(text).toContain("500 Internal");
  expect(upstream.received).toEqual([]);
});

test("closing lets a running request finish and takes no new one", async () => {
  const arrived = waiting();
  const allowed = waiting();
  const answer: RequestListener = (_request, response) => {
    arrived.over();
    allowed.promise.then(
      () => response.end("done"),
      () => response.destroy(),
    );
  };
  const upstream = await startUpstream(answer);
  const gateway = await startTestGateway({ routes: { "all.json": plainRoute(upstream.origin) } });
  const asked = ask({ port: gateway.port });
  await arrived.promise;
  const closed = gateway.close(20_000);
  await expect(ask({ port: gateway.port })).rejects.toThrow();
  allowed.over();
  expect((await asked).body).toBe("done");
  await closed;
  await upstream.close();
});

/** A promise that ends when told to. */
function waiting(): { promise: Promise<void>; over: () => void } {
  let over = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    over = resolve;
  });
  return { promise, over: () => over() };
}
