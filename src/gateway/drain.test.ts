import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect, constants } from "node:http2";
import { connect as connectTcp } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ask } from "./testing/client.ts";
import { plainRoute, startTestGateway } from "./testing/harness.ts";
import { createPki } from "./testing/pki.ts";
import { startUpstream, type TestUpstream } from "./testing/upstream.ts";

let upstream: TestUpstream;
const held: ServerResponse[] = [];

afterEach(async () => {
  held.length = 0;
  await upstream.close();
});

async function holding(): Promise<TestUpstream> {
  upstream = await startUpstream((request, response) => {
    if (request.url !== "/held") {
      response.end("ok");
      return;
    }
    response.write("begun, ");
    held.push(response);
  });
  return upstream;
}

test("while it stops the gateway is not ready, takes nobody new, and finishes what is on its way", async () => {
  const { origin } = await holding();
  const connectors = [{ host: "127.0.0.1", port: 0 }];
  const gateway = await startTestGateway({
    files: { "admin.json": { connectors, adminConnector: { host: "127.0.0.1", port: 0 } } },
    routes: { "a.json": plainRoute(origin) },
  });
  const administration = gateway.administration?.port ?? 0;
  const health = async (): Promise<number> => (await ask({ port: administration, path: "/health/ready" })).status;
  expect(await health()).toBe(200);
  const running = [ask({ port: gateway.port, path: "/held" }), ask({ port: gateway.port, path: "/held" })];
  const idle = connectTcp(gateway.port, "127.0.0.1").on("error", () => undefined);
  idle.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(idle, "data");
  await expect.poll(() => held.length).toBe(2);

  const idleClosed = new Promise((resolve) => idle.once("close", resolve));
  const closed = gateway.close(30_000);
  expect(await health()).toBe(503);
  expect((await ask({ port: administration, path: "/health/live" })).status).toBe(200);
  await expect(ask({ port: gateway.port })).rejects.toThrow();
  await idleClosed;
  for (const response of held) response.end("ended");
  for (const answer of await Promise.all(running)) {
    expect(answer).toMatchObject({ status: 200, body: "begun, ended" });
  }
  await closed;
  await expect(health()).rejects.toThrow();
});

test("after its grace period a request is cut off, and its application told", async () => {
  const { origin } = await holding();
  const gateway = await startTestGateway({ routes: { "a.json": plainRoute(origin) } });
  const running = ask({ port: gateway.port, path: "/held" });
  const cut = expect(running).rejects.toThrow();
  await expect.poll(() => held.length).toBe(1);
  const [response] = held;
  const told = new Promise((resolve) => response?.once("close", resolve));
  await gateway.close(50);
  await cut;
  await told;
});

test("HTTP/2 at a listener that requires a certificate is for devices only", async () => {
  upstream = await startUpstream();
  const pki = await createPki();
  const routes = { "a.json": plainRoute(upstream.origin) };
  const gateway = await startTestGateway({ pki, clientAuth: "REQUIRED", routes });
  const status = (identity: object): Promise<unknown> =>
    new Promise((resolve) => {
      const session = connect(`https://localhost:${gateway.port}`, { ca: pki.ca.certificate, ...identity });
      session.on("error", () => session.destroy());
      const stream = session.request({ [constants.HTTP2_HEADER_PATH]: "/" });
      stream.on("error", () => undefined);
      stream.on("close", () => resolve("closed"));
      stream.on("response", (headers) => {
        resolve(headers[":status"]);
        session.destroy();
      });
    });
  expect(await status({})).toBe("closed");
  expect(await status({ cert: pki.foreign.certificate, key: pki.foreign.key })).toBe("closed");
  expect(await status({ cert: pki.expired.certificate, key: pki.expired.key })).toBe("closed");
  expect(upstream.received).toEqual([]);
  expect(await status({ cert: pki.device.certificate, key: pki.device.key })).toBe(200);
  await gateway.close();
});
