import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../../core/json.ts";
import { parseClientCertificate, writeForwarded } from "../../../device/index.ts";
import { commonNames, dns, makeCertificate, type TestKeyPair } from "../../../device/testing/certificates.ts";
import { ask } from "../../testing/client.ts";
import {
  deviceRoute,
  el,
  startTestGateway,
  type TestGateway,
  type TestGatewayOptions,
  trustIn,
} from "../../testing/harness.ts";
import { createPki, deviceId, type TestPki } from "../../testing/pki.ts";
import { startUpstream, type TestUpstream, valuesOf } from "../../testing/upstream.ts";

const path = "/mtls-intune/";
let pki: TestPki;
let upstream: TestUpstream;
let hop: TestKeyPair;
let files: Record<string, string>;
let gateway: TestGateway | undefined;

beforeAll(async () => {
  pki = await createPki();
  upstream = await startUpstream();
  const hops = await makeCertificate({ subject: commonNames("Hop CA"), ca: true });
  hop = await makeCertificate({ subject: commonNames("edge"), names: dns("edge.example.com"), issuer: hops });
  files = {
    "pki/ca.pem": pki.ca.certificate + hops.certificate,
    "pki/devices.pem": pki.ca.certificate,
    "pki/hops.pem": hops.certificate,
  };
});
afterAll(() => upstream.close());
beforeEach(() => {
  upstream.received.length = 0;
});
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

async function start(trustedHop: JsonObject, more: TestGatewayOptions = {}): Promise<TestGateway> {
  gateway = await startTestGateway({
    pki,
    files,
    connectors: [{ trustedHops: [{ format: "rfc9440", ...trustedHop }] }],
    routes: { "a.json": deviceRoute(upstream.origin) },
    ...more,
  });
  return gateway;
}

function forwarded({ der }: TestKeyPair, chain: readonly Buffer[] = []): string[] {
  return writeForwarded("rfc9440", parseClientCertificate(der), chain).flat();
}

function ids(): string[] {
  return upstream.received.flatMap((each) => valuesOf(each, "SSL_Client_S_DN"));
}

const byName = (more: JsonObject = {}): JsonObject => ({
  from: { certificates: ["edge.example.com"], trustManager: trustIn("hops"), ...more },
  trustManager: trustIn("devices"),
});

const pinOf = ({ der }: TestKeyPair): string => createHash("sha256").update(der).digest("hex");

describe("a hop", () => {
  test("by the SHA-256 of its certificate, which devices' authorities may have issued", async () => {
    const pinned = await makeCertificate({ subject: commonNames("edge"), issuer: pki.ca });
    const { port } = await start({ from: { certificates: [pinOf(pinned).toUpperCase()] } });
    await ask({ port, pki, certificate: pinned, path, headers: forwarded(pki.device) });
    expect(ids()).toEqual([`CN=${deviceId}`]);
    await ask({ port, pki, certificate: pki.nameless, path, headers: forwarded(pki.device) });
    expect(ids()).toEqual([`CN=${deviceId}`]);
  });

  test("at another address is refused, though it shows its certificate", async () => {
    const { port } = await start({ from: { certificates: [pinOf(hop)], addresses: ["10.0.0.0/8"] } });
    await expect(ask({ port, pki, certificate: hop, path, headers: forwarded(pki.device) })).rejects.toThrow();
    await expect(ask({ port, pki, certificate: hop, path })).rejects.toThrow();
    expect(upstream.received).toEqual([]);
  });

  test("at its address, without its certificate, is a client like any other", async () => {
    const from = { certificates: [pinOf(hop)], addresses: ["127.0.0.1", "::1"] };
    const { port } = await start({ from });
    await ask({ port, pki, path, headers: forwarded(pki.device) });
    await ask({ port, pki, certificate: pki.device, path, headers: forwarded(pki.twofold) });
    expect(ids()).toEqual([`CN=${deviceId}`]);
  });

  test.each([
    ["127.0.0.0/8", [`CN=${deviceId}`]],
    ["127.0.0.1", [`CN=${deviceId}`]],
    ["10.0.0.0/8", []],
    ["::1", []],
  ])("by its address alone over plain HTTP (%s)", async (address, expected) => {
    gateway = await startTestGateway({
      files,
      connectors: [
        {
          trustedHops: [
            {
              format: "rfc9440",
              from: { addresses: [address] },
              byAddressAlone: true,
              trustManager: trustIn("devices"),
            },
          ],
        },
      ],
      routes: { "a.json": deviceRoute(upstream.origin) },
    });
    const spoofed = ["X-Forwarded-For", "127.0.0.1", "X-Real-IP", "127.0.0.1", "Forwarded", "for=127.0.0.1"];
    const answer = await ask({ port: gateway.port, path, headers: [...spoofed, ...forwarded(pki.device)] });
    expect(answer.status).toBe(200);
    expect(ids()).toEqual(expected);
  });

  test("may be the second that fits by name: the first, at another address, does not end the search", async () => {
    gateway = await startTestGateway({
      pki,
      files,
      connectors: [
        {
          trustedHops: [
            { format: "nginx", ...byName({ addresses: ["10.0.0.0/8"] }) },
            { format: "rfc9440", ...byName({ addresses: ["127.0.0.1"] }) },
          ],
        },
      ],
      routes: { "a.json": deviceRoute(upstream.origin) },
    });
    const { port } = gateway;
    expect((await ask({ port, pki, certificate: hop, path, headers: forwarded(pki.device) })).status).toBe(200);
    expect(ids()).toEqual([`CN=${deviceId}`]);
  });

  test("whose own certificate has expired is no hop, and its connection ends", async () => {
    const old = await makeCertificate({
      subject: commonNames("edge"),
      issuer: pki.ca,
      notAfter: new Date("2021-01-01T00:00:00Z"),
    });
    const { port } = await start({ from: { certificates: [pinOf(old)] } });
    await expect(ask({ port, pki, certificate: old, path, headers: forwarded(pki.device) })).rejects.toThrow();
    expect(upstream.received).toEqual([]);
  });
});

