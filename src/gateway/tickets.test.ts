import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ConnectionOptions, connect } from "node:tls";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemRandom } from "../core/random.ts";
import { Secret } from "../core/secret.ts";
import { commonNames, makeCertificate } from "../device/testing/certificates.ts";
import { startTestGateway, type TestGateway } from "./testing/harness.ts";
import { createPki, type TestPki } from "./testing/pki.ts";
import type { TicketSecret } from "./tls/ticket-keys.ts";

/** Two gateways in the place of two processes of one: they have the same files and the same secret. */

let pki: TestPki;
const running: TestGateway[] = [];

beforeAll(async () => {
  pki = await createPki();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.close()));
});

function secretSource(): TicketSecret & { rotate(): void } {
  const make = (): Secret => new Secret(systemRandom.bytes(32).toString("base64"));
  const listeners = new Set<() => void>();
  let secret = make();
  return {
    current: () => secret,
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    rotate: () => {
      secret = make();
      for (const listener of listeners) listener();
    },
  };
}

const route = { handler: { type: "StaticResponseHandler", config: { status: 200, entity: "hello" } } };

async function start(tickets: TicketSecret, clientAuth = "REQUEST"): Promise<TestGateway> {
  const gateway = await startTestGateway({ pki, clientAuth, routes: { "a.json": route }, options: { tickets } });
  running.push(gateway);
  return gateway;
}

/** One request; says whether its handshake was a resumed one, and the ticket for the next. */
function speak(port: number, options: ConnectionOptions): Promise<{ resumed: boolean; session: Buffer; text: string }> {
  return new Promise((resolve, reject) => {
    const to = { port, host: "127.0.0.1", servername: "localhost", ca: pki.ca.certificate };
    let resumed = false;
    const socket = connect({ ...to, ...options }, () => {
      resumed = socket.isSessionReused();
      socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    });
    let session: Buffer = Buffer.alloc(0);
    let text = "";
    socket.on("session", (ticket: Buffer) => {
      session = ticket;
    });
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", reject);
    socket.on("close", () => (text === "" ? reject(new Error("closed")) : resolve({ resumed, session, text })));
  });
}

describe.each(["TLSv1.2", "TLSv1.3"] as const)("with %s", (version) => {
  const tls = { minVersion: version, maxVersion: version };

  test("a ticket of one process is good at the other, until the secret changes", async () => {
    const secret = secretSource();
    const [one, other] = [await start(secret), await start(secret)];
    const device = { ...tls, cert: pki.device.certificate, key: pki.device.key };
    const { session } = await speak(one.port, device);
    expect(await speak(other.port, { ...device, session })).toMatchObject({ resumed: true });
    secret.rotate();
    expect(await speak(other.port, { ...device, session })).toMatchObject({ resumed: false });
    expect(await speak(one.port, { ...device, session })).toMatchObject({ resumed: false });
    const next = await speak(one.port, device);
    expect(await speak(other.port, { ...device, session: next.session })).toMatchObject({ resumed: true });
  });

  test("a ticket is worth nothing at a listener that asks for more", async () => {
    const secret = secretSource();
    const [lenient, strict] = [await start(secret), await start(secret, "REQUIRED")];
    const { session } = await speak(lenient.port, tls);
    await expect(speak(strict.port, { ...tls, session })).rejects.toThrow();
    const device = { ...tls, cert: pki.device.certificate, key: pki.device.key };
    expect(await speak(strict.port, { ...device, session })).toMatchObject({ resumed: false });
  });

  test("a reload that finds nothing new keeps tickets; other authorities end them", async () => {
    const secret = secretSource();
    const [one, other] = [await start(secret), await start(secret)];
    const { session } = await speak(one.port, tls);
    await other.reload();
    expect(await speak(other.port, { ...tls, session })).toMatchObject({ resumed: true });
    const authority = await makeCertificate({ subject: commonNames("Next CA"), ca: true });
    await writeFile(join(other.directory, "pki/ca.pem"), authority.certificate);
    await other.reload();
    expect(await speak(other.port, { ...tls, session })).toMatchObject({ resumed: false });
  });

  test("without a common secret a ticket is good at one process only", async () => {
    const [one, other] = [await start(secretSource()), await start(secretSource())];
    const { session } = await speak(one.port, tls);
    expect(await speak(other.port, { ...tls, session })).toMatchObject({ resumed: false });
    expect(await speak(one.port, { ...tls, session })).toMatchObject({ resumed: true });
  });
});
