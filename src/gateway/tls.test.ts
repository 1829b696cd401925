import { once } from "node:events";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frozenClock } from "../core/clock.ts";
import { ask } from "./testing/client.ts";
import { deviceRoute, startTestGateway, type TestGateway } from "./testing/harness.ts";
import { createPki, deviceId, type TestPki } from "./testing/pki.ts";
import { startUpstream, type TestUpstream, valuesOf } from "./testing/upstream.ts";

let pki: TestPki;
let upstream: TestUpstream;
let closing: TestGateway;
let showing: TestGateway;
let required: TestGateway;

beforeAll(async () => {
  pki = await createPki();
  upstream = await startUpstream();
  const routes = { "mtls-intune.json": deviceRoute(upstream.origin) };
  closing = await startTestGateway({ pki, routes });
  showing = await startTestGateway({ pki, routes, options: { invalidCertificate: "page" } });
  required = await startTestGateway({ pki, routes, clientAuth: "REQUIRED" });
});
afterAll(async () => {
  await Promise.all([closing, showing, required].map((gateway) => gateway.close()));
  await upstream.close();
});

const versions = ["TLSv1.2", "TLSv1.3"] as const;
const invalid = [
  ["expired", "CERT_HAS_EXPIRED"],
  ["foreign", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
] as const;

describe.each(versions)("with %s", (version) => {
  const tls = { minVersion: version, maxVersion: version };
  const path = "/mtls-intune/";

  test.each(invalid)("an invalid certificate (%s) ends the connection, and nothing is forwarded", async (kind) => {
    const before = upstream.received.length;
    await expect(ask({ port: closing.port, pki, certificate: pki[kind], path, tls })).rejects.toThrow();
    expect(upstream.received.length).toBe(before);
  });

  test.each(invalid)("or gets a page with the reason, and nothing is forwarded (%s)", async (kind, reason) => {
    const before = upstream.received.length;
    const answer = await ask({ port: showing.port, pki, certificate: pki[kind], path, tls });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain(reason);
    expect(upstream.received.length).toBe(before);
  });

  test("REQUIRED serves a device and nobody without a certificate", async () => {
    const answer = await ask({ port: required.port, pki, certificate: pki.device, path, tls });
    expect(answer.status).toBe(200);
    await expect(ask({ port: required.port, pki, path, tls })).rejects.toThrow();
    await expect(ask({ port: required.port, pki, certificate: pki.foreign, path, tls })).rejects.toThrow();
  });

  test("a resumed connection without a certificate is nobody", async () => {
    const { session } = await speak(closing.port, tls);
    const resumed = await speak(closing.port, { ...tls, session });
    expect(resumed.wasResumed).toBe(true);
    expect(resumed.text).toContain("200 OK");
    expect(valuesOf(upstream.received.at(-1), "SSL_Client_S_DN")).toEqual([]);
  });

  test("a resumed connection of a device is that device", async () => {
    const identity = { cert: pki.device.certificate, key: pki.device.key };
    const { session } = await speak(closing.port, { ...tls, ...identity });
    const resumed = await speak(closing.port, { ...tls, ...identity, session });
    expect(resumed.wasResumed).toBe(true);
    expect(valuesOf(upstream.received.at(-1), "SSL_Client_S_DN")).toEqual([`CN=${deviceId}`]);
  });

  test("a session of a REQUEST listener opens no REQUIRED one", async () => {
    const { session } = await speak(closing.port, tls);
    const before = upstream.received.length;
    await expect(speak(required.port, { ...tls, session })).rejects.toThrow();
    expect(upstream.received.length).toBe(before);
  });
});

test("REQUIRED has no page for a client without a certificate: the connection ends", async () => {
  const routes = { "mtls-intune.json": deviceRoute(upstream.origin) };
  const options = { invalidCertificate: "page" } as const;
  const gateway = await startTestGateway({ pki, routes, clientAuth: "REQUIRED", options });
  const path = "/mtls-intune/";
  await expect(ask({ port: gateway.port, pki, path })).rejects.toThrow();
  expect((await ask({ port: gateway.port, pki, certificate: pki.foreign, path })).status).toBe(403);
  expect((await ask({ port: gateway.port, pki, certificate: pki.device, path })).status).toBe(200);
  await gateway.close();
});

test("a certificate that expires on an open connection counts no more", async () => {
  const clock = frozenClock("2026-11-23T00:00:00Z");
  const routes = { "mtls-intune.json": deviceRoute(upstream.origin) };
  const gateway = await startTestGateway({ pki, routes, options: { clock } });
  try {
    const { device } = pki;
    const socket = connect({
      port: gateway.port,
      host: "127.0.0.1",
      servername: "localhost",
      ca: pki.ca.certificate,
      cert: device.certificate,
      key: device.key,
    });
    socket.on("error", () => socket.destroy());
    const get = "GET /mtls-intune/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.write(get);
    const [first]: Buffer[] = await once(socket, "data");
    expect(first?.toString()).toContain("200 OK");
    clock.advance(20 * 365 * 86_400_000);
    const before = upstream.received.length;
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.write(get);
    await closed;
    expect(upstream.received.length).toBe(before);
  } finally {
    await gateway.close();
  }
});

/** One request over a connection of its own, and the session it could be resumed with. */
async function speak(
  port: number,
  options: ConnectionOptions,
): Promise<{ text: string; session: Buffer; wasResumed: boolean }> {
  const base = { port, host: "127.0.0.1", servername: "localhost", ca: pki.ca.certificate };
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ ...base, ...options });
    let text = "";
    let session: Buffer = Buffer.alloc(0);
    let wasResumed = false;
    socket.on("session", (ticket: Buffer) => {
      session = ticket;
    });
    socket.on("secureConnect", () => {
      wasResumed = socket.isSessionReused();
      socket.write("GET /mtls-intune/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    });
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", reject);
    socket.on("close", () =>
      text === "" ? reject(new Error("closed without an answer")) : resolve({ text, session, wasResumed }),
    );
  });
}
