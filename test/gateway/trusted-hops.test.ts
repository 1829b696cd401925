import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { commonNames, dns, makeCertificate, type TestKeyPair } from "../../src/device/testing/certificates.ts";
import { type Answer, ask } from "../../src/gateway/testing/client.ts";
import { deviceRoute, startTestGateway, type TestGateway, trustIn } from "../../src/gateway/testing/harness.ts";
import { createPki, deviceId, type TestPki } from "../../src/gateway/testing/pki.ts";
import { startUpstream, type TestUpstream, valuesOf } from "../../src/gateway/testing/upstream.ts";
import { endOf } from "../harness/end-of.ts";
import { freePort } from "../harness/ports.ts";

/** Debian's nginx and HAProxy as trusted hops: configured as docs/gateway.md says, with mutual TLS to the gateway. */

const kinds = ["nginx", "haproxy"] as const;
type Kind = (typeof kinds)[number];

const path = "/mtls-intune/";
let folder: string;
let pki: TestPki;
let upstream: TestUpstream;
let gateway: TestGateway;
const hops = new Map<Kind, { readonly port: number; readonly process: ChildProcess }>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-hops-"));
  pki = await createPki();
  upstream = await startUpstream();
  const authority = await makeCertificate({ subject: commonNames("Hop CA"), ca: true });
  const hop = await makeCertificate({
    subject: commonNames("edge"),
    names: dns("edge.example.com"),
    issuer: authority,
  });
  gateway = await startTestGateway({
    pki,
    clientAuth: "REQUIRED",
    files: {
      "pki/ca.pem": authority.certificate,
      "pki/hops.pem": authority.certificate,
      "pki/devices.pem": pki.ca.certificate,
    },
    connectors: kinds.map((format) => ({
      trustedHops: [
        {
          format,
          from: { certificates: ["edge.example.com"], addresses: ["127.0.0.1"], trustManager: trustIn("hops") },
          trustManager: trustIn("devices"),
          clientAuth: "REQUEST",
        },
      ],
    })),
    routes: { "a.json": deviceRoute(upstream.origin) },
  });
  write("ca.pem", pki.ca.certificate);
  writePair("site", pki.gateway);
  writePair("hop", hop);
  for (const [index, kind] of kinds.entries()) {
    const port = await freePort();
    const configuration = configurations[kind](port, gateway.connectors[index]?.port ?? 0);
    hops.set(kind, { port, process: start(kind, write(`${kind}.conf`, configuration)) });
    await untilServed(port);
  }
});

afterAll(async () => {
  for (const { process } of hops.values()) await endOf(process);
  await gateway.close();
  await upstream.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  upstream.received.length = 0;
});

describe.each(kinds)("behind %s", (kind) => {
  const through = (certificate?: TestKeyPair, headers: readonly string[] = []): Promise<Answer> =>
    ask({ port: hops.get(kind)?.port ?? 0, pki, certificate, path, headers });
  const ids = () => upstream.received.flatMap((received) => valuesOf(received, "SSL_Client_S_DN"));

  test("a device is that device, request by request", async () => {
    for (const certificate of [pki.device, undefined, pki.nameless, pki.device]) {
      expect((await through(certificate)).status).toBe(200);
    }
    expect(upstream.received).toHaveLength(4);
    expect(ids()).toEqual([`CN=${deviceId}`, `CN=${deviceId}`]);
  });

  test.each([
    "ssl-client-cert",
    "SSL-CLIENT-CERT",
    "ssl_client_cert",
    "X-SSL-Client-Cert",
    "X_SSL_Client_Cert",
    "Client-Cert",
    "X-Forwarded-Client-Cert",
  ])("a client's own %s makes it nobody else", async (name) => {
    const { der, certificate: pem } = pki.device;
    const values = [encodeURIComponent(pem), der.toString("base64"), `:${der.toString("base64")}:`];
    for (const value of values) {
      const own = [name, value, "ssl-client-verify", "SUCCESS", "X-SSL-Client-Verify", "0"];
      expect((await through(undefined, own)).status).toBe(200);
      expect((await through(pki.nameless, own)).status).toBe(200);
    }
    expect(ids()).toEqual([]);
  });

  test.each(["foreign", "expired"] as const)("a certificate that does not count lets nobody in (%s)", async (name) => {
    const status = await through(pki[name]).then(
      (answer) => answer.status,
      () => 0,
    );
    expect([0, 400, 403]).toContain(status);
    expect(upstream.received).toEqual([]);
  });
});

test("nobody else speaks for a device at the hop's connector, with or without a certificate", async () => {
  const headers = ["X-SSL-Client-Cert", pki.device.der.toString("base64"), "X-SSL-Client-Verify", "0"];
  const port = gateway.connectors[1]?.port ?? 0;
  await expect(ask({ port, pki, path, headers })).rejects.toThrow();
  await expect(ask({ port, pki, certificate: pki.device, path, headers })).rejects.toThrow();
  expect(upstream.received).toEqual([]);
});

const configurations: Readonly<Record<Kind, (port: number, gatewayPort: number) => string>> = {
  nginx: (port, gatewayPort) => `
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/temporary;
  proxy_temp_path ${folder}/temporary;
  fastcgi_temp_path ${folder}/temporary;
  uwsgi_temp_path ${folder}/temporary;
  scgi_temp_path ${folder}/temporary;
  upstream gateway { server 127.0.0.1:${gatewayPort}; keepalive 4; }
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${folder}/site.pem;
    ssl_certificate_key ${folder}/site-key.pem;
    ssl_client_certificate ${folder}/ca.pem;
    ssl_verify_client optional;
    location / {
      proxy_pass https://gateway;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header ssl-client-cert $ssl_client_escaped_cert;
      proxy_set_header ssl-client-verify $ssl_client_verify;
      proxy_ssl_certificate ${folder}/hop.pem;
      proxy_ssl_certificate_key ${folder}/hop-key.pem;
      proxy_ssl_trusted_certificate ${folder}/ca.pem;
      proxy_ssl_verify on;
      proxy_ssl_server_name on;
      proxy_ssl_name localhost;
    }
  }
}
`,
  haproxy: (port, gatewayPort) => `
defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
frontend site
  bind 127.0.0.1:${port} ssl crt ${folder}/site-both.pem ca-file ${folder}/ca.pem verify optional
  http-request set-header X-SSL-Client-Cert %[ssl_c_der,base64]
  http-request set-header X-SSL-Client-Verify %[ssl_c_verify]
  http-request del-header X-SSL-Client-DN
  default_backend gateway
backend gateway
  server gateway 127.0.0.1:${gatewayPort} ssl crt ${folder}/hop-both.pem ca-file ${folder}/ca.pem verify required verifyhost localhost sni str(localhost)
`,
};

function start(kind: Kind, file: string): ChildProcess {
  const [command, ...args] =
    kind === "nginx"
      ? ["/usr/sbin/nginx", "-c", file, "-g", "daemon off;"]
      : ["/usr/sbin/haproxy", "-q", "-db", "-f", file];
  return spawn(command ?? "", args, { stdio: "ignore" });
}

function write(name: string, text: string): string {
  mkdirSync(join(folder, "temporary"), { recursive: true });
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  return join(folder, name);
}

function writePair(name: string, { certificate, key }: TestKeyPair): void {
  write(`${name}.pem`, certificate);
  write(`${name}-key.pem`, key);
  write(`${name}-both.pem`, `${certificate}\n${key}`);
}

async function untilServed(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const status = await ask({ port, pki, path: "/nothing" }).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 404) return;
    await setTimeout(100);
  }
  throw new Error("the hop does not come up");
}
