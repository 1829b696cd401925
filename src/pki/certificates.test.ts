import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frozenClock } from "../core/clock.ts";
import { systemRandom } from "../core/random.ts";
import {
  createDevelopmentCa,
  type DeviceCertificateOptions,
  issueDeviceCertificate,
  issueServerCertificate,
  type KeyedCertificate,
} from "./certificates.ts";

const clock = frozenClock(Date.now());
const context = { clock, random: systemRandom };
const run = promisify(execFile);

let directory: string;
let ca: KeyedCertificate;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sallyport-pki-"));
  ca = await createDevelopmentCa({ commonName: "Test CA", ...context });
});

afterAll(() => rm(directory, { recursive: true }));

describe("the development CA", () => {
  it("may sign leaf certificates and nothing else", async () => {
    const text = await openssl(ca, "-text");
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    expect(text).toContain("Subject Key Identifier");
    expect(text).toContain("prime256v1");
  });

  it("has a new key and serial number every time", async () => {
    const other = await createDevelopmentCa({ commonName: "Test CA", ...context });
    expect(other.key).not.toBe(ca.key);
    expect(new X509Certificate(other.certificate).serialNumber).not.toBe(
      new X509Certificate(ca.certificate).serialNumber,
    );
  });
});

describe("a server certificate", () => {
  it("passes openssl's strict check for each of its hosts", async () => {
    const server = await issueServerCertificate(ca, { hosts: ["localhost", "127.0.0.1", "::1"], ...context });
    expect(await verify(server, "-purpose", "sslserver", "-verify_hostname", "localhost")).toContain("OK");
    expect(await verify(server, "-purpose", "sslserver", "-verify_ip", "127.0.0.1")).toContain("OK");
    expect(await verify(server, "-purpose", "sslserver", "-verify_ip", "::1")).toContain("OK");
    await expect(verify(server, "-purpose", "sslserver", "-verify_hostname", "other")).rejects.toThrow();
    await expect(verify(server, "-purpose", "sslclient")).rejects.toThrow();
  });

  it("is short enough for browsers and names its issuer's key", async () => {
    const server = await issueServerCertificate(ca, { hosts: ["localhost"], ...context });
    const { validFrom, validTo } = new X509Certificate(server.certificate);
    expect((Date.parse(validTo) - Date.parse(validFrom)) / 86_400_000).toBeLessThanOrEqual(398);
    const text = await openssl(server, "-text");
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/);
    expect(text).toContain("TLS Web Server Authentication");
    expect(text).toContain("Authority Key Identifier");
  });

  it("is accepted by a client that trusts the CA", async () => {
    const { certificate: cert, key } = await issueServerCertificate(ca, { hosts: ["localhost"], ...context });
    const server = createServer({ cert, key }, (_request, response) => response.end("hello")).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const { port } = server.address() as AddressInfo;
      const options = { host: "127.0.0.1", servername: "localhost", port, ca: ca.certificate, agent: false };
      const [response] = await once(get(options), "response");
      response.resume();
      expect(response.statusCode).toBe(200);
    } finally {
      server.close();
    }
  });
});

describe("a device certificate", () => {
  it("authenticates a TLS client under its names", async () => {
    const device = await issue({
      commonName: "device123",
      organization: "Example, Ltd",
      dnsNames: ["device123.example.com"],
      uris: ["IntuneDeviceId://6a1e6f3c-9f0e-4a51-8b0e-0123456789ab"],
    });
    expect(await verify(device, "-purpose", "sslclient")).toContain("OK");
    expect(await openssl(device, "-subject", "-nameopt", "RFC2253")).toBe("subject=CN=device123,O=Example\\, Ltd\n");
    expect(new X509Certificate(device.certificate).subjectAltName).toBe(
      "DNS:device123.example.com, URI:IntuneDeviceId://6a1e6f3c-9f0e-4a51-8b0e-0123456789ab",
    );
  });

  it("has no alternative names when none are asked for", async () => {
    const device = await issue({ commonName: "no id" });
    expect(new X509Certificate(device.certificate).subjectAltName).toBeUndefined();
  });

  it.each(["#00", 'a "quoted" \\ name', "a,b+c=d;e", "Zoë"])(
    "writes the common name %j as it is",
    async (commonName) => {
      const device = await issue({ commonName });
      expect(new X509Certificate(device.certificate).toLegacyObject().subject.CN).toBe(commonName);
    },
  );

  it("does not authenticate a client without the usage", async () => {
    const device = await issue({ commonName: "device123", clientAuth: false });
    await expect(verify(device, "-purpose", "sslclient")).rejects.toThrow();
  });

  it.each([
    ["expired", { notBefore: clock.now() - 2000, notAfter: clock.now() - 1000 }],
    ["not yet valid", { notBefore: clock.now() + 3_600_000 }],
  ])("can be %s, for tests", async (_name, validity) => {
    await expect(verify(await issue({ commonName: "device123", ...validity }))).rejects.toThrow();
  });
});

function issue(options: Omit<DeviceCertificateOptions, "clock" | "random">): Promise<KeyedCertificate> {
  return issueDeviceCertificate(ca, { ...options, ...context });
}

async function openssl({ certificate }: KeyedCertificate, ...options: string[]): Promise<string> {
  const file = await write(certificate);
  return (await run("openssl", ["x509", "-in", file, "-noout", ...options])).stdout;
}

async function verify({ certificate }: KeyedCertificate, ...options: string[]): Promise<string> {
  const [root, leaf] = await Promise.all([write(ca.certificate), write(certificate)]);
  return (await run("openssl", ["verify", "-x509_strict", "-CAfile", root, ...options, leaf])).stdout;
}

async function write(pem: string): Promise<string> {
  const file = join(directory, `${systemRandom.uuid()}.pem`);
  await writeFile(file, pem);
  return file;
}
