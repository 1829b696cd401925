import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foreignCa, type Identity, issued, issuedBy } from "../harness/certificates.ts";
import { client } from "../harness/client.ts";
import { ca, deviceFor, identityOf, state } from "../harness/demo.ts";
import { type EmulatorControl, emulatorControl } from "../harness/emulator.ts";
import { deviceIn, idOf, intuneEventFor, intuneEventOf } from "../harness/intune-event.ts";
import { connectionEnded, connectToGateway, exchange, startRequest, type TlsOptions } from "../harness/raw-http.ts";

/** Certificates that prove nothing, and connections that prove nothing any more. */

const compliant = deviceFor("COMPLIANT");
const noncompliant = deviceFor("NONCOMPLIANT");
const id = idOf(compliant);
/** Everything refused below claims to be the compliant device, and would be if it were believed. */
const claim = { commonName: id, dnsNames: [`${id}.devices.contoso.example`], uris: [`IntuneDeviceId://${id}`] };
const day = 24 * 60 * 60 * 1000;
const versions = ["TLSv1.2", "TLSv1.3"] as const;
/** Milliseconds of a certificate that is used first and then expires: long enough for a busy machine. */
const validity = 8_000;

let emulator: EmulatorControl;
beforeAll(() => {
  emulator = emulatorControl();
});
afterAll(() => emulator.close());

async function answerOver(options: TlsOptions, lines: readonly string[] = []) {
  const socket = await connectToGateway(options);
  try {
    return await exchange(socket, startRequest({ lines }));
  } finally {
    socket.destroy();
  }
}

const refused: readonly [string, () => Promise<Identity>][] = [
  ["expired", () => issued({ ...claim, notBefore: Date.now() - 2 * day, notAfter: Date.now() - day })],
  ["not valid yet", () => issued({ ...claim, notBefore: Date.now() + day, notAfter: Date.now() + 2 * day })],
  ["for servers only", () => issued({ ...claim, clientAuth: false })],
  ["issued by a foreign CA", async () => issuedBy(await foreignCa("Fabrikam CA"), claim)],
  ["issued by a foreign CA that has our CA's name", async () => issuedBy(await foreignCa(nameOfCa()), claim)],
  ["self-signed", async () => selfSigned()],
  ["signed with another device's key", async () => issuedBy(asIssuer(identityOf(noncompliant)), claim)],
  ["changed after it was signed", async () => changed(identityOf(noncompliant), idOf(noncompliant), id)],
  ["the gateway's own", async () => filesOf("gateway")],
];

describe("rule 1, no identity without proof: the gateway ends the connection, and asks nobody, when a certificate is", () => {
  it.each(refused)("%s", async (_what, make) => {
    const identity = await make();
    const asked = await emulator.requests();
    for (const version of versions) {
      await expect(answerOver({ identity, version })).rejects.toThrow(connectionEnded);
    }
    await expect(answerOver({ identity }, [`SSL_Client_S_DN: CN=${id}`])).rejects.toThrow(connectionEnded);
    expect(await emulator.requests()).toEqual(asked);
  });
});

describe("rule 1, no identity without proof: a valid certificate has no id when it holds only", () => {
  it.each([
    ["a name that is no id", { commonName: "Contoso kiosk display" }],
    ["a wildcard", { dnsNames: [`*.${id}.contoso.example`, "*"] }],
    ["an id with a wildcard in it", { dnsNames: [`${id}*.contoso.example`] }],
    ["the zero GUID", { dnsNames: ["00000000-0000-0000-0000-000000000000.contoso.example"] }],
    ["the strong-mapping tag", { uris: ["tag:microsoft.com,2022-09-14:sid:S-1-5-21-1004336348-1177238915-1"] }],
    ["a URI of another kind with an id", { uris: [`urn:uuid:${id}`, `https://contoso.example/${id}`] }],
    ["a DNS name that looks like two in text", { dnsNames: [`x, DNS:${id}.contoso.example`] }],
    ["a name that is an id and more", { commonName: `${id},OU=Devices` }],
    ["a path for Microsoft Graph", { commonName: `x/../${id}`, dnsNames: [`../${id}`] }],
    ["an internationalised look-alike", { dnsNames: [`xn--${id.slice(0, 30)}.contoso.example`] }],
  ])("%s: NOID, also when the header names a device", async (_what, content) => {
    const identity = await issued(content);
    const headers = { SSL_Client_S_DN: `CN=${id}` };
    expect(await intuneEventFor({ identity, headers })).toMatchObject({ outcome: "NOID" });
  });
});

