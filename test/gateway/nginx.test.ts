import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { silentLogger } from "../../src/core/log.ts";
import { systemRandom } from "../../src/core/random.ts";
import { Secret } from "../../src/core/secret.ts";
import { createAssertionSigner, identityHeaders } from "../../src/device/index.ts";
import type { TestKeyPair } from "../../src/device/testing/certificates.ts";
import type { GatewayOptions } from "../../src/gateway/index.ts";
import { writeNginxSite } from "../../src/gateway/index.ts";
import { type Answer, ask } from "../../src/gateway/testing/client.ts";
import { el, startTestGateway, type TestGateway } from "../../src/gateway/testing/harness.ts";
import { createPki, deviceId, type TestPki } from "../../src/gateway/testing/pki.ts";
import { startUpstream, type TestUpstream, valuesOf } from "../../src/gateway/testing/upstream.ts";
import { endOf } from "../harness/end-of.ts";
import { freePort } from "../harness/ports.ts";

/** Debian's nginx in front of the gateway, with the configuration that `sallyport gateway nginx` writes. */

const configured = ["SSL_Client_S_DN", "x-intune"];
let pki: TestPki;
let folder: string;
let port: number;
let application: TestUpstream;
let server: TestUpstream;
let gateway: TestGateway;
let nginx: ChildProcess;
const served: string[] = [];

beforeAll(async () => {
  pki = await createPki();
  folder = mkdtempSync(join(tmpdir(), "sallyport-nginx-"));
  port = await freePort();
  application = await startUpstream();
  server = await startUpstream();
  const nginxOptions = { socket: join(folder, "gateway.sock"), identityHeaders: configured, headers: [] };
  const options = { ...base(), nginx: nginxOptions, externalOrigin: `https://localhost:${port}` };
  gateway = await startTestGateway({ pki, port, routes: routes(), options });
  const { directory } = gateway;
  const site = await writeNginxSite({ ...base(), directory, nginx: nginxOptions, folder, user: userInfo().username });
  const checked = spawnSync("/usr/sbin/nginx", ["-t", "-c", site.file], { encoding: "utf8" });
  expect(checked.stderr).toContain("test is successful");
  nginx = spawn("/usr/sbin/nginx", ["-c", site.file, "-g", "daemon off;"], { stdio: "ignore" });
  await untilServed();
});

afterAll(async () => {
  await endOf(nginx);
  await gateway.close();
  await application.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  application.received.length = 0;
  server.received.length = 0;
});

describe("an application behind nginx", () => {
  test("gets the identity that the certificate proves, and the rewritten path", async () => {
    expect(await as(pki.device, "/app/page?q=1")).toMatchObject({ status: 200, body: "ok" });
    expect(application.received.map(({ method, url }) => [method, url])).toEqual([["GET", "/inside/page?q=1"]]);
    expect(valuesOf(application.received[0], "SSL_Client_S_DN")).toEqual([`CN=${deviceId}`]);
    expect(valuesOf(application.received[0], "Sallyport-Assertion")).toEqual([]);
  });

  test.each([
    "SSL_Client_S_DN",
    "SSL-Client-S-DN",
    "x-intune",
    "X-INTUNE",
    "Client-Cert",
    "X-Forwarded-Client-Cert",
    "Sallyport-Assertion",
    "Sallyport-Hop-Verify",
  ])("never gets a client's own %s", async (name) => {
    for (const certificate of [undefined, pki.device]) {
      application.received.length = 0;
      await as(certificate, `/app/spoof-${name}`, { headers: [name, "CN=spoofed"] });
      expect(JSON.stringify(application.received[0]?.rawHeaders)).not.toContain("spoofed");
    }
  });

  test("gets a request's body and method", async () => {
    await as(pki.device, "/app/form", { method: "POST", body: "a=b" });
    expect(application.received[0]).toMatchObject({ method: "POST", url: "/inside/form", body: "a=b" });
  });

  test("gets the common headers of the client, carried by nginx itself", async () => {
    served.length = 0;
    await as(pki.device, "/app/common", { headers: ["Accept", "text/x-common", "User-Agent", "common"] });
    expect(valuesOf(application.received[0], "Accept")).toEqual(["text/x-common"]);
    expect(valuesOf(application.received[0], "User-Agent")).toEqual(["common"]);
    expect(await asked("/app/common")).toBe(1);
  });

  test("is asked for once a request, and the gateway once in five seconds for the same", async () => {
    for (let i = 0; i < 3; i += 1) await as(pki.device, "/app/often");
    expect(application.received).toHaveLength(3);
    expect(await asked("/app/often")).toBe(1);
  });
});