describe("of a client behind a hop", () => {
  test.each([
    ["REQUEST", undefined, 200],
    ["REQUIRED", undefined, 403],
    ["REQUIRED", "REQUEST", 200],
    ["REQUEST", "REQUIRED", 403],
  ] as const)(
    "a certificate is required as the connector does, or the hop (%s, %s)",
    async (connector, own, status) => {
      const { port } = await start(
        { ...byName(), ...(own === undefined ? {} : { clientAuth: own }) },
        { clientAuth: connector },
      );
      const answer = await ask({ port, pki, certificate: hop, path });
      expect(answer.status).toBe(status);
      expect(answer.body.includes("NO_CERTIFICATE")).toBe(status === 403);
      expect(upstream.received.length).toBe(status === 200 ? 1 : 0);
    },
  );

  test("an answer that refuses it leaves the connection to the hop's other clients", async () => {
    const pinned = { from: { addresses: ["127.0.0.1"] }, byAddressAlone: true, trustManager: trustIn("devices") };
    gateway = await startTestGateway({
      files,
      connectors: [{ trustedHops: [{ format: "rfc9440", ...pinned }] }],
      routes: { "a.json": deviceRoute(upstream.origin) },
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { port } = gateway;
    const say = (headers: readonly string[]): Promise<{ status: number; reused: boolean }> =>
      new Promise((resolve, reject) => {
        const sent = request({ port, host: "127.0.0.1", path, agent, headers: [...headers, "Host", "localhost"] });
        sent.on("error", reject);
        sent.on("response", (response) => {
          response.resume().on("end", () => resolve({ status: response.statusCode ?? 0, reused: sent.reusedSocket }));
        });
        sent.end();
      });
    expect(await say(forwarded(pki.foreign))).toEqual({ status: 403, reused: false });
    expect(await say(forwarded(pki.device))).toEqual({ status: 200, reused: true });
    expect(await say([])).toEqual({ status: 200, reused: true });
    agent.destroy();
    expect(ids()).toEqual([`CN=${deviceId}`]);
  });

  test("expressions see its certificate, and only what was verified goes on as its chain", async () => {
    const middle = await makeCertificate({ subject: commonNames("Middle CA"), ca: true, issuer: pki.ca });
    const device = await makeCertificate({ subject: commonNames("inner"), issuer: middle });
    const set = {
      type: "HeaderFilter",
      config: { messageType: "REQUEST", add: { "X-Seen": [el("contexts.client.certificates[0].subjectDN")] } },
    };
    const write = { type: "ForwardClientCertificateFilter", config: { formats: ["rfc9440"] } };
    const handler = { type: "Chain", config: { filters: [set, write], handler: "ReverseProxyHandler" } };
    const { port } = await start(byName(), { routes: { "a.json": { name: "a", baseURI: upstream.origin, handler } } });
    const headers = forwarded(device, [pki.foreign.der, middle.der, pki.ca.der]);
    expect((await ask({ port, pki, certificate: hop, headers })).status).toBe(200);
    const [received] = upstream.received;
    expect(valuesOf(received, "X-Seen")).toEqual(["CN=inner"]);
    expect(valuesOf(received, "Client-Cert")).toEqual([`:${device.der.toString("base64")}:`]);
    expect(valuesOf(received, "Client-Cert-Chain")).toEqual([`:${middle.der.toString("base64")}:`]);
    expect((await ask({ port, pki, certificate: hop, headers: forwarded(device) })).status).toBe(403);
  });

  test("scripts see its certificate", async () => {
    const source =
      "request.headers.add('X-Seen', contexts.client.certificates[0].subjectX500Principal.name)\nnext.handle(context, request)";
    const script = { type: "ScriptableFilter", config: { type: "application/x-groovy", source } };
    const handler = { type: "Chain", config: { filters: [script], handler: "ReverseProxyHandler" } };
    const { port } = await start(byName(), { routes: { "a.json": { name: "a", baseURI: upstream.origin, handler } } });
    expect((await ask({ port, pki, certificate: hop, headers: forwarded(pki.device) })).status).toBe(200);
    expect(valuesOf(upstream.received[0], "X-Seen")).toEqual(["CN=a device"]);
  });

  test("a session is bound to its certificate: with another one, or none, its cookie is worth nothing", async () => {
    const counted = { target: el("session.count"), value: `${el("session.count")}x` };
    const filters = [{ type: "AssignmentFilter", config: { onRequest: [counted] } }];
    const answer = { type: "StaticResponseHandler", config: { status: 200, entity: el("session.count") } };
    const handler = { type: "Chain", config: { filters, handler: answer } };
    const { port } = await start(byName(), { routes: { "a.json": { name: "a", handler } } });
    const visit = (certificate: TestKeyPair | null, cookie: string) =>
      ask({
        port,
        pki,
        certificate: hop,
        headers: ["Cookie", cookie, ...(certificate === null ? [] : forwarded(certificate))],
      });
    const first = await visit(pki.device, "");
    const cookie = (first.headers["set-cookie"] ?? [])[0]?.split(";")[0] ?? "";
    expect(first.body).toBe("x");
    expect((await visit(pki.nameless, cookie)).body).toBe("x");
    expect((await visit(null, cookie)).body).toBe("x");
    expect((await visit(pki.device, cookie)).body).toBe("xx");
  });

  test("the handshake of a WebSocket is its own", async () => {
    const proxy = { type: "ReverseProxyHandler", config: { websocket: { enabled: true } } };
    const identity = { type: "ClientCertificateIdentityFilter", config: {} };
    const handler = { type: "Chain", config: { filters: [identity], handler: proxy } };
    const { port } = await start(byName(), { routes: { "a.json": { name: "a", baseURI: upstream.origin, handler } } });
    const upgrade = [
      ...["Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13"],
      ...["Sec-WebSocket-Key", Buffer.alloc(16).toString("base64")],
    ];
    await ask({ port, pki, certificate: hop, headers: [...upgrade, ...forwarded(pki.device)] });
    expect(ids()).toEqual([`CN=${deviceId}`]);
    const refused = await ask({ port, pki, certificate: hop, headers: [...upgrade, ...forwarded(pki.expired)] });
    expect(refused.status).toBe(403);
    expect(upstream.received.length).toBe(1);
  });

  test("a reload takes no authorities of hops that are the devices'", async () => {
    const running = await start(byName());
    const device = await makeCertificate({
      subject: commonNames("edge"),
      names: dns("edge.example.com"),
      issuer: pki.ca,
    });
    await writeFile(`${running.directory}/pki/hops.pem`, pki.ca.certificate);
    await running.reload();
    const headers = forwarded(pki.device);
    expect((await ask({ port: running.port, pki, certificate: hop, path, headers })).status).toBe(200);
    await expect(ask({ port: running.port, pki, certificate: device, path, headers })).rejects.toThrow();
    expect(ids()).toEqual([`CN=${deviceId}`]);
  });

  test("a reload takes other authorities of devices", async () => {
    const running = await start(byName());
    const say = async () =>
      (await ask({ port: running.port, pki, certificate: hop, path, headers: forwarded(pki.device) })).status;
    expect(await say()).toBe(200);
    const other = await makeCertificate({ subject: commonNames("Other devices"), ca: true });
    await writeFile(`${running.directory}/pki/devices.pem`, other.certificate);
    await running.reload();
    expect(await say()).toBe(403);
    await writeFile(`${running.directory}/pki/devices.pem`, "nonsense");
    await running.reload();
    expect(await say()).toBe(403);
  });
});
