import { generateKeyPairSync } from "node:crypto";
import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterEach, describe, expect, test } from "vitest";
import { frozenClock } from "../../../core/clock.ts";
import type { JsonObject } from "../../../core/json.ts";
import { type Answer, ask } from "../../testing/client.ts";
import { el, startTestGateway, type TestGateway } from "../../testing/harness.ts";
import { valuesOf } from "../../testing/upstream.ts";
import { sessionOf } from "../am/testing/fake-am.ts";
import { type ProtectedGateway, secrets, startProtected } from "../am/testing/protected-gateway.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function pem(kind: "P-256" | "P-384" | "secp256k1" | "ed25519" | number): string {
  const { privateKey } =
    kind === "ed25519"
      ? generateKeyPairSync("ed25519")
      : typeof kind === "number"
        ? generateKeyPairSync("rsa", { modulusLength: kind })
        : generateKeyPairSync("ec", { namedCurve: kind });
  return String(privateKey.export({ format: "pem", type: "pkcs8" }));
}

const ec = pem("P-256");
const clock = frozenClock("2026-11-23T00:00:00Z");

async function protectedBy(
  filters: readonly JsonObject[],
  files: Record<string, string> = {},
): Promise<ProtectedGateway> {
  const running = await startProtected({
    filters,
    gateway: { files: { "secrets/key": ec, ...files }, options: { clock, externalOrigin: "https://apps.example.com" } },
  });
  closing.push(running.close);
  running.am.sessions.set("good", sessionOf());
  return running;
}

const send = ({ gateway }: ProtectedGateway, more: readonly string[] = []): Promise<Answer> =>
  ask({ port: gateway.port, headers: ["Cookie", "iPlanetDirectoryPro=good", ...more] });

async function served(type: string, config: JsonObject, files: Record<string, string>): Promise<TestGateway> {
  const gateway = await startTestGateway({ routes: { "a.json": { handler: { type, config } } }, files });
  closing.push(() => gateway.close());
  return gateway;
}

async function jwksOf(files: Record<string, string>, ...ids: string[]) {
  const purposes = ids.map((secretId) => ({ secretId, keyUsage: "VERIFY" }));
  const gateway = await served("JwkSetHandler", { secretsProvider: secrets, purposes }, files);
  return ask({ port: gateway.port });
}

const identity = (config: JsonObject = {}): JsonObject => ({
  type: "ApplicationIdentityFilter",
  config: { audience: "wiki", secretsProvider: secrets, secretId: "key", ...config },
});

const inTime = { currentDate: new Date(clock.now()) };

describe("an ApplicationIdentityFilter", () => {
  test("signs who it is, for one application and a minute", async () => {
    const all = await protectedBy([identity({ claims: { locale: el("request.headers['X-Locale'][0]") } })]);
    await send(all, ["X-Locale", "de", "SALLYPORT_IDENTITY", "spoofed", "sallyport-identity", "spoofed"]);
    const [token = "", second] = valuesOf(all.app.received[0], "Sallyport-Identity");
    expect(second).toBeUndefined();
    const keys = createLocalJWKSet(JSON.parse((await jwksOf({ "secrets/key": ec }, "key")).body));
    const { payload, protectedHeader } = await jwtVerify(token, keys, { ...inTime, audience: "wiki" });
    const now = clock.now() / 1_000;
    expect(payload).toEqual({
      ...{ iss: "https://apps.example.com", aud: "wiki", sub: "demo", realm: "/alpha", auth_level: 2, locale: "de" },
      ...{ iat: now, exp: now + 60 },
    });
    expect(protectedHeader).toEqual({ alg: "ES256", typ: "sallyport-identity+jwt", kid: expect.any(String) });
  });

  test("signs again what it says anew, and what is about to end; else it hands out what it has", async () => {
    const all = await protectedBy([identity({ claims: { locale: el("request.headers['X-Locale'][0]") } })]);
    const tokens = async (locale: string): Promise<string> => {
      await send(all, ["X-Locale", locale]);
      return valuesOf(all.app.received.at(-1), "Sallyport-Identity")[0] ?? "";
    };
    const first = await tokens("de");
    expect(await tokens("de")).toBe(first);
    expect(decodeJwt(await tokens("en"))).toMatchObject({ locale: "en" });
    clock.advance(45_001);
    expect(await tokens("de")).not.toBe(first);
  });

  test("tells nobody anything without a session before it", async () => {
    const routes = {
      "a.json": { heap: [], handler: { type: "Chain", config: { filters: [identity()], handler: "H" } } },
    };
    const heap = [{ name: "H", type: "StaticResponseHandler", config: { status: 200 } }];
    const gateway = await startTestGateway({
      routes: { "a.json": { ...routes["a.json"], heap } },
      files: { "secrets/key": ec },
    });
    closing.push(() => gateway.close());
    expect((await ask({ port: gateway.port })).status).toBe(500);
  });

  test.each<[string, JsonObject, string]>([
    ["nothing to tell", { type: "ApplicationIdentityFilter", config: {} }, "needs audience and secretId, or headers"],
    [
      "no audience",
      { type: "ApplicationIdentityFilter", config: { secretId: "key" } },
      "needs both audience and secretId",
    ],
    ["a claim of its own", identity({ claims: { sub: "admin" } }), "/claims/sub: is a claim of the filter's own"],
    ["a long life", identity({ lifetime: "5 minutes" }), "between 1 and 60 seconds"],
    ["a header of device ids", identity({ headers: { "SSL-Client-S-DN": "x" } }), "is one of trust.identityHeaders"],
    ["a key that is none", identity({ secretId: "agent.password" }), "must be a private key in PEM"],
    ["a key of another kind", identity({ algorithm: "RS256" }), "is no key for RS256"],
    ["a small key", identity({ secretId: "small" }), "an RSA key of 2048 bits or more"],
    ["a curve of coins", identity({ secretId: "coins" }), "must be an EC key (P-256, P-384)"],
  ])("is refused with %s, and no word of the key", async (_what, filter, problem) => {
    const { gateway } = await protectedBy([filter], { "secrets/small": pem(1024), "secrets/coins": pem("secp256k1") });
    expect(gateway.lint.join("\n")).toContain(problem);
    expect(gateway.lint.join("\n")).not.toContain("PRIVATE");
  });
});

