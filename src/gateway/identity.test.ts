import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AssertionInput, identityHeaders } from "../device/index.ts";
import { ask } from "./testing/client.ts";
import { deviceRoute, el, plainRoute, startTestGateway, type TestGateway } from "./testing/harness.ts";
import { createPki, deviceId, type TestPki } from "./testing/pki.ts";
import { startUpstream, type TestUpstream, valuesOf } from "./testing/upstream.ts";

let pki: TestPki;
let upstream: TestUpstream;
let untrusted: TestUpstream;
let gateway: TestGateway;
const signed: AssertionInput[] = [];

beforeAll(async () => {
  pki = await createPki();
  upstream = await startUpstream();
  untrusted = await startUpstream();
  const condition = el("find(request.uri.path, '^/other')");
  gateway = await startTestGateway({
    pki,
    routes: {
      "mtls-intune.json": deviceRoute(upstream.origin),
      "other.json": { ...plainRoute(untrusted.origin), name: "other", condition },
    },
    options: {
      trust: { identityHeaders: identityHeaders(["SSL_Client_S_DN", "x-intune"]), upstreams: [upstream.origin] },
      assertion: { sign: (input) => `assertion-${signed.push(input)}` },
    },
  });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
  await untrusted.close();
});
beforeEach(() => {
  signed.length = 0;
  upstream.received.length = 0;
});

describe("the path from a certificate to the application", () => {
  test("the device id goes on in the route's header, the path is rewritten, the query is kept", async () => {
    const answer = await ask({ port: gateway.port, pki, certificate: pki.device, path: "/mtls-intune/?realm=alpha" });
    const received = upstream.received.at(-1);
    expect(answer.body).toBe("ok");
    expect(received?.url).toBe("/am/XUI/?realm=alpha");
    expect(valuesOf(received, "SSL_Client_S_DN")).toEqual([`CN=${deviceId}`]);
    expect(valuesOf(received, "host")).toEqual([new URL(upstream.origin).host]);
  });

  test.each(["no certificate", "nameless"] as const)("with %s the request goes on without the header", async (kind) => {
    const certificate = kind === "nameless" ? pki.nameless : undefined;
    const answer = await ask({ port: gateway.port, pki, certificate, path: "/mtls-intune/" });
    expect(answer.status).toBe(200);
    expect(valuesOf(upstream.received.at(-1), "SSL_Client_S_DN")).toEqual([]);
  });

  test("a certificate that names two devices is refused and nothing is forwarded", async () => {
    const answer = await ask({ port: gateway.port, pki, certificate: pki.twofold, path: "/mtls-intune/" });
    expect(answer.status).toBe(403);
    expect(upstream.received).toEqual([]);
  });
});