describe("a decision counts for nobody else", () => {
  const cookie = ["Cookie", "session=of-the-device"];

  test.each<[string, () => TestKeyPair | undefined]>([
    ["a client without a certificate", () => undefined],
    ["another device", () => pki.twofold],
    ["a device without a name", () => pki.nameless],
  ])("a cookie that comes from %s within the cache time meets its own decision", async (_who, other) => {
    const path = `/app/stolen-by-${_who.length}`;
    await as(pki.device, path, { headers: cookie });
    application.received.length = 0;
    await as(other(), path, { headers: cookie });
    expect(application.received.flatMap((received) => valuesOf(received, "SSL_Client_S_DN"))).toEqual([]);
  });

  test("nor with another cookie, method or address", async () => {
    await as(pki.device, "/app/key", { headers: cookie });
    await as(pki.device, "/app/key", { headers: ["Cookie", "session=other"] });
    await as(pki.device, "/app/key", { headers: cookie, method: "POST", body: "x" });
    await as(pki.device, "/app/key?other", { headers: cookie });
    expect(await asked("/app/key")).toBe(4);
  });
});

describe("a remembered decision lets nothing past the routes", () => {
  test.each(["X-SSL-Client-CN", "X-Original-URL", "X-Forwarded-For", "Forwarded", "X-HTTP-Method-Override", "X-User"])(
    "%s of a client",
    async (name) => {
      const path = `/app/remembered-${name}`;
      await as(pki.device, path);
      await as(pki.device, path, { headers: [name, "spoofed"] });
      expect(JSON.stringify(application.received.map(({ rawHeaders }) => rawHeaders))).not.toContain("spoofed");
      expect(application.received).toHaveLength(2);
    },
  );

  test("a header that the route removes", async () => {
    await as(pki.device, "/removed");
    await as(pki.device, "/removed", { headers: ["Authorization", "spoofed"] });
    expect(JSON.stringify(application.received.map(({ rawHeaders }) => rawHeaders))).not.toContain("spoofed");
    expect(application.received).toHaveLength(2);
  });
});

describe("the server", () => {
  test("gets an assertion of its own with every request", async () => {
    await as(pki.device, "/am/json");
    await as(pki.device, "/am/json");
    const assertions = server.received.flatMap((received) => valuesOf(received, "Sallyport-Assertion"));
    expect(new Set(assertions).size).toBe(2);
  });
});

describe("what nginx cannot do itself is the gateway's", () => {
  test("a route that answers without an application", async () => {
    expect(await as(undefined, "/static")).toMatchObject({ status: 418, body: "tea" });
  });

  test("a filter that changes the application's answer", async () => {
    const answer = await as(pki.device, "/changed", { method: "POST", body: "body" });
    expect(answer.headers["x-added"]).toBe("yes");
    expect(application.received[0]).toMatchObject({ method: "POST", body: "body" });
  });

  test("an address that no route takes, or that two servers could read differently", async () => {
    expect((await as(undefined, "/nothing")).status).toBe(404);
    expect((await as(pki.device, "/app/..%2fam/json")).status).toBe(400);
    expect(application.received).toEqual([]);
  });
});

describe("a certificate that does not count", () => {
  test.each<[string, () => TestKeyPair]>([
    ["expired", () => pki.expired],
    ["of a foreign authority", () => pki.foreign],
  ])("is refused and reaches nobody: %s", async (_what, certificate) => {
    expect((await as(certificate(), "/app/refused")).status).toBe(403);
    expect(application.received).toEqual([]);
  });
});

