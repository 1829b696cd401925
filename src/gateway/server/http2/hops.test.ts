import { createHash } from "node:crypto";
import { once } from "node:events";
import { type ClientHttp2Session, connect, constants } from "node:http2";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { TestKeyPair } from "../../../device/testing/certificates.ts";
import { plainRoute, startTestGateway, type TestGateway } from "../../testing/harness.ts";
import { createPki, type TestPki } from "../../testing/pki.ts";
import { startUpstream, type TestUpstream } from "../../testing/upstream.ts";

let pki: TestPki;
let upstream: TestUpstream;
let gateway: TestGateway;
const sessions: ClientHttp2Session[] = [];

beforeAll(async () => {
  pki = await createPki();
  upstream = await startUpstream((request, response) => {
    if (request.url === "/") response.end("ok");
  });
  const from = { certificates: [createHash("sha256").update(pki.device.der).digest("hex")] };
  gateway = await startTestGateway({
    pki,
    connectors: [{ trustedHops: [{ format: "rfc9440", from, clientAuth: "REQUEST" }] }, {}],
    routes: { "a.json": plainRoute(upstream.origin) },
  });
});
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
  upstream.received.length = 0;
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

async function open(connector: number, { certificate: cert, key }: TestKeyPair): Promise<ClientHttp2Session> {
  const port = gateway.connectors[connector]?.port;
  const session = connect(`https://localhost:${port}`, { ca: pki.ca.certificate, cert, key });
  session.on("error", () => session.destroy());
  sessions.push(session);
  await once(session, "remoteSettings");
  return session;
}

async function statusOf(session: ClientHttp2Session): Promise<unknown> {
  const stream = session.request({ ":path": "/" });
  const [headers] = await once(stream, "response");
  stream.close();
  return headers[":status"];
}

/** Opens 150 requests, and resets them when the application has them, which takes 64 at once. */
async function openAndReset(session: ClientHttp2Session): Promise<void> {
  for (let round = 1; round <= 3 && !session.destroyed; round += 1) {
    const before = upstream.received.length;
    const streams = Array.from({ length: 50 }, () => session.request({ ":path": "/wait" }));
    for (const stream of streams) stream.on("error", () => undefined);
    await expect.poll(() => upstream.received.length).toBe(before + streams.length);
    for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
  }
}

test("clients of a hop that leave their requests do not end those of its others", async () => {
  const session = await open(0, pki.device);
  expect(await statusOf(session)).toBe(200);
  await openAndReset(session);
  expect(await statusOf(session)).toBe(200);
});

test("whoever else does it at the connector of a hop is sent away", async () => {
  const session = await open(0, pki.nameless);
  expect(await statusOf(session)).toBe(200);
  const closed = new Promise((resolve) => session.once("close", resolve));
  await openAndReset(session);
  await closed;
});

test.each([
  ["with hops", 0, 1_000],
  ["without", 1, 100],
])("a connector %s allows this many requests at once over one connection", async (_what, connector, streams) => {
  const session = await open(connector, pki.device);
  expect(session.remoteSettings.maxConcurrentStreams).toBe(streams);
});
