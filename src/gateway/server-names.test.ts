import { once } from "node:events";
import { connect } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commonNames, dns, makeCertificate, type TestKeyPair } from "../device/testing/certificates.ts";
import { startTestGateway, type TestGateway } from "./testing/harness.ts";
import { createPki, type TestPki } from "./testing/pki.ts";

let pki: TestPki;
let gateway: TestGateway;

beforeAll(async () => {
  pki = await createPki();
  const named = (name: string, ...names: string[]): Promise<TestKeyPair> =>
    makeCertificate({ subject: commonNames(name), names: dns(...names), issuer: pki.ca });
  const pairs = {
    fallback: await named("fallback", "localhost"),
    exact: await named("exact", "a.example.com"),
    wildcard: await named("wildcard", "*.example.com"),
  };
  const files = Object.entries(pairs).flatMap(([id, { certificate, key }]) => [
    [`pki/${id}.pem`, certificate],
    [`pki/${id}-key.pem`, key],
  ]);
  const secretsProvider = { type: "FileSystemSecretStore", config: { directory: "pki", suffix: ".pem" } };
  const sni = {
    serverNames: { "A.example.com": "exact", "*.example.com": "wildcard" },
    defaultSecretId: "fallback",
    secretsProvider,
  };
  const trustManager = {
    type: "SecretsTrustManager",
    config: { verificationSecretId: "ca", secretsProvider, checkRevocation: false },
  };
  const tls = { sni, trustManager, clientAuth: "REQUIRED" };
  gateway = await startTestGateway({
    pki,
    files: { ...Object.fromEntries(files), "admin.json": { connectors: [{ host: "127.0.0.1", port: 0, tls }] } },
  });
});
afterAll(() => gateway.close());

const to = () => ({ port: gateway.port, host: "127.0.0.1", ca: pki.ca.certificate, rejectUnauthorized: false });

test.each([
  ["an exact name", "a.example.com", "exact"],
  ["an exact name in capitals", "A.EXAMPLE.com", "exact"],
  ["a name of the wildcard", "b.example.com", "wildcard"],
  ["a name below one of the wildcard, which it does not cover", "c.b.example.com", "fallback"],
  ["the domain of the wildcard itself", "example.com", "fallback"],
  ["an unknown name", "elsewhere.test", "fallback"],
  ["no name", "", "fallback"],
])("%s (%s) gets the certificate %s", async (_what, servername, expected) => {
  const { certificate: cert, key } = pki.device;
  const socket = connect({ ...to(), servername, cert, key });
  await once(socket, "secureConnect");
  expect(socket.getPeerCertificate().subject.CN).toBe(expected);
  socket.destroy();
});

test.each(["a.example.com", "b.example.com", "elsewhere.test"])(
  "%s asks for a client certificate as the listener does",
  async (servername) => {
    const get = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const answered = async (identity: object): Promise<string> => {
      const socket = connect({ ...to(), servername, ...identity }, () => socket.write(get));
      let text = "";
      socket.on("error", () => undefined);
      socket.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      await new Promise((resolve) => socket.once("close", resolve));
      return text;
    };
    expect(await answered({})).toBe("");
    expect(await answered({ cert: pki.foreign.certificate, key: pki.foreign.key })).toBe("");
    expect(await answered({ cert: pki.device.certificate, key: pki.device.key })).toContain("HTTP/1.1 ");
  },
);
