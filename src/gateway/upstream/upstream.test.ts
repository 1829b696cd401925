import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect, createServer as createTcpServer } from "node:net";
import { expect, test } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { commonNames, dns, makeCertificate } from "../../device/testing/certificates.ts";
import type { GatewayOptions } from "../options.ts";
import { ask, askRaw } from "../testing/client.ts";
import { el, startTestGateway, type TestGateway } from "../testing/harness.ts";
import { listening } from "../testing/listening.ts";
import { createPki } from "../testing/pki.ts";
import { startUpstream, type TestUpstream } from "../testing/upstream.ts";

async function through(
  answer: RequestListener | undefined,
  handler: JsonObject,
  run: (gateway: TestGateway, upstream: TestUpstream) => Promise<void>,
): Promise<void> {
  const upstream = await startUpstream(answer);
  const routes = { "all.json": { baseURI: upstream.origin, handler } };
  const gateway = await startTestGateway({ routes });
  try {
    await run(gateway, upstream);
  } finally {
    await gateway.close();
    await upstream.close();
  }
}

const proxy = (config: JsonObject): JsonObject => ({ type: "ReverseProxyHandler", config });
const broken: RequestListener = (request) => request.socket.destroy();

test.each([
  ["ClientHandler", 500],
  ["ReverseProxyHandler", 502],
])("an application that fails is an error of %s, in the end %d", async (type, status) => {
  await through(broken, { type, config: {} }, async ({ port }) => {
    expect((await ask({ port })).status).toBe(status);
  });
});

test("the application's own name stands in Host, or the client's where that is wanted", async () => {
  await through(undefined, proxy({}), async ({ port }, upstream) => {
    await ask({ port });
    expect(upstream.received[0]?.rawHeaders).toContain(new URL(upstream.origin).host);
  });
  await through(undefined, proxy({ preserveHost: true }), async ({ port }, upstream) => {
    await ask({ port });
    expect(upstream.received[0]?.rawHeaders).toContain(`localhost:${port}`);
  });
});

test("an idempotent request whose kept connection was closed meanwhile is sent once more", async () => {
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    let requests = 0;
    socket.on("error", () => socket.destroy());
    socket.on("data", () => {
      requests += 1;
      // The second request on a connection meets its end.
      if (requests === 2) socket.destroy();
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
  });
  const origin = `http://127.0.0.1:${await listening(server)}`;
  const gateway = await startTestGateway({ routes: { "all.json": { baseURI: origin, handler: proxy({}) } } });
  const { port } = gateway;
  expect((await ask({ port })).status).toBe(200);
  expect((await ask({ port })).status).toBe(200);
  expect(connections).toBe(2);
  expect((await ask({ port, method: "POST", body: "x" })).status).toBe(502);
  await gateway.close();
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  ["GET", 3, 502],
  ["POST", 1, 502],
])("retries send %s %d times before they give up", async (method, times, status) => {
  const retries = { count: 2, delay: "1 ms" };
  await through(broken, proxy({ retries }), async ({ port }, upstream) => {
    expect((await ask({ port, method })).status).toBe(status);
    expect(upstream.received).toHaveLength(times);
  });
});

test("retries repeat an answer that their condition calls a failure", async () => {
  let count = 0;
  const answer: RequestListener = (_request, response) => {
    count += 1;
    response.writeHead(count < 3 ? 503 : 200).end("x");
  };
  const retries = { count: 5, delay: "1 ms", condition: el("response.status.code == 503") };
  await through(answer, proxy({ retries }), async ({ port }, upstream) => {
    expect((await ask({ port })).status).toBe(200);
    expect(upstream.received).toHaveLength(3);
  });
});

test("an open circuit does not ask the application", async () => {
  const circuitBreaker = { maxFailures: 2, openDuration: "1 hour" };
  await through(broken, proxy({ circuitBreaker }), async ({ port }, upstream) => {
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await ask({ port })).status);
    expect(statuses).toEqual([502, 502, 503, 503]);
    expect(upstream.received).toHaveLength(2);
  });
  const openHandler = { type: "StaticResponseHandler", config: { status: 418 } };
  await through(broken, proxy({ circuitBreaker: { ...circuitBreaker, openHandler } }), async ({ port }) => {
    for (let count = 0; count < 2; count += 1) await ask({ port });
    expect((await ask({ port })).status).toBe(418);
  });
});

