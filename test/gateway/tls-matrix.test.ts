import "reflect-metadata";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect, type SecureVersion, type TLSSocket } from "node:tls";
import { ExtendedKeyUsageExtension, X509Certificate, X509CrlGenerator } from "@peculiar/x509";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  commonNames,
  dns,
  makeCertificate,
  rawExtension,
  type TestCertificate,
  type TestKeyPair,
} from "../../src/device/testing/certificates.ts";
import { deviceRoute, startTestGateway, type TestGateway } from "../../src/gateway/testing/harness.ts";
import { startUpstream, type TestUpstream, valuesOf } from "../../src/gateway/testing/upstream.ts";

/** What a client gets: an answer with this device's identity, one without any, a refusal, or a closed connection. */
type Expected = "device" | "nobody" | "403" | "closed";

const id = "0f6b1c9e-6f0a-4c1e-9d55-0a8f6c0b1e21";
const victim = "9f6b1c9e-6f0a-4c1e-9d55-0a8f6c0b1e22";
const clientAuth = new ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.2"]);
const serverAuth = new ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.1"]);

/**
 * Certificates by name, and what REQUEST and REQUIRED do with each. NONE does not ask for one, so that nobody has an
 * identity there, whatever the client would have shown.
 */
const matrix: readonly [string, Expected, Expected][] = [
  ["no certificate", "nobody", "closed"],
  ["a device", "device", "device"],
  ["a device, resumed", "device", "device"],
  ["no certificate, resumed", "nobody", "closed"],
  ["expired", "closed", "closed"],
  ["not yet valid", "closed", "closed"],
  ["of a foreign authority", "closed", "closed"],
  ["of a foreign authority with the same name", "closed", "closed"],
  ["self-signed", "closed", "closed"],
  ["for clientAuth", "device", "device"],
  ["for serverAuth only", "closed", "closed"],
  ["revoked by its authority's list", "closed", "closed"],
  ["with an RSA key of 1024 bits", "closed", "closed"],
  ["signed with SHA-1", "closed", "closed"],
  ["a comma and another name inside one name", "nobody", "nobody"],
  ["two names of one device", "device", "device"],
  ["names of two devices", "403", "403"],
  ["a name without a dot", "device", "device"],
  ["a wildcard name", "nobody", "nobody"],
  ["an otherName only", "nobody", "nobody"],
  ["a name that is not ASCII", "nobody", "nobody"],
  ["a NUL byte inside a name", "nobody", "nobody"],
  ["behind two intermediate authorities", "device", "device"],
  ["behind an intermediate that it does not send", "closed", "closed"],
  ["issued by another device", "closed", "closed"],
];
const versions: readonly SecureVersion[] = ["TLSv1.2", "TLSv1.3"];
const listeners = ["NONE", "REQUEST", "REQUIRED"] as const;

let upstream: TestUpstream;
let gateway: TestGateway;
let authority: TestKeyPair;
let identities: ReadonlyMap<string, Identity>;
let folder: string;
let asked = 0;

