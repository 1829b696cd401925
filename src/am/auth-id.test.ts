import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SallyportError } from "../core/errors.ts";
import { Secret } from "../core/secret.ts";
import { createAuthIds } from "./auth-id.ts";
import { openServers } from "./testing/open-servers.ts";
import { answered, device, secret, type TestServer, usernameAndPassword } from "./testing/server.ts";

const serve = openServers();

const timedOut = {
  code: 401,
  reason: "Unauthorized",
  message: "Session has timed out",
  detail: { errorCode: "110" },
};

async function waiting(options: Parameters<typeof serve>[0] = {}) {
  const server = serve(options);
  const step = await server.authenticate();
  const send = (authId: string, more: object = {}) =>
    server.authenticate({ query: "", body: { ...answered(step), authId }, ...more });
  return { server, step, authId: String(step.json().authId), send };
}

function forged(authId: string, change: object, options: { header?: object; key?: Secret } = {}): string {
  const [, payload = ""] = authId.split(".");
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), ...change };
  const input = `${encode(options.header ?? { typ: "JWT", alg: "HS256" })}.${encode(claims)}`;
  const key = Buffer.from((options.key ?? secret("authId")).reveal(), "base64url");
  return `${input}.${createHmac("sha256", key).update(input).digest("base64url")}`;
}

