import fc from "fast-check";
import type { LightMyRequestResponse } from "fastify";
import { describe, expect, it } from "vitest";
import { nameCallback } from "../journey/index.ts";
import { openServers } from "./testing/open-servers.ts";
import { answered, authenticateUrl, type TestServer, usernameAndPassword } from "./testing/server.ts";

const serve = openServers();
const limits = { starts: { points: 1_000_000, seconds: 60 } };
const journeys = { login: { steps: [usernameAndPassword] } };
const url = `${authenticateUrl}?authIndexType=service&authIndexValue=login`;
const runs = { numRuns: 150 };

/** Either a good answer, or an error in CREST's shape that is the client's own. */
function expectOrderly(response: LightMyRequestResponse): void {
  const { statusCode } = response;
  expect(statusCode).toBeLessThan(500);
  expect(response.headers["content-type"]).toBe("application/json");
  if (statusCode === 200) return;
  expect(response.json()).toMatchObject({ code: statusCode, reason: expect.any(String), message: expect.any(String) });
}

const post = (server: TestServer, payload: string | Buffer, more: { url?: string; headers?: object } = {}) =>
  server.app.inject({
    method: "POST",
    url: more.url ?? url,
    headers: { "content-type": "application/json", ...more.headers },
    payload,
  });

describe("whatever comes to authenticate is answered as AM answers it, never by a 500", () => {
  it("as body bytes", async () => {
    const server = serve({ journeys, limits });
    const bytes = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.json());
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => expectOrderly(await post(server, body))),
      runs,
    );
  });

  it("as a body in nearly the right shape", async () => {
    const server = serve({ journeys, limits });
    const input = fc.record({ name: fc.oneof(fc.constant("IDToken1"), fc.string()), value: fc.anything() });
    const callback = fc.record({ type: fc.oneof(fc.constant("NameCallback"), fc.string()), input: fc.array(input) });
    const body = fc.record(
      { authId: fc.oneof(fc.string(), fc.jsonValue()), callbacks: fc.oneof(fc.array(callback), fc.jsonValue()) },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        const text = fc.stringify(value);
        expectOrderly(await post(server, toJson(value) ?? text));
      }),
      runs,
    );
  });

  it("as answers to a step, which stays open unless all of them fit", async () => {
    const server = serve({ journeys, limits });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 3 }), async (callbacks) => {
        const step = await server.authenticate();
        const begun = server.engine.seen.length;
        const response = await post(server, JSON.stringify({ ...step.json(), callbacks }));
        expectOrderly(response);
        expect(response.statusCode).toBe(400);
        expect(server.engine.seen).toHaveLength(begun);
        expect((await server.authenticate({ body: answered(step) })).statusCode).toBe(200);
      }),
      { numRuns: 50 },
    );
  });

  it("as a query", async () => {
    const server = serve({ journeys, limits });
    const names = [
      ...["authIndexType", "authIndexValue", "realm", "goto", "gotoOnFail", "ForceAuth", "noSession", "locale"],
      ...["suspendedId", "sessionUpgradeSSOTokenId", "_action"],
    ];
    const types = ["service", "level", "composite_advice", "module"];
    const value = fc.oneof(fc.constantFrom("login", "/alpha", "true", ...types), fc.string({ unit: "binary" }));
    const parameters = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string()), value), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(parameters, async (pairs) => {
        const query = pairs.map(([name, text]) => `${encode(name)}=${encode(text)}`).join("&");
        expectOrderly(await post(server, "", { url: `${authenticateUrl}?${query}` }));
      }),
      runs,
    );
  });

  it("as headers", async () => {
    const server = serve({ journeys, limits, settings: { zeroPageLogin: { enabled: true } } });
    const names = [
      ...["cookie", "iplanetdirectorypro", "accept-language", "origin", "referer", "authorization"],
      ...["x-openam-username", "x-openam-password", "x-forgerock-transactionid", "content-type", "accept-api-version"],
    ];
    const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), text), async (headers) => {
        expectOrderly(await post(server, "{}", { headers }));
      }),
      runs,
    );
  });
});

describe("an authId", () => {
  it("stays below 1 KB, whatever the journey is called", async () => {
    for (const name of ["login", "x".repeat(200), "ü".repeat(500)]) {
      const server = serve({ journeys: { [name]: { steps: [[nameCallback("User Name")]] } } });
      const query = `authIndexType=service&authIndexValue=${encodeURIComponent(name)}`;
      const { authId } = (await server.authenticate({ query })).json();
      expect(authId.length).toBeLessThan(1024);
    }
  });

  it("that is changed anywhere is refused, and the step stays open", async () => {
    const server = serve({ journeys, limits });
    const step = await server.authenticate();
    const { authId } = step.json();
    const change = fc.tuple(fc.nat({ max: authId.length - 1 }), fc.string({ maxLength: 3 }), fc.nat({ max: 5 }));
    await fc.assert(
      fc.asyncProperty(change, async ([at, text, gone]) => {
        const changed = authId.slice(0, at) + text + authId.slice(at + gone);
        fc.pre(changed !== authId);
        const response = await post(server, JSON.stringify({ ...answered(step), authId: changed }));
        expect([400, 401]).toContain(response.statusCode);
        expect(server.engine.seen).toHaveLength(1);
      }),
      runs,
    );
    expect((await server.authenticate({ body: answered(step) })).statusCode).toBe(200);
  });

  it("belongs to a transaction that we name: a client's own name for it is never taken", async () => {
    const response = await serve().authenticate({ headers: { "x-forgerock-transactionid": "mine" } });
    expect(response.headers["x-forgerock-transactionid"]).toMatch(/^[0-9a-f-]{36}$/);
  });
});

function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString("utf8"));
}

function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