interface Identity {
  readonly cert: string;
  readonly key: string;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-matrix-"));
  authority = await makeCertificate({ subject: commonNames("Matrix CA"), ca: true });
  const middle = await makeCertificate({ subject: commonNames("Middle"), ca: true, issuer: authority });
  const lower = await makeCertificate({ subject: commonNames("Lower"), ca: true, issuer: middle });
  identities = await makeIdentities(middle, lower);
  const own = await makeCertificate({ subject: commonNames("localhost"), names: dns("localhost"), issuer: authority });
  const lists = await Promise.all([list(authority, ["bad1"]), list(middle, []), list(lower, [])]);
  upstream = await startUpstream();
  gateway = await startTestGateway({
    routes: { "mtls-intune.json": deviceRoute(upstream.origin) },
    files: {
      "admin.json": adminFile(),
      "pki/ca.pem": authority.certificate,
      "pki/gateway.pem": own.certificate,
      "pki/gateway-key.pem": own.key,
      "pki/lists.pem": lists.join("\n"),
    },
  });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await upstream.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(versions)("with %s", (version) => {
  describe.each(listeners)("a listener with %s", (listener) => {
    test.each(matrix)("a client certificate: %s", async (name, request, required) => {
      const { REQUEST, REQUIRED, NONE } = { REQUEST: request, REQUIRED: required, NONE: "nobody" } as const;
      const expected = { REQUEST, REQUIRED, NONE }[listener];
      const port = gateway.connectors[listeners.indexOf(listener)]?.port ?? 0;
      expect(await outcome(port, version, name)).toBe(expected);
    });
  });

  test("a session of one listener is worth nothing at another", async () => {
    const [, request = 0, required = 0] = gateway.connectors.map(({ port }) => port);
    const first = await speak(request, { minVersion: version, maxVersion: version }, 0);
    const again = await speak(required, { minVersion: version, maxVersion: version, session: first.session }, 0);
    expect(again.text).toBe("");
  });
});

/** Asks once (twice to resume) and says what came back, and whose identity the application saw. */
async function outcome(port: number, version: SecureVersion, name: string): Promise<Expected> {
  const [base = "", resumed] = name.split(", resumed");
  const tls = { minVersion: version, maxVersion: version, ...identities.get(base) };
  asked += 1;
  let answer = await speak(port, tls, asked);
  if (resumed !== undefined && answer.text !== "") {
    asked += 1;
    answer = await speak(port, { ...tls, session: answer.session }, asked);
    expect(answer.resumed).toBe(true);
  }
  const forwarded = upstream.received.filter((received) => valuesOf(received, "x-case").includes(String(asked)));
  if (answer.text === "" || answer.text.startsWith("HTTP/1.1 403")) {
    expect(forwarded).toEqual([]);
    return answer.text === "" ? "closed" : "403";
  }
  expect(answer.text).toContain("200 OK");
  expect(forwarded.length).toBe(1);
  const seen = valuesOf(forwarded[0], "SSL_Client_S_DN");
  if (seen.length === 0) return "nobody";
  expect(seen).toEqual([`CN=${id}`]);
  return "device";
}

interface Spoken {
  readonly text: string;
  readonly session: Buffer | undefined;
  readonly resumed: boolean;
}

function speak(port: number, tls: ConnectionOptions, number: number): Promise<Spoken> {
  return new Promise((resolve) => {
    const socket: TLSSocket = connect({
      port,
      host: "127.0.0.1",
      servername: "localhost",
      ca: authority.certificate,
      // The client may show what no careful library would.
      ciphers: "DEFAULT:@SECLEVEL=0",
      ...tls,
    });
    let text = "";
    let session: Buffer | undefined;
    let resumed = false;
    socket.on("session", (ticket: Buffer) => {
      session = ticket;
    });
    socket.on("secureConnect", () => {
      resumed = socket.isSessionReused();
      const spoofed = `SSL_Client_S_DN: CN=${victim}\r\nClient-Cert: :AAAA:\r\nX-Intune: CN=${victim}`;
      socket.write(
        `GET /mtls-intune/ HTTP/1.1\r\nHost: localhost\r\nX-Case: ${number}\r\n${spoofed}\r\nConnection: close\r\n\r\n`,
      );
    });
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve({ text, session, resumed }));
  });
}

