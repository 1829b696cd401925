import "reflect-metadata";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { X509Certificate, X509CrlGenerator } from "@peculiar/x509";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { systemRandom } from "../../core/random.ts";
import { Secret } from "../../core/secret.ts";
import { commonNames, makeCertificate, type TestKeyPair } from "../../device/testing/certificates.ts";
import { startTestGateway, type TestGateway, trustIn } from "../testing/harness.ts";
import { createPki, type TestPki } from "../testing/pki.ts";
import type { TicketSecret } from "../tls/ticket-keys.ts";

/** A resumed connection does not tell the certificates between its client's and the authority. */

let pki: TestPki;
let below: TestKeyPair;
let other: TestKeyPair;
let chain: string;
let lists: string;
const running: TestGateway[] = [];
const sockets: TLSSocket[] = [];

beforeAll(async () => {
  pki = await createPki();
  const between = await makeCertificate({ subject: commonNames("Between"), issuer: pki.ca, ca: true });
  below = await makeCertificate({ subject: commonNames("a device"), issuer: between });
  other = await makeCertificate({ subject: commonNames("Another CA"), ca: true });
  chain = `${below.certificate}\n${between.certificate}`;
  lists = (await Promise.all([pki.ca, between].map(emptyList))).join("\n");
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(running.splice(0).map((gateway) => gateway.close()));
});

async function emptyList(issuer: TestKeyPair): Promise<string> {
  const made = await X509CrlGenerator.create({
    issuer: new X509Certificate(issuer.certificate).subjectName,
    thisUpdate: new Date("2026-11-01"),
    nextUpdate: new Date("2039-01-01"),
    entries: [],
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
  });
  return made.toString("pem");
}

const secretsProvider = { type: "FileSystemSecretStore", config: { directory: "pki", suffix: ".pem" } };
const checked: JsonObject = {
  type: "SecretsTrustManager",
  config: { verificationSecretId: "ca", secretsProvider, revocation: { crls: ["lists"] } },
};

async function start(trustManager: JsonObject, tickets?: TicketSecret, more: JsonObject = {}): Promise<TestGateway> {
  const keyManager = { type: "SecretsKeyManager", config: { signingSecretId: "gateway", secretsProvider } };
  const tls = { type: "ServerTlsOptions", config: { clientAuth: "REQUIRED", keyManager, trustManager } };
  const gateway = await startTestGateway({
    pki,
    files: { "pki/lists.pem": lists, "pki/ca.pem": pki.ca.certificate + other.certificate },
    connectors: [{ tls, ...more }],
    routes: { "a.json": { handler: { type: "StaticResponseHandler", config: { status: 200, entity: "hello" } } } },
    ...(tickets === undefined ? {} : { options: { tickets } }),
  });
  running.push(gateway);
  return gateway;
}

function common(): TicketSecret {
  const secret = new Secret(systemRandom.bytes(32).toString("base64"));
  return { current: () => secret, watch: () => () => undefined };
}

interface Spoken {
  readonly socket: TLSSocket;
  readonly resumed: boolean;
  /** For the next connection. */
  readonly session: Buffer;
}

/** A connection that has had an answer, and stays. */
async function speak(port: number, session?: Buffer): Promise<Spoken> {
  const socket = connect({
    ...{ port, host: "127.0.0.1", servername: "localhost", ca: pki.ca.certificate, cert: chain, key: below.key },
    ...(session === undefined ? {} : { session }),
  });
  sockets.push(socket);
  let latest = Buffer.alloc(0);
  socket.on("session", (ticket: Buffer) => {
    latest = Buffer.from(ticket);
  });
  await once(socket, "secureConnect");
  await answered(socket);
  return { socket, resumed: socket.isSessionReused(), session: latest };
}

async function answered(socket: TLSSocket): Promise<void> {
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const [answer]: Buffer[] = await once(socket, "data");
  expect(answer?.toString()).toContain("200 OK");
}

describe.each([
  ["revocation is checked", checked],
  ["it is not", trustIn("ca")],
])("a resumed connection of a device below an intermediate authority, where %s,", (_what, trustManager) => {
  test("is served", async () => {
    const { port } = await start(trustManager);
    const { session } = await speak(port);
    expect((await speak(port, session)).resumed).toBe(true);
  });

  test("survives a reload that changes nothing, as its ticket does, and one that removes another authority", async () => {
    const gateway = await start(trustManager, common());
    const { session } = await speak(gateway.port);
    const { socket, resumed } = await speak(gateway.port, session);
    expect(resumed).toBe(true);
    await gateway.reload();
    await answered(socket);
    // Whatever a process remembers of paths begins anew with a reload.
    const next = await speak(gateway.port, session);
    expect(next.resumed).toBe(true);
    await writeFile(join(gateway.directory, "pki/ca.pem"), pki.ca.certificate);
    await gateway.reload();
    await answered(socket);
    await answered(next.socket);
  });

  test("is ended by a reload that removes its authority", async () => {
    const gateway = await start(trustManager);
    const { session } = await speak(gateway.port);
    const { socket, resumed } = await speak(gateway.port, session);
    expect(resumed).toBe(true);
    const closed = once(socket, "close");
    socket.on("error", () => socket.destroy());
    await writeFile(join(gateway.directory, "pki/ca.pem"), other.certificate);
    await gateway.reload();
    await closed;
  });
});

describe("a ticket of another process", () => {
  test.each<[string, boolean, JsonObject, () => JsonObject]>([
    ["is good where nothing is looked for behind the handshake", true, trustIn("ca"), () => ({})],
    ["leads to a full handshake where revocation is checked", false, checked, () => ({})],
    ["leads to a full handshake where hops prove themselves", false, trustIn("ca"), () => ({ trustedHops: [hop()] })],
  ])("%s", async (_what, resumed, trustManager, more) => {
    const tickets = common();
    const [one, another] = [await start(trustManager, tickets, more()), await start(trustManager, tickets, more())];
    const { session } = await speak(one.port);
    expect((await speak(another.port, session)).resumed).toBe(resumed);
    expect((await speak(one.port, session)).resumed).toBe(true);
  });

  const hop = (): JsonObject => ({
    format: "rfc9440",
    from: { certificates: [createHash("sha256").update(below.der).digest("hex")] },
    clientAuth: "REQUEST",
  });
});
