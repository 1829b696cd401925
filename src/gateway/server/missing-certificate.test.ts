import { connect } from "node:http2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../testing/client.ts";
import { deviceRoute, startTestGateway, type TestGateway } from "../testing/harness.ts";
import { createPki, type TestPki } from "../testing/pki.ts";
import { startUpstream, type TestUpstream } from "../testing/upstream.ts";

let pki: TestPki;
let upstream: TestUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  pki = await createPki();
  upstream = await startUpstream();
  gateway = await startTestGateway({
    pki,
    clientAuth: "REQUIRED",
    routes: { "a.json": deviceRoute(upstream.origin) },
    options: { missingCertificate: "page", support: { link: "https://help.example.com" } },
  });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

const path = "/mtls-intune/";
const page = ["Accept", "text/html"];
const upgrade = [
  ...["Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13"],
  ...["Sec-WebSocket-Key", Buffer.alloc(16).toString("base64")],
];

describe.each(["TLSv1.2", "TLSv1.3"] as const)(
  "where a certificate is required, with a page for its lack, %s",
  (version) => {
    const tls = { minVersion: version, maxVersion: version };

    test("a device is served", async () => {
      const before = upstream.received.length;
      expect((await ask({ port: gateway.port, pki, certificate: pki.device, path, tls })).status).toBe(200);
      expect(upstream.received.length).toBe(before + 1);
    });

    test.each([
      ["a page", {}],
      ["a body", { method: "POST", body: "a=1" }],
      ["a path that no route has", { path: "/nothing" }],
      ["a WebSocket", { headers: [...page, ...upgrade] }],
      ["a malformed request", { headers: [...page, "Transfer-Encoding", "gzip"], method: "POST" }],
      ["somebody's certificate in a header", { headers: [...page, "Client-Cert", `:${"A".repeat(40)}:`] }],
    ])("whoever asks for %s without one gets the page, and no route sees it", async (_what, more) => {
      const before = upstream.received.length;
      const answer = await ask({ port: gateway.port, pki, path, tls, headers: page, ...more });
      expect(answer.status).toBe(403);
      expect(answer.body).toMatch(/showed no certificate.*https:\/\/help\.example\.com/s);
      expect(answer.headers.connection).toBe("close");
      expect(upstream.received.length).toBe(before);
    });

    test.each(["expired", "foreign"] as const)(
      "an invalid certificate still ends the connection (%s)",
      async (kind) => {
        await expect(ask({ port: gateway.port, pki, certificate: pki[kind], path, tls })).rejects.toThrow();
      },
    );
  },
);

test("the page is shown over HTTP/2 too", async () => {
  const before = upstream.received.length;
  const session = connect(`https://localhost:${gateway.port}`, { ca: pki.ca.certificate });
  const status = await new Promise((resolve, reject) => {
    const stream = session.request({ ":path": path, accept: "text/html" });
    stream.on("response", (headers) => resolve(headers[":status"]));
    stream.on("error", reject);
  });
  session.destroy();
  expect(status).toBe(403);
  expect(upstream.received.length).toBe(before);
});