async function makeIdentities(middle: TestKeyPair, lower: TestKeyPair): Promise<ReadonlyMap<string, Identity>> {
  const foreign = await makeCertificate({ subject: commonNames("Foreign CA"), ca: true });
  const twin = await makeCertificate({ subject: commonNames("Matrix CA"), ca: true });
  const named = (...names: string[]): TestCertificate => ({ subject: [{ O: ["x"] }], names: dns(...names) });
  const device = named(`${id}.example.com`);
  const leaf = (certificate: TestCertificate): Promise<TestKeyPair> =>
    makeCertificate({ issuer: authority, ...certificate });
  const another = await leaf(named(`${victim}.example.com`));
  // subjectAltName of one name: its tag, its length, its bytes.
  const alternative = (tag: number, bytes: Buffer) =>
    rawExtension(
      "2.5.29.17",
      Buffer.concat([Buffer.from([0x30, bytes.length + 2, tag, bytes.length]), bytes]).toString("hex"),
    );
  const otherName = Buffer.concat([
    Buffer.from("060a2b060104018237140203a0", "hex"),
    Buffer.from([id.length + 2, 0x0c, id.length]),
    Buffer.from(id),
  ]);
  const made: Record<string, TestKeyPair> = {
    "a device": await leaf(device),
    expired: await leaf({ ...device, notAfter: new Date("2021-01-01") }),
    "not yet valid": await leaf({ ...device, notBefore: new Date("2039-01-01") }),
    "of a foreign authority": await leaf({ ...device, issuer: foreign }),
    "of a foreign authority with the same name": await leaf({ ...device, issuer: twin }),
    "self-signed": await makeCertificate(device),
    "for clientAuth": await leaf({ ...device, extensions: [clientAuth] }),
    "for serverAuth only": await leaf({ ...device, extensions: [serverAuth] }),
    "revoked by its authority's list": await leaf({ ...device, serialNumber: "bad1" }),
    "a comma and another name inside one name": await leaf(named(`x, DNS:${victim}.example.com`)),
    "two names of one device": await leaf(named(`${id}.example.com`, `${id}.example.org`)),
    "names of two devices": await leaf(named(`${id}.example.com`, `${victim}.example.com`)),
    "a name without a dot": await leaf(named(id)),
    "a wildcard name": await leaf(named("*.example.com")),
    "an otherName only": await leaf({ subject: [{ O: ["x"] }], extensions: [alternative(0xa0, otherName)] }),
    "a name that is not ASCII": await leaf({
      subject: [{ O: ["x"] }],
      extensions: [alternative(0x82, Buffer.from(`${id}é.example.com`))],
    }),
    "a NUL byte inside a name": await leaf({
      subject: [{ O: ["x"] }],
      extensions: [alternative(0x82, Buffer.from(`${victim}\0.example.com`))],
    }),
    "issued by another device": await leaf({ ...device, issuer: another }),
    "behind an intermediate that it does not send": await leaf({ ...device, issuer: lower }),
  };
  const deep = await leaf({ ...device, issuer: lower });
  const all = new Map(Object.entries(made).map(([name, { certificate, key }]) => [name, { cert: certificate, key }]));
  all.set("behind two intermediate authorities", {
    cert: [deep, lower, middle].map(({ certificate }) => certificate).join("\n"),
    key: deep.key,
  });
  all.set("with an RSA key of 1024 bits", byOpenssl("weak-key", "rsa:1024", "-sha256"));
  all.set("signed with SHA-1", byOpenssl("weak-hash", "rsa:2048", "-sha1"));
  return all;
}

/** What the certificate library refuses to make. */
function byOpenssl(name: string, key: string, hash: string): Identity {
  const at = (file: string): string => join(folder, `${name}-${file}`);
  writeFileSync(at("ca.pem"), authority.certificate);
  writeFileSync(at("ca-key.pem"), authority.key);
  writeFileSync(at("ext"), `subjectAltName=DNS:${id}.example.com\n`);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  openssl("req", "-new", "-newkey", key, "-nodes", "-subj", "/O=x", "-keyout", at("key.pem"), "-out", at("csr.pem"));
  const signing = ["-CA", at("ca.pem"), "-CAkey", at("ca-key.pem"), "-set_serial", "77", "-extfile", at("ext")];
  openssl("x509", "-req", "-in", at("csr.pem"), ...signing, "-days", "3650", hash, "-out", at("cert.pem"));
  return { cert: readFileSync(at("cert.pem"), "utf8"), key: readFileSync(at("key.pem"), "utf8") };
}

async function list(issuer: TestKeyPair, serials: readonly string[]): Promise<string> {
  const made = await X509CrlGenerator.create({
    issuer: new X509Certificate(issuer.certificate).subjectName,
    thisUpdate: new Date("2026-11-01"),
    nextUpdate: new Date("2039-01-01"),
    entries: serials.map((serialNumber) => ({ serialNumber, revocationDate: new Date("2026-01-01") })),
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
  });
  return made.toString("pem");
}

function adminFile() {
  const secretsProvider = { type: "FileSystemSecretStore", config: { directory: "pki", suffix: ".pem" } };
  const keyManager = { type: "SecretsKeyManager", config: { signingSecretId: "gateway", secretsProvider } };
  const revocation = { crls: ["lists"] };
  const trustManager = {
    type: "SecretsTrustManager",
    config: { certificateVerificationSecretId: "ca", secretsProvider, revocation },
  };
  return {
    connectors: listeners.map((mode) => ({
      host: "127.0.0.1",
      port: 0,
      tls: { clientAuth: mode, keyManager, ...(mode === "NONE" ? {} : { trustManager }) },
    })),
  };
}