describe("an authId", () => {
  it("is a compact HS256 JWS with PingAM's claims, and holds no state", async () => {
    const { authId } = await waiting();
    const [header, claims] = authId
      .split(".")
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
    expect(header).toEqual({ typ: "JWT", alg: "HS256" });
    expect(claims).toEqual({
      authIndexType: "service",
      authIndexValue: "login",
      otk: expect.any(String),
      realm: "/alpha",
      sessionId: expect.any(String),
      iat: Date.parse("2026-01-01") / 1000,
      exp: Date.parse("2026-01-01") / 1000 + 300,
    });
  });

  it("is not accepted twice", async () => {
    const { send, authId } = await waiting();
    expect((await send(authId)).statusCode).toBe(200);
    const replayed = await send(authId);
    expect(replayed.statusCode).toBe(401);
    expect(replayed.json()).toEqual(timedOut);
  });

  it("is accepted once of ten requests at the same time", async () => {
    const { server, send, authId } = await waiting();
    const responses = await Promise.all(Array.from({ length: 10 }, () => send(authId)));
    expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([200, ...Array(9).fill(401)]);
    expect(server.engine.seen).toHaveLength(2);
  });

  it("of an earlier step is refused while a later one waits", async () => {
    const journeys = { login: { steps: [usernameAndPassword, usernameAndPassword] } };
    const { send, authId } = await waiting({ journeys });
    const second = await send(authId);
    expect((await send(authId)).json()).toEqual(timedOut);
    expect((await send(authId, { body: { authId } })).json()).toEqual(timedOut);
    expect((await send(second.json().authId)).json()).toHaveProperty("tokenId");
  });

  it("ends with the journey's maximum duration", async () => {
    const { server, send, authId } = await waiting({ settings: { authentication: { maxDuration: 1 } } });
    server.clock.advance(60_000);
    expect((await send(authId)).json()).toEqual(timedOut);
  });

  it("works in its own realm only", async () => {
    const { send, authId } = await waiting();
    const response = await send(authId, { url: "/am/json/realms/root/authenticate" });
    expect(response.statusCode).toBe(400);
    expect((await send(authId)).statusCode).toBe(200);
  });

  it.each<[string, (authId: string) => string, number, string]>([
    ["cut off", (id) => id.slice(0, -5), 400, "AuthId JWT Signature not valid"],
    ["signed by another key", (id) => forged(id, {}, { key: secret("thief") }), 400, "AuthId JWT Signature not valid"],
    [
      "changed",
      (id) => id.replace(/\.[^.]+\./, (part) => `${part.slice(0, -3)}AA.`),
      400,
      "AuthId JWT Signature not valid",
    ],
    ["unsigned", (id) => forged(id, {}, { header: { typ: "JWT", alg: "none" } }), 400, "Failed to parse JWT, "],
    [
      "of another algorithm",
      (id) => forged(id, {}, { header: { typ: "JWT", alg: "HS512" } }),
      400,
      "Failed to parse JWT, ",
    ],
    ["no JWT", () => "nonsense", 400, "Failed to parse JWT, "],
    ["empty", () => "", 400, "Failed to parse JWT, "],
    ["too long", (id) => id + "A".repeat(5000), 400, "Failed to parse JWT, "],
    ["of an unknown execution", (id) => forged(id, { sessionId: "unknown" }), 401, "Session has timed out"],
    ["with another one-time key", (id) => forged(id, { otk: "other" }), 401, "Session has timed out"],
    ["of no realm", (id) => forged(id, { realm: undefined }), 400, "Failed to parse JWT, "],
  ])("that is %s is refused, and costs its owner nothing", async (_case, change, status, message) => {
    const { server, send, authId } = await waiting();
    const refused = await send(change(authId));
    expect(refused.statusCode).toBe(status);
    expect(refused.json().message).toContain(message);
    expect(server.engine.seen).toHaveLength(1);
    expect((await send(authId)).statusCode).toBe(200);
  });

  const mine = device("abc", "A".repeat(43));
  const other = device("abc", "B".repeat(43));
  it.each<[string, typeof mine | null, typeof mine | null]>([
    ["another certificate", mine, other],
    ["no certificate", mine, null],
    ["a certificate, where the journey began with none", null, mine],
  ])("carried to a client with %s is refused, logged, and still good at home", async (_case, began, carried) => {
    const server: TestServer = serve();
    const step = await server.authenticate({ device: began });
    const body = answered(step);
    const stolen = await server.authenticate({ query: "", body, device: carried });
    expect(stolen.statusCode).toBe(401);
    expect(stolen.json()).toEqual(timedOut);
    expect(server.logs).toContainEqual(
      expect.objectContaining({
        fields: {
          reason: "device-changed",
          transactionId: step.headers["x-forgerock-transactionid"],
        },
      }),
    );
    expect((await server.authenticate({ query: "", body, device: began })).statusCode).toBe(200);
  });

  it("leads to an execution that is sealed in the store", async () => {
    const { server, authId } = await waiting();
    const { sessionId } = JSON.parse(Buffer.from(authId.split(".")[1] ?? "", "base64url").toString());
    const sealed = server.store.executions.read(sessionId)?.sealed ?? Buffer.alloc(0);
    expect(sealed.length).toBeGreaterThan(100);
    expect(sealed.toString("latin1")).not.toMatch(/login|password|held back/);
  });
});

describe("reading authIds", () => {
  const authIds = createAuthIds(secret("authId"));
  const claims = { otk: "x", realm: "/", sessionId: "y", iat: 1, exp: 2 };

  it("returns what was signed", () => {
    expect(authIds.read(authIds.sign(claims))).toEqual(claims);
  });

  it("refuses every single changed character", () => {
    const authId = authIds.sign(claims);
    fc.assert(
      fc.property(fc.nat(authId.length - 1), fc.constantFrom(..."ABCdef019-_."), (at, character) => {
        fc.pre(authId[at] !== character);
        expect(() => authIds.read(authId.slice(0, at) + character + authId.slice(at + 1))).toThrow(SallyportError);
      }),
    );
  });

  it("refuses any other text with one of its two errors", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        expect(() => authIds.read(text)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^am\.authid-(malformed|signature)$/) }),
        );
      }),
    );
  });

  it("needs a key of 256 bits", () => {
    expect(() => createAuthIds(new Secret("c2hvcnQ"))).toThrow(expect.objectContaining({ code: "am.key-invalid" }));
  });
});