test("events arrive one by one, and may pause for longer than an answer", async () => {
  let send = (): void => undefined;
  const answer: RequestListener = (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.flushHeaders();
    send = () => response.write("data: 1\n\n");
  };
  await through(answer, proxy({ soTimeout: "1 s" }), async ({ port }) => {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const [head]: Buffer[] = await once(socket, "data");
    expect(head?.toString()).toContain("text/event-stream");
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    send();
    const [event]: Buffer[] = await once(socket, "data");
    expect(event?.toString()).toContain("data: 1");
    socket.destroy();
  });
});

test("a client that waits for 100 Continue gets it when somebody wants its body, and not before", async () => {
  const head = "POST /in HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  await through(undefined, proxy({}), async ({ port }, upstream) => {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    socket.write(head);
    const [first]: Buffer[] = await once(socket, "data");
    expect(first?.toString()).toMatch(/^HTTP\/1\.1 100 Continue/);
    socket.write("ab");
    const [answer]: Buffer[] = await once(socket, "data");
    expect(answer?.toString()).toMatch(/^HTTP\/1\.1 200/);
    expect(upstream.received[0]).toMatchObject({ body: "ab" });
    socket.destroy();
  });
  const refusal = { type: "StaticResponseHandler", config: { status: 403 } };
  await through(undefined, refusal, async ({ port }) => {
    expect(await askRaw(port, head)).toMatch(/^HTTP\/1\.1 403/);
  });
});

test("informational answers and trailers of an application stay behind", async () => {
  const server = createTcpServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () =>
      socket.write(
        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n2\r\nok\r\n0\r\nX-T: 1\r\n\r\n",
      ),
    );
  });
  const origin = `http://127.0.0.1:${await listening(server)}`;
  const gateway = await startTestGateway({ routes: { "all.json": { baseURI: origin, handler: proxy({}) } } });
  const text = await askRaw(gateway.port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  await gateway.close();
  await new Promise((resolve) => server.close(resolve));
  expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(text).not.toMatch(/103|X-T|Trailer/i);
  expect(text).toMatch(/2\r\nok\r\n0\r\n\r\n$/);
});

test("an application is reached where `resolve` says, and must have the name that was asked for", async () => {
  const pki = await createPki();
  const named = await makeCertificate({ subject: commonNames("x"), names: dns("tenant.example"), issuer: pki.ca });
  const server = createHttpsServer({ cert: named.certificate, key: named.key }, (_request, response) =>
    response.end("there"),
  );
  const port = await listening(server);
  const resolve = { "tenant.example:443": `127.0.0.1:${port}`, "other.example:443": `127.0.0.1:${port}` };
  const options: Partial<GatewayOptions> = { upstreamCa: pki.ca.certificate, resolve };
  const at = (host: string): JsonObject => ({ baseURI: `https://${host}`, handler: proxy({}) });
  const routes = {
    "a.json": { ...at("tenant.example"), condition: el("request.uri.path == '/right'") },
    "b.json": at("other.example"),
  };
  const gateway = await startTestGateway({ routes, options });
  expect((await ask({ port: gateway.port, path: "/right" })).body).toBe("there");
  // The client's Host is no name for TLS.
  const headers = "GET / HTTP/1.1\r\nHost: tenant.example\r\nConnection: close\r\n\r\n";
  expect(await askRaw(gateway.port, headers)).toMatch(/^HTTP\/1\.1 502/);
  await gateway.close();
  await new Promise((done) => server.close(done));
});

test.each<[string, JsonObject, string]>([
  ["a wait without bound", { soTimeout: "unlimited" }, "every wait has a bound"],
  ["HTTP/2", { protocolVersion: "HTTP/2" }, "only HTTP/1.1 is supported yet"],
  [
    "a window that cannot hold the failures",
    { circuitBreaker: { maxFailures: 3, openDuration: "1 s", slidingCounter: { size: 3 } } },
    "more than maxFailures",
  ],
  ["host names that are not checked", { hostnameVerifier: "ALLOW_ALL" }, "only STRICT is safe"],
])("%s is refused when it is loaded", async (_what, config, why) => {
  const root = { handler: proxy(config) };
  await expect(startTestGateway({ files: { "config.json": root } })).rejects.toThrow(why);
});
