import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../../testing/client.ts";
import { startTestGateway, type TestGateway } from "../../testing/harness.ts";
import { createPki, type TestPki } from "../../testing/pki.ts";
import { startUpstream, type TestUpstream, valuesOf } from "../../testing/upstream.ts";

let pki: TestPki;
let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  pki = await createPki();
  upstream = await startUpstream((_request, response) => {
    response.setHeader("Vary", "Accept, Client-Cert");
    response.end("ok");
  });
  const filter = { type: "ForwardClientCertificateFilter", config: { formats: ["rfc9440", "xfcc", "nginx"] } };
  const handler = { type: "Chain", config: { filters: [filter], handler: "ReverseProxyHandler" } };
  gateway = await startTestGateway({ pki, routes: { "a.json": { name: "a", baseURI: upstream.origin, handler } } });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

const spoofed = ["Client-Cert", ":AAAA:", "SSL-Client-Cert", "x", "X_Forwarded_Client_Cert", "Hash=1"];

test("the application gets the verified certificate in each format, once, and nothing of the client's own", async () => {
  const answer = await ask({ port: gateway.port, pki, certificate: pki.device, headers: spoofed });
  const last = upstream.received.at(-1);
  expect(valuesOf(last, "Client-Cert")).toEqual([`:${pki.device.der.toString("base64")}:`]);
  expect(valuesOf(last, "ssl-client-cert").map(decodeURIComponent)).toEqual([
    expect.stringContaining(pki.device.der.toString("base64").slice(0, 64)),
  ]);
  expect(valuesOf(last, "x-forwarded-client-cert")).toEqual([expect.stringMatching(/^Hash=[0-9a-f]{64};Cert="/)]);
  expect(answer.headers.vary).toBe("*");
});

test("without a certificate it gets none", async () => {
  await ask({ port: gateway.port, pki, headers: spoofed });
  const last = upstream.received.at(-1);
  for (const name of ["Client-Cert", "ssl-client-cert", "x-forwarded-client-cert"]) {
    expect(valuesOf(last, name)).toEqual([]);
  }
});
