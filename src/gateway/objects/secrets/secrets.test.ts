import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../../core/json.ts";
import { ask } from "../../testing/client.ts";
import { buildObject } from "../../testing/exchange.ts";
import { startTestGateway } from "../../testing/harness.ts";
import { createPki, type TestPki } from "../../testing/pki.ts";

let directory: string;
let pki: TestPki;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sallyport-secrets-"));
  pki = await createPki();
  const write = (file: string, text: string) => writeFile(join(directory, file), text);
  await write("plain", "a password\n");
  await write("encoded", Buffer.from("a password").toString("base64"));
  await write("random.key", Buffer.from([255, 254, 0, 1]).toString("base64"));
  await write("jwk", '{"kty":"oct"}\n');
  await write("gateway.pem", pki.gateway.certificate);
  await write("gateway-key.pem", pki.gateway.key);
  await write("ca.pem", pki.ca.certificate);
  const pair = ["-inkey", "gateway-key.pem", "-in", "gateway.pem", "-certfile", "ca.pem", "-name", "Edge"];
  const to = ["-out", "edge.p12", "-passout", "pass:changeit"];
  execFileSync("openssl", ["pkcs12", "-export", ...pair, ...to], { cwd: directory });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function read(type: string, config: JsonObject, id: string): Promise<string | undefined> {
  const object = await buildObject(type, config, { services: { directory } });
  if (object.kind !== "secret-store") throw new Error("no store");
  return object.store.read(id);
}

describe("FileSystemSecretStore reads", () => {
  test.each<[string, JsonObject, string, string | undefined]>([
    ["a file as it is", {}, "plain", "a password\n"],
    ["BASE64 as the text it stands for", { format: "BASE64" }, "encoded", "a password"],
    ["BASE64 of a random key as base64", { format: "BASE64", suffix: ".key" }, "random", "//4AAQ=="],
    ["a secret key as base64", { format: "SecretKeyPropertyFormat", suffix: ".key" }, "random", "//4AAQ=="],
    ["a JWK", { format: { type: "JwkPropertyFormat" } }, "jwk", '{"kty":"oct"}'],
    ["a mapping's own format", { mappings: [{ secretId: "encoded", format: "BASE64" }] }, "encoded", "a password"],
    ["nothing where there is no file", {}, "nobody", undefined],
  ])("%s", async (_what, config, id, text) => {
    expect(await read("FileSystemSecretStore", { directory: ".", ...config }, id)).toBe(text);
  });

  test.each([
    ["PemPropertyFormat", "plain"],
    ["JwkPropertyFormat", "plain"],
    ["BASE64", "plain"],
  ])("no %s in what is none, and quotes nothing of it", async (format, id) => {
    const refusal = await read("FileSystemSecretStore", { directory: ".", format }, id).catch(String);
    expect(refusal).toContain(`is not in the format ${format}`);
    expect(refusal).not.toContain("password");
  });

  test.each(["../plain", "a/b", ".hidden", ""])("nothing outside its directory: %j", async (id) => {
    await expect(read("FileSystemSecretStore", { directory: "." }, id)).rejects.toThrow("is no secret id");
  });
});

test("Base64EncodedSecretStore reads its secrets, and is remarked on", async () => {
  const remarks: string[] = [];
  const config = { secrets: { a: Buffer.from("x").toString("base64") } };
  const object = await buildObject("Base64EncodedSecretStore", config, { remarks });
  expect(object.kind === "secret-store" && (await object.store.read("a"))).toBe("x");
  expect(remarks.join()).toContain("holds secrets in the clear");
});

test("SecretsProvider asks its stores in their order", async () => {
  const store = (text: string) => ({ type: "Base64EncodedSecretStore", config: { secrets: { a: btoa(text) } } });
  const empty = { type: "FileSystemSecretStore", config: { directory: "." } };
  expect(await read("SecretsProvider", { stores: [empty, store("first"), store("second")] }, "a")).toBe("first");
});

describe("KeyStoreSecretStore", () => {
  const password = {
    type: "Base64EncodedSecretStore",
    config: { secrets: { pass: btoa("changeit"), bad: btoa("no") } },
  };
  const store = (more: JsonObject = {}): JsonObject => ({
    file: "edge.p12",
    storePasswordSecretId: "pass",
    secretsProvider: password,
    mappings: [{ secretId: "tls", aliases: ["edge"] }],
    ...more,
  });

  test("gives key and chain of an alias, whatever its case, and nothing for another id", async () => {
    const pem = await read("KeyStoreSecretStore", store({ mappings: [{ secretId: "tls", aliases: ["EDGE"] }] }), "tls");
    expect(pem?.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(pem?.match(/BEGIN PRIVATE KEY/g)).toHaveLength(1);
    expect(await read("KeyStoreSecretStore", store(), "other")).toBeUndefined();
  });

  test.each<[string, JsonObject, string]>([
    ["a wrong password", { storePasswordSecretId: "bad" }, "object/config/file: the key store is no PKCS#12"],
    ["a password nobody has", { storePasswordSecretId: "none" }, "object/config/storePasswordSecretId: no store has"],
    ["a missing file", { file: "none.p12" }, "object/config/file: "],
    ["Java's own format", { storeType: "JKS" }, "object/config/storeType: must be PKCS12; keytool"],
  ])("refuses %s", async (_what, more, message) => {
    await expect(read("KeyStoreSecretStore", store(more), "tls")).rejects.toThrow(`test.json/${message}`);
  });

  test("refuses an alias that the file does not have", async () => {
    const config = store({ mappings: [{ secretId: "tls", aliases: ["nobody"] }] });
    await expect(read("KeyStoreSecretStore", config, "tls")).rejects.toThrow('the key store has no "nobody"');
  });
});

test("a listener takes its key from a PKCS#12 file, whose password stands in the environment", async () => {
  const provider = {
    type: "KeyStoreSecretStore",
    config: {
      file: join(directory, "edge.p12"),
      storePasswordSecretId: "store.password",
      secretsProvider: { type: "SystemAndEnvSecretStore", config: { mappings: [{ secretId: "x", format: "PLAIN" }] } },
      mappings: [{ secretId: "tls", aliases: ["edge"] }],
    },
  };
  const keyManager = { type: "SecretsKeyManager", config: { signingSecretId: "tls", secretsProvider: provider } };
  const connectors = [{ host: "127.0.0.1", port: 0, tls: { keyManager } }];
  const gateway = await startTestGateway({
    files: { "admin.json": { connectors } },
    options: { environment: { STORE_PASSWORD: btoa("changeit") } },
  });
  expect((await ask({ port: gateway.port, pki, path: "/x" })).status).toBe(404);
  await gateway.close();
});