describe("a JwtBuilderFilter", () => {
  test.each<[string, string, "P-256" | "P-384" | "ed25519" | number]>([
    ["ES256", "ES256", "P-256"],
    ["ES384", "ES384", "P-384"],
    ["RS256, the default", "", 2048],
    ["PS256", "PS256", 2048],
    ["EdDSA", "EdDSA", "ed25519"],
  ])("signs the claims of its template: %s", async (_what, algorithm, kind) => {
    const template = { sub: el("contexts.ssoToken.info.uid"), nested: { list: [el("1 + 1"), "x", true, null] } };
    const signature = { secretId: "built", ...(algorithm === "" ? {} : { algorithm }) };
    const key = pem(kind);
    const all = await protectedBy(
      [
        { type: "JwtBuilderFilter", config: { template, secretsProvider: secrets, signature } },
        { type: "ApplicationIdentityFilter", config: { headers: { "X-Jwt": el("contexts.jwtBuilder.value") } } },
      ],
      { "secrets/built": key },
    );
    await send(all);
    const [token = ""] = valuesOf(all.app.received[0], "X-Jwt");
    const answer = await jwksOf({ "secrets/built": key }, "built");
    const keys = JSON.parse(answer.body);
    if (algorithm === "PS256") keys.keys[0].alg = "PS256";
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys));
    expect(payload).toEqual({ sub: "demo", nested: { list: [2, "x", true, null] } });
  });

  test.each<[string, JsonObject, string]>([
    ["no signature", { template: {} }, "an unsigned token proves nothing"],
    [
      "encryption",
      { template: {}, signature: { secretId: "key", algorithm: "ES256", encryption: {} } },
      "not supported",
    ],
    [
      "no algorithm that we know",
      { template: {}, signature: { secretId: "key", algorithm: "HS256" } },
      "must be one of",
    ],
    ["no template", { signature: { secretId: "key" } }, "must be an object, or an expression"],
  ])("is refused with %s", async (_what, config, problem) => {
    const { gateway } = await protectedBy([
      { type: "JwtBuilderFilter", config: { secretsProvider: secrets, ...config } },
    ]);
    expect(gateway.lint.join("\n")).toContain(problem);
  });
});

describe("a JwkSetHandler", () => {
  test("shows public halves, with two keys while one replaces the other", async () => {
    const answer = await jwksOf({ "secrets/key": ec, "secrets/next": pem(2048) }, "key", "next");
    expect(answer.headers["content-type"]).toBe("application/jwk-set+json");
    const { keys } = JSON.parse(answer.body);
    expect(keys.map((key: object) => Object.keys(key).sort())).toEqual([
      ["alg", "crv", "kid", "kty", "use", "x", "y"],
      ["alg", "e", "kid", "kty", "n", "use"],
    ]);
  });

  test("answers to nothing but reading", async () => {
    const gateway = await served(
      "JwkSetHandler",
      { secretsProvider: secrets, purposes: [{ secretId: "key" }] },
      { "secrets/key": ec },
    );
    expect((await ask({ port: gateway.port, method: "POST" })).status).toBe(405);
    expect((await ask({ port: gateway.port, method: "HEAD" })).body).toBe("");
  });

  test("never shows a private key", async () => {
    const config = { secretsProvider: secrets, purposes: [{ secretId: "key" }], exposePrivateSecrets: true };
    const gateway = await served("JwkSetHandler", config, { "secrets/key": ec });
    expect(gateway.lint.join("\n")).toContain("is never done");
  });
});
