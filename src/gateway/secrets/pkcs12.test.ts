import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "../../core/secret.ts";
import { createPki, type TestPki } from "../testing/pki.ts";
import { readPkcs12 } from "./pkcs12.ts";

let directory: string;
let pki: TestPki;
const password = new Secret("correct horse");
const problem = (text: string): Error => new Error(text);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sallyport-pkcs12-"));
  pki = await createPki();
  await writeFile(join(directory, "gateway.pem"), pki.gateway.certificate);
  await writeFile(join(directory, "gateway-key.pem"), pki.gateway.key);
  await writeFile(join(directory, "ca.pem"), pki.ca.certificate);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function openssl(...options: string[]): Promise<Buffer> {
  execFileSync("openssl", ["pkcs12", "-export", ...options, "-out", "out.p12", "-passout", "pass:correct horse"], {
    cwd: directory,
  });
  return readFile(join(directory, "out.p12"));
}

const pair = ["-inkey", "gateway-key.pem", "-in", "gateway.pem"];

describe("a PKCS#12 file", () => {
  test.each([
    ["as openssl writes it", []],
    ["with an older cipher", ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"]],
    ["without encryption", ["-keypbe", "NONE", "-certpbe", "NONE"]],
  ])("gives key, chain and alias: %s", async (_what, how) => {
    const bytes = await openssl(...pair, "-certfile", "ca.pem", "-name", "Edge", ...how);
    const { keys, trusted } = await readPkcs12(bytes, password, problem);
    expect(keys.map(({ alias }) => alias)).toEqual(["edge"]);
    expect(trusted).toEqual([]);
    const [leaf = "", issuer = ""] = keys[0]?.chain ?? [];
    expect(new X509Certificate(leaf).fingerprint256).toBe(new X509Certificate(pki.gateway.certificate).fingerprint256);
    expect(new X509Certificate(issuer).fingerprint256).toBe(new X509Certificate(pki.ca.certificate).fingerprint256);
    expect(new X509Certificate(leaf).checkPrivateKey(createPrivateKey(keys[0]?.key ?? ""))).toBe(true);
  });

  test("without a key gives what it trusts", async () => {
    const bytes = await openssl("-nokeys", "-in", "ca.pem", "-caname", "Root");
    const { keys, trusted } = await readPkcs12(bytes, password, problem);
    expect(keys).toEqual([]);
    expect(trusted).toHaveLength(1);
  });

  test("is refused with a wrong password, when it is none, and when it is large; no word of it is quoted", async () => {
    const bytes = await openssl(...pair);
    const refusal = /is no PKCS#12, holds something else than keys and certificates, or the password is wrong$/;
    await expect(readPkcs12(bytes, new Secret("no"), problem)).rejects.toThrow(refusal);
    await expect(readPkcs12(Buffer.from("-----BEGIN"), password, problem)).rejects.toThrow(refusal);
    await expect(readPkcs12(Buffer.alloc(2 ** 20 + 1), password, problem)).rejects.toThrow("over 1 MB");
  });
});
