import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import { journeyFileSchema } from "../../journey/index.ts";
import { journeyWarnings, warnings } from "./advice.ts";
import { readConnections } from "./connections.ts";
import { loadDeployment } from "./load.ts";
import { dispatcherOptions, reuseOfAnswers } from "./microsoft-client.ts";

const directory = mkdtempSync(join(tmpdir(), "sallyport-microsoft-"));
afterAll(() => rmSync(directory, { recursive: true }));

const load = (microsoft: JsonObject, mode = "production") => {
  writeFileSync(join(directory, "sallyport.json"), JSON.stringify({ mode, microsoft }));
  const environment = {
    SALLYPORT_CONTOSO_SECRET: "s3cret",
    SALLYPORT_DIGITS: "4711",
    SALLYPORT_STATE_DIRECTORY: directory,
  };
  return loadDeployment(directory, { workingDirectory: directory, environment });
};

const tenantId = "6f1b5c0e-3c1d-4b7e-9a53-0d8d1c6a2f10";
const clientId = "2c9d7e44-8f0b-4a6e-b1f7-5f1f6f0c9a21";
const secret = { kind: "client-secret", secret: "&{contoso.secret}" };
const password = { kind: "password", userName: "reader@contoso.example", password: "&{digits}" };

describe("microsoft.connections", () => {
  it("become connections by name, with the deployment's cloud unless they have their own", async () => {
    const connections = await readConnections(
      await load({
        cloud: "us-gov",
        connections: {
          contoso: { tenantId, clientId, credential: secret },
          fabrikam: { tenantId, clientId, cloud: "china", credential: { kind: "federated", assertionFile: "jwt" } },
          azure: { tenantId, credential: { kind: "managed-identity" } },
        },
      }),
    );
    expect(connections.get("contoso")).toMatchObject({ cloud: "us-gov", tenantId, clientId });
    expect(connections.get("fabrikam")).toMatchObject({
      cloud: "china",
      credential: { kind: "federated", assertionFile: join(directory, "jwt") },
    });
    expect(connections.get("azure")).toMatchObject({ clientId: "", credential: { kind: "managed-identity" } });
  });

  it("take secrets from tokens, also those that spell a number, and show none of them", async () => {
    const deployment = await load({
      connections: { a: { tenantId, clientId, credential: secret }, b: { tenantId, clientId, credential: password } },
    });
    const connections = await readConnections(deployment);
    const [a, b] = [connections.get("a")?.credential, connections.get("b")?.credential];
    expect(a?.kind === "client-secret" && a.secret.reveal()).toBe("s3cret");
    expect(b?.kind === "password" && b.password.reveal()).toBe("4711");
    expect(JSON.stringify([deployment.settings, ...connections])).not.toMatch(/s3cret|4711/);
  });

  it.each([
    ["an unknown key", { tenantId, clientId, credential: { ...secret, secrets: "x" } }, /secrets/],
    ["an unknown kind", { tenantId, clientId, credential: { kind: "magic" } }, /credential/],
    ["no client id", { tenantId, credential: secret }, /clientId: is missing/],
    ["an empty tenant", { tenantId: "", clientId, credential: secret }, /tenantId/],
  ])("are refused with %s, naming the place", async (_what, contoso, message) => {
    await expect(load({ connections: { contoso } })).rejects.toThrow(message);
  });

  it("are refused in production with hosts that are not Microsoft's", async () => {
    const cloud = { login: "https://login.test", graph: "https://graph.test" };
    const connections = { contoso: { tenantId, clientId, cloud, credential: secret } };
    await expect(load({ connections })).rejects.toMatchObject({ code: "app.not-in-production" });
    await expect(load({ connections }, "development")).resolves.toBeDefined();
  });

  it("are refused at the start when a certificate cannot be read, naming connection and file", async () => {
    const credential = { kind: "certificate", file: "gone.pem" };
    const deployment = await load({ connections: { contoso: { tenantId, clientId, credential } } });
    await expect(readConnections(deployment)).rejects.toThrow(/microsoft\.connections\.contoso \(gone\.pem\)/);
  });
});

describe("microsoft.proxy", () => {
  it("tunnels to Microsoft, with a password from a token", async () => {
    const proxy = { origin: "http://proxy.test:3128", userName: "sallyport", password: "&{contoso.secret}" };
    const options = await dispatcherOptions(await load({ proxy }));
    expect(options.proxy).toMatchObject({ origin: "http://proxy.test:3128", userName: "sallyport" });
    expect(options.proxy?.password?.reveal()).toBe("s3cret");
  });

  it.each(["proxy.test:3128", "socks5://proxy.test", "http://user:word@proxy.test"])(
    "is refused as %s",
    async (origin) => {
      await expect(load({ proxy: { origin } })).rejects.toMatchObject({ code: "core.config-invalid" });
    },
  );
});

describe("microsoft.cache and staleIfError", () => {
  it.each([
    { cache: { compliant: 3601 } },
    { cache: { compliant: 0 } },
    { cache: { compliant: 60, states: { noncompliant: 4000 } } },
    { staleIfError: 901 },
    { staleIfError: -1 },
  ])("have limits: %j", async (microsoft) => {
    await expect(load(microsoft)).rejects.toMatchObject({ code: "core.config-invalid" });
  });

  it("are given to the client in milliseconds", async () => {
    const cache = { compliant: 60, states: { inGracePeriod: 5 } };
    expect(reuseOfAnswers(await load({ cache, staleIfError: 300 }))).toEqual({
      cache: { compliant: 60_000, states: { inGracePeriod: 5_000 } },
      staleIfError: 300_000,
    });
  });

  it("are off by default", async () => {
    expect((await load({})).settings.microsoft).toMatchObject({ staleIfError: 0 });
    expect((await load({})).settings.microsoft.cache).toBeUndefined();
  });
});

describe("warnings at every start", () => {
  it("name a connection that uses the password grant, and what to use instead", async () => {
    const { settings } = await load({ connections: { contoso: { tenantId, clientId, credential: password } } });
    expect(warnings(settings)).toContainEqual(expect.stringMatching(/^microsoft\.connections\.contoso: .*certificate/));
  });

  it.each([
    ["uses the password grant", { userName: "reader@contoso.example" }, /node "Check": the password grant/],
    ["chooses the password grant", { credential: "password" }, /node "Check": the password grant/],
    ["names a connection that is not there", { connection: "contso" }, /no connection "contso"/],
  ])("name a node that %s", async (_what, attributes, message) => {
    const { settings } = await load({});
    const [journey] = journeyFileSchema.parse({
      tree: {
        _id: "j",
        entryNodeId: "n",
        nodes: { n: { nodeType: "IntuneNode", displayName: "Check", connections: {} } },
      },
      nodes: { n: attributes },
    });
    const sources = journey === undefined ? [] : [{ file: "j.json", journey }];
    expect(journeyWarnings(settings, sources)).toEqual([expect.stringMatching(message)]);
  });

  it("say nothing about a node that uses the application alone", async () => {
    const { settings } = await load({});
    const nodes = { n: { nodeType: "IntuneNode", displayName: "Check", connections: {} } };
    const [journey] = journeyFileSchema.parse({ tree: { _id: "j", entryNodeId: "n", nodes }, nodes: { n: {} } });
    expect(journeyWarnings(settings, journey === undefined ? [] : [{ file: "j.json", journey }])).toEqual([]);
  });
});
