import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { assertedTarget, assertion, deviceClaims, type Forgery } from "../harness/assertion.ts";
import { type Answer, client } from "../harness/client.ts";
import { demo, deviceFor, identityOf, traceOf } from "../harness/demo.ts";
import { deviceIn, idOf, intuneEventOf } from "../harness/intune-event.ts";

/** The gateway's word in somebody else's mouth: straight at the server, with the real key and without it. */

const compliant = deviceFor("COMPLIANT");
const noncompliant = deviceFor("NONCOMPLIANT");
const proven = deviceClaims(compliant);
const header = { SSL_Client_S_DN: `CN=${compliant.id}` };

const server = client({ origin: demo.server });
const gateway = client();
const gatewayAsOther = client({ identity: identityOf(noncompliant) });
afterAll(() => Promise.all([server.close(), gateway.close(), gatewayAsOther.close()]));

function send(tokens: string | string[], headers: Record<string, string | string[]> = header): Promise<Answer> {
  return server.call("POST", assertedTarget, "", { ...headers, "sallyport-assertion": tokens });
}

const refused = { status: 401, body: { code: 401, reason: "Unauthorized", message: "The request was refused." } };
const now = (shift: number): number => Math.floor(Date.now() / 1000) + shift;

it("the assertion that the tests below change is believed as it is, together with the header", async () => {
  const event = await intuneEventOf(await send(assertion({ claims: proven })));
  expect(event).toMatchObject({ outcome: "COMPLIANT" });
  expect(deviceIn(event)).toBe(compliant.id);
});

const forgeries: readonly [string, () => Forgery][] = [
  ["signed with another key", () => ({ key: randomBytes(32).toString("base64url") })],
  ["signed with an empty key", () => ({ key: "" })],
  ["with another hash, as it says itself", () => ({ header: { alg: "HS512" }, hash: "sha512" })],
  ["with another algorithm's name", () => ({ header: { alg: "RS256" } })],
  ["of another type", () => ({ header: { typ: "JWT" } })],
  ["without a type", () => ({ header: { typ: undefined } })],
  ["of a key that nobody knows", () => ({ header: { kid: "demo-2" } })],
  ["that brings its own key", () => ({ header: { jwk: { kty: "oct", k: "AAAA" } } })],
  ["from another gateway", () => ({ claims: { iss: "another" } })],
  ["for another server", () => ({ claims: { aud: "another" } })],
  ["for several servers", () => ({ claims: { aud: ["server", "another"] } })],
  ["that has expired", () => ({ claims: { iat: now(-2), exp: now(-1) } })],
  ["that was issued in the future", () => ({ claims: { iat: now(60), exp: now(80) } })],
  ["that lives longer than thirty seconds", () => ({ claims: { exp: now(3600) } })],
  ["that never ends", () => ({ claims: { exp: undefined } })],
  ["for another method", () => ({ claims: { htm: "GET" } })],
  ["for the method in lower case", () => ({ claims: { htm: "post" } })],
  ["for another path", () => ({ claims: { htu: assertedTarget.replace("/am/", "/am/XUI/") } })],
  ["for another journey", () => ({ claims: { htu: assertedTarget.replace("intune", "two-factor") } })],
  ["for the path without its query", () => ({ claims: { htu: assertedTarget.split("?")[0] } })],
  ["for any request", () => ({ claims: { htu: undefined, htm: undefined } })],
  ["that can be used for ever", () => ({ claims: { jti: undefined } })],
  ["about a certificate that has expired", () => ({ claims: { na: now(-1) } })],
  ["about a certificate that is not valid yet", () => ({ claims: { nb: now(60) } })],
  ["with ids and no certificate", () => ({ claims: { "x5t#S256": undefined } })],
  ["with a claim that we do not write", () => ({ claims: { admin: true } })],
];

