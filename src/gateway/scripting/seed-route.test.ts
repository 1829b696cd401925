import { createServer } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityHeaders } from "../../device/index.ts";
import { commonNames, dns, makeCertificate, type TestKeyPair } from "../../device/testing/certificates.ts";
import { ask } from "../testing/client.ts";
import { startTestGateway, type TestGateway, testClock } from "../testing/harness.ts";
import { listening } from "../testing/listening.ts";
import { createPki, deviceId, type TestPki } from "../testing/pki.ts";
import { seedFiles, seedTenant } from "../testing/seed-files.ts";
import { type Received, valuesOf } from "../testing/upstream.ts";

/** The documented route and script, loaded as they are, case by case (facts: behaviour under real Groovy). */

let pki: TestPki;
let dotless: TestKeyPair;
let tenant: Awaited<ReturnType<typeof startTenant>>;
const gateways: TestGateway[] = [];
const logged: { fields: object; message: string }[] = [];

beforeAll(async () => {
  pki = await createPki();
  dotless = await makeCertificate({ subject: commonNames("a device"), names: dns(deviceId), issuer: pki.ca });
  tenant = await startTenant();
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  await tenant.close();
});

/** An application under the tenant's name, reached by `gateway.resolve`. */
async function startTenant() {
  const [host = ""] = seedTenant.split(":");
  const pair = await makeCertificate({ subject: commonNames(host), names: dns(host), issuer: pki.ca });
  const received: Received[] = [];
  const server = createServer({ cert: pair.certificate, key: pair.key }, (request, response) => {
    const { method = "", url = "", rawHeaders } = request;
    received.push({ method, url, rawHeaders, body: "" });
    response.end("the journey");
  });
  const port = await listening(server);
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { received, address: `127.0.0.1:${port}`, close };
}

async function startSeed(seed: ReturnType<typeof seedFiles>[number], compatibility = {}, script = seed.script) {
  const note = (fields: object, message: string): void => void logged.push({ fields, message });
  const gateway = await startTestGateway({
    pki,
    routes: { "mtls-intune.json": seed.route },
    files: { [`scripts/groovy/${seed.scriptFile}`]: script },
    options: {
      compatibility,
      resolve: { [seedTenant]: tenant.address },
      upstreamCa: pki.ca.certificate,
      trust: { identityHeaders: identityHeaders(["SSL_Client_S_DN"]), upstreams: [] },
      clock: testClock,
      log: { debug: () => undefined, info: () => undefined, warn: note, error: note },
    },
  });
  gateways.push(gateway);
  return gateway;
}

describe.each(seedFiles())("$name", (seed) => {
  const own = {};
  const pingGateway = { scriptErrors: true };
  const running = new Map<object, TestGateway>();
  beforeAll(async () => {
    for (const mode of [own, pingGateway]) running.set(mode, await startSeed(seed, mode));
  });

  const send = async (mode: object, certificate: TestKeyPair | undefined, headers: string[] = []) => {
    tenant.received.length = 0;
    const port = running.get(mode)?.port ?? 0;
    const { status } = await ask({ port, pki, certificate, path: "/mtls-intune/?realm=alpha", headers });
    return { status, identities: tenant.received.map((request) => valuesOf(request, "ssl-client-s-dn")) };
  };
  const proven = [`CN=${deviceId}`];

  it("load with remarks on what is wrong with them", () => {
    expect(running.get(own)?.lint.join("\n")).toMatch(
      /next\.handle does not end a script[\s\S]*headers\.add\("SSL_Client_S_DN"\)/,
    );
  });

  it("send the device's id to the journey", async () => {
    expect(await send(own, pki.device)).toEqual({ status: 200, identities: [proven] });
    expect(tenant.received[0]?.url).toBe("/am/XUI/?realm=alpha");
    expect(valuesOf(tenant.received[0], "host")).toEqual([seedTenant.replace(":443", "")]);
  });

  it("answer a client without certificate with the response of their first next.handle, and log the line", async () => {
    logged.length = 0;
    expect(await send(own, undefined)).toEqual({ status: 200, identities: [[]] });
    const [failure] = logged.filter(({ message }) => message.startsWith("a script failed after next.handle"));
    expect(failure?.fields).toMatchObject({
      line: expect.any(Number),
      why: expect.stringContaining("NullPointerException"),
    });
  });

  it("answer it with 500 although the journey was asked, with scriptErrors", async () => {
    expect(await send(pingGateway, undefined)).toEqual({ status: 500, identities: [[]] });
  });

  it.each([
    ["without alternative names: nothing is said", () => pki.nameless, [], 200, [[]]],
    ["with two DNS names: two values prove nothing, so neither goes on", () => pki.twofold, [], 200, [[]]],
    ["with a DNS name without a dot: the script fails before it forwards", () => dotless, [], 500, []],
    [
      "and a header of the client's own: only the script's value is left",
      () => pki.device,
      ["SSL_Client_S_DN", "CN=spoofed", "ssl-client-s-dn", "CN=spoofed"],
      200,
      [proven],
    ],
    [
      "without names, and a header of the client's own: nothing is left",
      () => pki.nameless,
      ["SSL_Client_S_DN", "CN=x"],
      200,
      [[]],
    ],
  ] as const)("with a certificate %s", async (_case, certificate, headers, status, identities) => {
    for (const mode of [own, pingGateway]) {
      expect(await send(mode, certificate(), [...headers])).toEqual({ status, identities });
    }
  });

  it("cannot say that a client is another device, unless scripts are believed", async () => {
    const lying = seed.script.replaceAll(/"CN=" \+ \w+/g, '"CN=somebody-else"');
    expect(lying).not.toBe(seed.script);
    running.set(lyingMode, await startSeed(seed, {}, lying));
    running.set(believing, await startSeed(seed, { scriptIdentity: true }, lying));
    expect(await send(lyingMode, pki.device)).toEqual({ status: 200, identities: [[]] });
    expect(await send(believing, pki.device)).toEqual({ status: 200, identities: [["CN=somebody-else"]] });
    expect(logged.some(({ message }) => message.includes("scriptIdentity"))).toBe(true);
  });
});

const lyingMode = {};
const believing = {};