describe("an identity header that a client sends never arrives", () => {
  const spellings = [
    "SSL_Client_S_DN",
    "ssl_client_s_dn",
    "SSL-Client-S-DN",
    "Ssl_Client-S_Dn",
    "X-Intune",
    "x_intune",
    "Client-Cert",
    "X-Forwarded-Client-Cert",
    "SSL-CLIENT-CERT",
    "X-ARR-ClientCert",
    "Sallyport-Assertion",
    "sallyport_assertion",
  ];
  test.each(spellings)("%s, with and without a certificate", async (name) => {
    for (const certificate of [pki.device, pki.nameless, undefined]) {
      for (const path of ["/mtls-intune/", "/other/"]) {
        const target = path === "/other/" ? untrusted : upstream;
        const headers = [name, "CN=spoofed", name, "CN=spoofed-too", "Connection", `close, ${name}`];
        const answer = await ask({ port: gateway.port, pki, certificate, path, headers });
        expect(answer.status).toBe(200);
        expect(target.received.at(-1)?.rawHeaders.filter((text) => text.includes("spoofed"))).toEqual([]);
      }
    }
  });

  test("not even when it names the device that the client is", async () => {
    const headers = ["X-Intune", `CN=${deviceId}`, "SSL-Client-S-DN", `CN=${deviceId}`];
    for (const [path, target] of [
      ["/mtls-intune/", upstream],
      ["/other/", untrusted],
    ] as const) {
      await ask({ port: gateway.port, pki, certificate: pki.device, path, headers });
      expect(valuesOf(target.received.at(-1), "X-Intune")).toEqual([]);
      expect(valuesOf(target.received.at(-1), "SSL_Client_S_DN")).toHaveLength(target === upstream ? 1 : 0);
    }
  });

  test("and no route condition sees it", async () => {
    const seen = "not empty request.headers['x-intune'] || not empty request.headers['SSL_Client_S_DN']";
    const handler = { type: "StaticResponseHandler", config: { status: 200, entity: "seen" } };
    const watching = await startTestGateway({ pki, routes: { "a.json": { condition: el(seen), handler } } });
    const answer = await ask({
      port: watching.port,
      pki,
      path: "/x",
      headers: ["x-intune", "1", "SSL_Client_S_DN", "2"],
    });
    await watching.close();
    expect(answer.status).toBe(404);
  });

  test("and neither does any other name with an underscore, nor a forwarding header", async () => {
    const names = ["X_Anything", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "X-Original-URL"];
    await ask({ port: gateway.port, pki, path: "/mtls-intune/", headers: names.flatMap((name) => [name, "spoofed"]) });
    expect(upstream.received.at(-1)?.rawHeaders).not.toContain("spoofed");
  });

  test("a client cannot have the gateway's own headers removed by naming them in Connection", async () => {
    const headers = ["Connection", "close, SSL_Client_S_DN, Sallyport-Assertion"];
    await ask({ port: gateway.port, pki, certificate: pki.device, path: "/mtls-intune/", headers });
    expect(valuesOf(upstream.received.at(-1), "SSL_Client_S_DN")).toEqual([`CN=${deviceId}`]);
    expect(valuesOf(upstream.received.at(-1), "Sallyport-Assertion")).toEqual(["assertion-1"]);
  });
});

describe("the gateway's assertion", () => {
  test("says what is sent, from where, and which device", async () => {
    await ask({ port: gateway.port, pki, certificate: pki.device, path: "/mtls-intune/json?a=%20b" });
    expect(valuesOf(upstream.received.at(-1), "Sallyport-Assertion")).toEqual(["assertion-1"]);
    const origin = `https://localhost:${gateway.port}`;
    expect(signed[0]).toMatchObject({
      method: "GET",
      target: "/am/XUI/json?a=%20b",
      external: { origin, prefix: "/mtls-intune", path: "/am/XUI" },
      clientIp: "127.0.0.1",
      device: { ids: expect.arrayContaining([{ kind: "unspecified", value: deviceId, place: "san-dns" }]) },
    });
    expect(upstream.received.at(-1)?.url).toBe(signed[0]?.target);
  });

  test("goes without a device when there is no certificate", async () => {
    await ask({ port: gateway.port, pki, path: "/mtls-intune/" });
    expect(signed[0]?.device).toBeNull();
    expect(valuesOf(upstream.received.at(-1), "Sallyport-Assertion")).toEqual(["assertion-1"]);
  });

  test("goes to no application that is not trusted with it", async () => {
    await ask({ port: gateway.port, pki, certificate: pki.device, path: "/other/" });
    expect(signed).toEqual([]);
    expect(valuesOf(untrusted.received.at(-1), "Sallyport-Assertion")).toEqual([]);
  });
});

describe("the client certificate itself (RFC 9440)", () => {
  test("goes with the assertion, and nowhere else", async () => {
    const headers = ["Client-Cert", ":c3Bvb2ZlZA==:", "Client-Cert-Chain", ":c3Bvb2ZlZA==:"];
    await ask({ port: gateway.port, pki, certificate: pki.device, path: "/mtls-intune/", headers });
    const leaf = `:${pki.device.der.toString("base64")}:`;
    expect(valuesOf(upstream.received.at(-1), "client-cert")).toEqual([leaf]);
    expect(valuesOf(upstream.received.at(-1), "client-cert-chain")).toEqual([]);
    await ask({ port: gateway.port, pki, certificate: pki.device, path: "/other/", headers });
    expect(valuesOf(untrusted.received.at(-1), "client-cert")).toEqual([]);
  });

  test("is not there when the client has none", async () => {
    await ask({ port: gateway.port, pki, path: "/mtls-intune/" });
    expect(valuesOf(upstream.received.at(-1), "client-cert")).toEqual([]);
  });
});