describe("rule 1, no identity without proof: the server refuses an assertion, and does not say why,", () => {
  it.each(forgeries)("%s", async (_what, forge) => {
    const { claims, ...forgery } = forge();
    const answer = await send(assertion({ ...forgery, claims: { ...proven, ...claims } }));
    expect(answer).toMatchObject(refused);
    expect(answer.body).toEqual(refused.body);
    expect(answer.headers).not.toHaveProperty("x-forgerock-transactionid");
  });

  it.each<[string, () => string | string[]]>([
    ["that says it is not signed", () => `${withAlgNone().replace(/[^.]+$/, "")}`],
    ["that says it is not signed, with a signature", withAlgNone],
    ["that is not one", () => "gateway"],
    ["that is empty", () => ""],
    ["that is enormous", () => assertion({ claims: { ...proven, jti: "x".repeat(20_000) } })],
    ["beside another one", () => [assertion({ claims: proven }), assertion({ claims: proven })]],
  ])("%s", async (_what, tokens) => {
    const answer = await send(tokens());
    expect(answer).toMatchObject(refused);
    expect(answer.body).toEqual(refused.body);
  });

  it("that is forged, under another spelling of the header", async () => {
    const answer = await server.call("POST", assertedTarget, "", { ...header, SALLYPORT_ASSERTION: "gateway" });
    expect(answer).toMatchObject(refused);
  });
});

describe("rule 4, one step of a journey is accepted once: so is an assertion,", () => {
  it("and the same one, or a new one with its number, is refused the second time", async () => {
    const jti = randomUUID();
    const token = assertion({ claims: { ...proven, jti } });
    expect(await send(token)).toMatchObject({ status: 200 });
    expect((await send(token)).body).toEqual(refused.body);
    expect((await send(assertion({ claims: { ...proven, jti } }))).body).toEqual(refused.body);
  });

  it("and of ten copies that arrive at the same moment, one is accepted", async () => {
    const token = assertion({ claims: proven });
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(401)]);
  });

  it("and one that is refused for its target is not spent", async () => {
    const token = assertion({ claims: proven });
    const elsewhere = await server.call("POST", `${assertedTarget}&x=1`, "", { "sallyport-assertion": token });
    expect(elsewhere).toMatchObject(refused);
    expect(await send(token)).toMatchObject({ status: 200 });
  });
});

describe("rule 1, no identity without proof: a header counts for nothing beside a good assertion", () => {
  it.each<[string, Record<string, unknown>, Record<string, string | string[]>]>([
    ["about another device", deviceClaims(noncompliant), header],
    ["about no device", {}, header],
    ["about a certificate without ids", { ...proven, ids: [] }, header],
    ["when it holds the proven id and another", deviceClaims(noncompliant), bothIds()],
    ["when it is not there", proven, {}],
  ])("%s", async (_when, claims, headers) => {
    expect(await intuneEventOf(await send(assertion({ claims }), headers))).toMatchObject({ outcome: "NOID" });
  });
});

describe("rule 1, no identity without proof: at the gateway, a client's own assertion counts for nothing,", () => {
  it.each([
    ["without a certificate", gateway, "NOID"],
    ["with another device's certificate", gatewayAsOther, noncompliant.outcome],
  ])("not even a genuine one, %s", async (_how, on, outcome) => {
    for (const spelling of ["Sallyport-Assertion", "sallyport_assertion"]) {
      const answer = await on.call("POST", assertedTarget, "", {
        ...header,
        [spelling]: assertion({ claims: proven }),
      });
      expect(await intuneEventOf(answer)).toMatchObject({ outcome });
    }
  });
});

describe("rule 3, secrets leave no trace:", () => {
  it("the assertion does not stand in the trace of the login that it vouched for", async () => {
    const token = assertion({ claims: proven });
    const { headers } = await send(token);
    const events = await traceOf(String(headers["x-forgerock-transactionid"]), ([first]) => first !== undefined);
    expect(events[0]).toMatchObject({ nodeType: "IntuneNode", outcome: "COMPLIANT" });
    for (const part of token.split(".")) expect(JSON.stringify(events)).not.toContain(part);
  });
});

function withAlgNone(): string {
  return assertion({ header: { alg: "none" }, claims: proven });
}

function bothIds(): Record<string, string[]> {
  return { SSL_Client_S_DN: [`CN=${idOf(noncompliant)}`, `CN=${idOf(compliant)}`] };
}
