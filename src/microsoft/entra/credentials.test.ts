import { execFileSync } from "node:child_process";
import { createHash, createPublicKey, verify, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../core/secret.ts";
import type { Credential } from "../credential.ts";
import { type FakeMicrosoft, startFakeMicrosoft } from "../testing/fake-microsoft.ts";
import { clientId, device, deviceId, type SetUp, setUp, tenantId } from "../testing/set-up.ts";
import { readCertificate } from "./certificate.ts";

let fake: FakeMicrosoft;
let setting: SetUp;
let directory: string;

const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });

beforeAll(async () => {
  fake = await startFakeMicrosoft();
  directory = mkdtempSync(join(tmpdir(), "microsoft-"));
  openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    "key.pem",
    "-out",
    "app.pem",
    "-subj",
    "/CN=app",
    "-days",
    "36500",
  );
  openssl("pkcs12", "-export", "-inkey", "key.pem", "-in", "app.pem", "-out", "modern.pfx", "-passout", "pass:pw");
  openssl(
    "pkcs12",
    "-export",
    "-legacy",
    "-inkey",
    "key.pem",
    "-in",
    "app.pem",
    "-out",
    "old.pfx",
    "-passout",
    "pass:pw",
  );
  openssl("rsa", "-in", "key.pem", "-aes256", "-passout", "pass:pw", "-out", "locked.pem");
  openssl(
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-keyout",
    "ec.pem",
    "-out",
    "ecapp.pem",
    "-subj",
    "/CN=ec",
  );
});
afterEach(() => setting?.client.close());
afterAll(async () => {
  await fake.close();
  rmSync(directory, { recursive: true });
});

const file = (name: string) => readFileSync(join(directory, name));
const pem = (...names: string[]) => new Secret(names.map((name) => file(name).toString()).join("\n"));
const passphrase = new Secret("pw");

const ask = (credential: Credential) => setting.client.verdict({ ...setting.connection, credential }, deviceId);
const graph = () => ({ status: 200, body: device() });

function decoded(jwt: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header = "", claims = ""] = jwt.split(".").map((part) => Buffer.from(part, "base64url").toString());
  return { header: JSON.parse(header), claims: JSON.parse(claims) };
}