test("a configuration that knows other headers than the gateway decides nothing, but still hands requests over", async () => {
  const conf = readFileSync(join(folder, "nginx.conf"), "utf8");
  const [, agreement = ""] = /Sallyport-Hop-Agreement ([\w-]{43});/.exec(conf) ?? [];
  expect(await hop("decision", agreement)).toBe(200);
  expect(await hop("decision", "A".repeat(43))).toBe(401);
  expect(application.received).toEqual([]);
  expect(await hop("request", "A".repeat(43))).toBe(200);
  expect(application.received).toHaveLength(1);
});

test("when the gateway is gone, nothing passes", async () => {
  await gateway.close();
  expect((await as(pki.device, "/app/alone")).status).toBe(500);
  expect(application.received).toEqual([]);
});

function as(
  certificate: TestKeyPair | undefined,
  path: string,
  more: { headers?: readonly string[]; method?: string; body?: string } = {},
): Promise<Answer> {
  return ask({ port, pki, certificate, path, ...more });
}

/** What the gateway answers an nginx on its socket. */
function hop(purpose: "decision" | "request", agreement: string): Promise<number | undefined> {
  const said = { Connector: "0", Method: "GET", Target: "/app/hop", Address: "127.0.0.1", Port: "1", Verify: "NONE" };
  const all = Object.entries({ ...said, Agreement: agreement }).map(([name, value]) => [
    `Sallyport-Hop-${name}`,
    value,
  ]);
  const headers = { Host: "localhost", "Sallyport-Hop": purpose, ...Object.fromEntries(all) };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: join(folder, "gateway.sock"), headers, agent: false }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode));
    });
    sent.once("error", reject).end();
  });
}

async function untilServed(): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await as(pki.device, "/app/").catch(() => null);
    if (answer !== null) return;
    await setTimeout(50);
  }
  throw new Error("nginx does not answer");
}

/** How often the gateway was asked about a path. */
async function asked(path: string): Promise<number> {
  return served.filter((entry) => entry === path).length;
}

function base(): Omit<GatewayOptions, "directory"> {
  return {
    environment: {},
    secret: () => undefined,
    clock: systemClock,
    log: {
      ...silentLogger,
      info: (fields, message) => {
        if (message === "request" && "path" in fields) served.push(String(fields.path));
      },
    },
    trust: { identityHeaders: identityHeaders(configured), upstreams: [server.origin] },
    assertion: createAssertionSigner({
      key: { kid: "k", secret: new Secret(systemRandom.bytes(32).toString("base64url")) },
      issuer: "gateway",
      audience: "server",
      clock: systemClock,
      random: systemRandom,
    }),
  };
}

function routes(): Record<string, JsonObject> {
  const identity = { type: "ClientCertificateIdentityFilter", config: {} };
  const rewrite = { type: "UriPathRewriteFilter", config: { mappings: { "/app": "/inside" } } };
  const chain = (...filters: JsonObject[]): JsonObject => ({
    type: "Chain",
    config: { filters, handler: "ReverseProxyHandler" },
  });
  const added = { type: "HeaderFilter", config: { messageType: "RESPONSE", add: { "X-Added": ["yes"] } } };
  const removed = { type: "HeaderFilter", config: { messageType: "REQUEST", remove: ["Authorization"] } };
  const tea = { type: "StaticResponseHandler", config: { status: 418, entity: "tea" } };
  const route = (path: string, handler: JsonObject, baseURI: string): JsonObject => ({
    condition: el(`find(request.uri.path, '^${path}')`),
    baseURI,
    handler,
  });
  return {
    "app.json": route("/app/", chain(identity, rewrite), application.origin),
    "am.json": route("/am/", chain(identity), server.origin),
    "removed.json": route("/removed", chain(removed), application.origin),
    "changed.json": route("/changed", chain(added), application.origin),
    "static.json": route("/static", tea, application.origin),
  };
}