describe("a valid certificate names its device", () => {
  it.each([
    ["in a DNS name without a dot", { dnsNames: [id] }],
    ["in the Intune URI, in any case and with braces", { uris: [`INTUNEDEVICEID://{${id.toUpperCase()}}`] }],
    ["behind the strong-mapping tag", { uris: ["tag:microsoft.com,2022-09-14:sid:S-1-5", `IntuneDeviceId://${id}`] }],
    ["as its common name", { commonName: id }],
  ])("%s", async (_where, content) => {
    const event = await intuneEventFor({ identity: await issued(content) });
    expect(event).toMatchObject({ outcome: "COMPLIANT" });
    expect(deviceIn(event)).toBe(id);
  });

  it("and is refused when it names two", async () => {
    const on = client({ identity: await issued({ dnsNames: [id, idOf(noncompliant)] }) });
    expect(await on.start()).toMatchObject({ status: 403 });
    await on.close();
  });
});

describe.each(versions)("rule 1, no identity without proof: a resumed %s session", (version) => {
  it("has no device when the first connection had no certificate", async () => {
    const session = await sessionAfter({ version });
    for (const identity of [{}, { identity: identityOf(compliant) }]) {
      const { answer, reused } = await resume({ version, session, ...identity });
      expect(reused).toBe(true);
      expect(await intuneEventOf(answer)).toMatchObject({ outcome: "NOID" });
    }
  });

  it("keeps the device of the first connection, whatever certificate is offered now", async () => {
    const session = await sessionAfter({ version, identity: identityOf(noncompliant) });
    const { answer, reused } = await resume({ version, session, identity: identityOf(compliant) });
    expect(reused).toBe(true);
    expect(deviceIn(await intuneEventOf(answer))).toBe(noncompliant.id);
  });

  it("is worth nothing once the certificate has expired, and neither is the first connection", async () => {
    const notAfter = Math.ceil(Date.now() / 1000) * 1000 + validity;
    const identity = await issued({ ...claim, notAfter });
    const socket = await connectToGateway({ version, identity });
    const ticket = ticketOf(socket);
    expect(await intuneEventOf(await exchange(socket, startRequest()))).toMatchObject({ outcome: "COMPLIANT" });
    const session = await ticket;
    await new Promise((resolve) => setTimeout(resolve, notAfter + 100 - Date.now()));
    await expect(exchange(socket, startRequest())).rejects.toThrow(connectionEnded);
    await expect(resume({ version, session, identity })).rejects.toThrow(connectionEnded);
  });
});

/** Logs a device in as far as the first step and returns the TLS session that the gateway offers for next time. */
async function sessionAfter(options: TlsOptions): Promise<Buffer> {
  const socket = await connectToGateway(options);
  const ticket = ticketOf(socket);
  await exchange(socket, startRequest());
  const session = await ticket;
  socket.destroy();
  return session;
}

/** TLS 1.2 hands its ticket over in the handshake, TLS 1.3 afterwards. */
async function ticketOf(socket: TLSSocket): Promise<Buffer> {
  const known = socket.getProtocol() === "TLSv1.2" ? socket.getSession() : undefined;
  return known ?? ((await once(socket, "session")) as [Buffer])[0];
}

async function resume(options: TlsOptions) {
  const socket = await connectToGateway(options);
  try {
    const reused = socket.isSessionReused();
    return { reused, answer: await exchange(socket, startRequest({ lines: [`SSL_Client_S_DN: CN=${id}`] })) };
  } finally {
    socket.destroy();
  }
}

function nameOfCa(): string {
  return new X509Certificate(ca).subject.replace(/^CN=/, "");
}

async function selfSigned(): Promise<Identity> {
  const { certificate, key } = await foreignCa(id);
  return { cert: certificate, key };
}

function asIssuer({ cert, key }: Identity) {
  return { certificate: cert, key };
}

/** The same certificate with one text replaced by another of the same length. */
function changed({ cert, key }: Identity, from: string, to: string): Identity {
  const der = new X509Certificate(cert).raw;
  der.write(to, der.indexOf(from), "latin1");
  return { cert: new X509Certificate(der).toString(), key };
}

function filesOf(name: string): Identity {
  const read = (file: string) => readFileSync(join(state, "pki", file), "utf8");
  return { cert: read(`${name}.pem`), key: read(`${name}-key.pem`) };
}