describe("a certificate", () => {
  it("signs an assertion for the tenant's token endpoint with PS256 and x5t#S256", async () => {
    setting = setUp(fake);
    fake.play({ graph });
    expect(await ask(await readCertificate({ format: "pem", text: pem("app.pem", "key.pem") }))).toMatchObject({
      outcome: "device",
    });
    const form = Object.fromEntries(fake.tokenRequests[0]?.form ?? []);
    const { client_assertion: assertion = "", ...fields } = form;
    expect(fields).toEqual({
      client_id: clientId,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      grant_type: "client_credentials",
      scope: `${fake.origin}/.default`,
    });
    const { raw } = new X509Certificate(file("app.pem"));
    const { header, claims } = decoded(assertion);
    expect(header).toEqual({
      alg: "PS256",
      typ: "JWT",
      "x5t#S256": createHash("sha256").update(raw).digest("base64url"),
    });
    expect(claims).toMatchObject({ aud: `${fake.origin}/${tenantId}/oauth2/v2.0/token`, iss: clientId, sub: clientId });
    expect(Number(claims.exp) - Number(claims.nbf)).toBeLessThanOrEqual(600);
    const [signed, signature = ""] = [assertion.slice(0, assertion.lastIndexOf(".")), assertion.split(".")[2]];
    const key = { key: createPublicKey(file("app.pem")), padding: 6, saltLength: 32 };
    expect(verify("sha256", Buffer.from(signed), key, Buffer.from(signature, "base64url"))).toBe(true);
  });

  it("signs with RS256 and x5t for older set-ups", async () => {
    setting = setUp(fake);
    fake.play({ graph });
    const credential = await readCertificate({ format: "pem", text: pem("key.pem", "app.pem") });
    await ask({ ...credential, algorithm: "RS256" });
    const { header } = decoded(fake.tokenRequests[0]?.form.get("client_assertion") ?? "");
    const { raw } = new X509Certificate(file("app.pem"));
    expect(header).toMatchObject({ alg: "RS256", x5t: createHash("sha1").update(raw).digest("base64url") });
  });

  it("is asked for again when it changes, and leaves its key in no failure and no log", async () => {
    setting = setUp(fake);
    fake.play({ token: () => ({ status: 401, body: { error: "invalid_client", error_codes: [700027] } }) });
    const credential = await readCertificate({ format: "pem", text: pem("app.pem", "key.pem") });
    const result = await ask(credential);
    expect(result).toMatchObject({ reason: "certificate-not-registered", status: 401 });
    const shown = JSON.stringify(result) + setting.logged.join() + JSON.stringify(credential);
    expect(shown).not.toContain("PRIVATE KEY");
    expect(shown).not.toContain(fake.tokenRequests[0]?.form.get("client_assertion"));
  });

  it("whose key is another's is refused before anything is sent", async () => {
    setting = setUp(fake);
    fake.play({ graph });
    const credential = await readCertificate({ format: "pem", text: pem("app.pem", "key.pem") });
    expect(await ask({ ...credential, certificate: file("ecapp.pem").toString() })).toMatchObject({
      reason: "not-configured",
      chain: [expect.any(String), "MicrosoftConnection: certificate or privateKey cannot be used"],
    });
    expect(fake.tokenRequests).toEqual([]);
  });

  it.each(["modern.pfx", "old.pfx"])("comes out of PKCS#12 as out of PEM: %s", async (name) => {
    const plain = await readCertificate({ format: "pem", text: pem("app.pem", "key.pem") });
    const packed = await readCertificate({ format: "pkcs12", bytes: file(name), passphrase });
    expect(packed.privateKey.reveal()).toBe(plain.privateKey.reveal());
    const fingerprints = [packed, plain].map(({ certificate }) => new X509Certificate(certificate).fingerprint256);
    expect(fingerprints[0]).toBe(fingerprints[1]);
  });

  it("may have an encrypted key", async () => {
    const credential = await readCertificate({ format: "pem", text: pem("app.pem", "locked.pem"), passphrase });
    expect(credential.privateKey.reveal()).toContain("BEGIN PRIVATE KEY");
  });

  it.each([
    ["no key", () => ({ format: "pem", text: pem("app.pem") }), "no private key found"],
    ["no certificate", () => ({ format: "pem", text: pem("key.pem") }), "no certificate found"],
    ["another's certificate", () => ({ format: "pem", text: pem("ecapp.pem", "key.pem") }), "no certificate found"],
    ["a key that is not RSA", () => ({ format: "pem", text: pem("ecapp.pem", "ec.pem") }), "not RSA"],
    [
      "a wrong passphrase",
      () => ({ format: "pem", text: pem("app.pem", "locked.pem"), passphrase: new Secret("no") }),
      "wrong passphrase",
    ],
    [
      "a wrong PKCS#12 passphrase",
      () => ({ format: "pkcs12", bytes: file("modern.pfx"), passphrase: new Secret("no") }),
      "passphrase is wrong",
    ],
    ["no PKCS#12", () => ({ format: "pkcs12", bytes: file("app.pem"), passphrase }), "no PKCS#12"],
    ["a large file", () => ({ format: "pkcs12", bytes: new Uint8Array(300_000) }), "too large"],
  ] as [string, () => Parameters<typeof readCertificate>[0], string][])(
    "with %s is refused",
    async (_name, source, detail) => {
      await expect(readCertificate(source())).rejects.toMatchObject({
        code: "microsoft.certificate-unreadable",
        detail: expect.stringContaining(detail),
      });
    },
  );
});

describe("a federated assertion", () => {
  const credential = (): Credential => ({ kind: "federated", assertionFile: join(directory, "token") });

  it("is read anew for every token request", async () => {
    setting = setUp(fake);
    fake.play({ graph });
    for (const assertion of ["aaa.bbb.ccc", "ddd.eee.fff"]) {
      writeFileSync(join(directory, "token"), `${assertion}\n`);
      expect(await ask(credential())).toMatchObject({ outcome: "device" });
      expect(fake.tokenRequests.at(-1)?.form.get("client_assertion")).toBe(assertion);
      expect(fake.tokenRequests.at(-1)?.form.has("client_secret")).toBe(false);
      setting.clock.advance(3_600_000);
    }
  });

  it.each([
    ["is missing", null, "AssertionFile: ENOENT"],
    ["holds no JWT", "hello", "AssertionFile: no JWT"],
    ["is too large", `${"a".repeat(17_000)}.b.c`, "AssertionFile: too large"],
  ])("whose file %s sends nothing, and is looked at again the next time", async (_name, content, cause) => {
    setting = setUp(fake);
    fake.play({ graph });
    rmSync(join(directory, "token"), { force: true });
    if (content !== null) writeFileSync(join(directory, "token"), content);
    const result = await ask(credential());
    expect(result).toMatchObject({ reason: "assertion-unreadable", chain: [expect.any(String), cause] });
    expect(JSON.stringify(result)).not.toContain(directory);
    expect(fake.tokenRequests).toEqual([]);
    writeFileSync(join(directory, "token"), "a.b.c");
    expect(await ask(credential())).toMatchObject({ outcome: "device" });
  });

  it("that Entra refuses has a reason of its own", async () => {
    setting = setUp(fake);
    writeFileSync(join(directory, "token"), "a.b.c");
    fake.play({ token: () => ({ status: 401, body: { error: "invalid_client" } }) });
    expect(await ask(credential())).toMatchObject({ reason: "assertion-rejected" });
  });
});
