import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { appSchema, issuerSchema } from "../fleet/identity-schema.ts";
import { type RsaClient, rsaClient } from "../testing/rsa-client.ts";
import { signJwt } from "../testing/sign-jwt.ts";
import { type AssertionContext, checkClientAssertion } from "./client-assertion.ts";
import { EntraRefusal } from "./refusal.ts";
import { createReplayMemory } from "./replay-memory.ts";

const clientId = "2c9d7e44-8f0b-4a6e-b1f7-5f1f6f0c9a21";
const tokenUrl = "https://localhost:8444/6f1b5c0e-3c1d-4b7e-9a53-0d8d1c6a2f10/oauth2/v2.0/token";
const now = 1_767_760_984;
const own = { aud: tokenUrl, iss: clientId, sub: clientId, jti: "1", nbf: now, iat: now, exp: now + 600 };
const workload = {
  iss: "https://ci.example",
  sub: "repo:contoso/app",
  aud: "api://AzureADTokenExchange",
  exp: now + 600,
};

let client: RsaClient;
let stranger: RsaClient;
const issuer = generateKeyPairSync("ec", { namedCurve: "P-256" });
const issuerKey = { ...issuer.publicKey.export({ format: "jwk" }), kty: "EC" as const, kid: "ci-1" };
let context: AssertionContext;

beforeAll(async () => {
  [client, stranger] = await Promise.all([rsaClient(), rsaClient()]);
  const issuers = [issuerSchema.parse({ issuer: workload.iss, keys: [issuerKey] })];
  context = { issuers, audiences: [tokenUrl], now, replay: undefined };
});

const app = () =>
  appSchema.parse({
    clientId,
    name: "Reader",
    certificates: [client.certificate],
    federatedCredentials: [{ issuer: workload.iss, subject: workload.sub }],
  });
const x5tS256 = (of: RsaClient) => Buffer.from(of.sha256, "hex").toString("base64url");
const x5t = (of: RsaClient) => Buffer.from(of.sha1, "hex").toString("base64url");
const ps256 = () => ({ alg: "PS256", "x5t#S256": x5tS256(client) });

/** The AADSTS code of the refusal; `undefined` when the assertion is accepted. */
function codeOf(assertion: string, changes: Partial<AssertionContext> = {}): number | undefined {
  try {
    checkClientAssertion(app(), assertion, { ...context, ...changes });
  } catch (thrown) {
    if (thrown instanceof EntraRefusal && "aadsts" in thrown.problem) return thrown.problem.aadsts;
    throw thrown;
  }
  return undefined;
}

describe("an assertion of the client's own certificate is accepted", () => {
  it("with PS256 and x5t#S256", () => expect(codeOf(signJwt(ps256(), own, client.privateKey))).toBeUndefined());

  it("with RS256 and x5t, as older programs send it", () => {
    expect(codeOf(signJwt({ alg: "RS256", x5t: x5t(client) }, own, client.privateKey))).toBeUndefined();
  });

  it("within five minutes of clock difference", () => {
    const jwt = signJwt(ps256(), own, client.privateKey);
    expect([now - 299, now + 899].map((at) => codeOf(jwt, { now: at }))).toEqual([undefined, undefined]);
  });
});

describe("an assertion of the client's own certificate is refused", () => {
  it.each<[string, number, () => string]>([
    ["when another key signed it", 700027, () => signJwt(ps256(), own, stranger.privateKey)],
    [
      "when its certificate is not registered",
      700027,
      () => signJwt({ alg: "PS256", "x5t#S256": x5tS256(stranger) }, own, stranger.privateKey),
    ],
    ["when it names no certificate", 700027, () => signJwt({ alg: "PS256" }, own, client.privateKey)],
    [
      "when the header claims another algorithm",
      700027,
      () => signJwt({ ...ps256(), alg: "ES256" }, own, client.privateKey),
    ],
    ["when it is not signed", 700027, () => signJwt({ ...ps256(), alg: "none" }, own, client.privateKey)],
    ["for another audience", 50012, () => signJwt(ps256(), { ...own, aud: "https://evil.example" }, client.privateKey)],
    ["for another subject", 700021, () => signJwt(ps256(), { ...own, sub: "someone" }, client.privateKey)],
    ["for another issuer", 700021, () => signJwt(ps256(), { ...own, iss: "someone" }, client.privateKey)],
    ["when it has expired", 700024, () => signJwt(ps256(), { ...own, exp: now - 300 }, client.privateKey)],
    ["before its time", 700024, () => signJwt(ps256(), { ...own, nbf: now + 301 }, client.privateKey)],
    [
      "when it is valid for more than a day",
      700024,
      () => signJwt(ps256(), { ...own, exp: now + 90_000 }, client.privateKey),
    ],
    ["without an expiry", 50012, () => signJwt(ps256(), { ...own, exp: undefined }, client.privateKey)],
    ["when it is no JWT", 50012, () => "a.b"],
  ])("%s (AADSTS%i)", (_title, code, make) => expect(codeOf(make())).toBe(code));

  it("at its second use, where replays are not accepted", () => {
    const jwt = signJwt(ps256(), own, client.privateKey);
    const replay = createReplayMemory();
    expect(codeOf(jwt, { replay })).toBeUndefined();
    expect(codeOf(jwt, { replay })).toBe(50012);
    expect(codeOf(signJwt(ps256(), { ...own, jti: "2" }, client.privateKey), { replay })).toBeUndefined();
  });
});

describe("an assertion of a trusted identity provider", () => {
  const made = (claims: object, header: object = {}) =>
    signJwt({ alg: "ES256", kid: "ci-1", ...header }, { ...workload, ...claims }, issuer.privateKey);

  it("is accepted", () => expect(codeOf(made({}))).toBeUndefined());

  it.each<[string, number, () => string]>([
    ["another issuer", 70021, () => made({ iss: "https://other.example" })],
    ["another subject", 70021, () => made({ sub: "repo:contoso/fork" })],
    ["another audience", 70021, () => made({ aud: tokenUrl })],
    ["a key id that the issuer does not have", 50012, () => made({}, { kid: "ci-2" })],
    ["a signature of somebody else", 50012, () => signJwt({ alg: "RS256", kid: "ci-1" }, workload, client.privateKey)],
    ["an expiry in the past", 700024, () => made({ exp: now - 300 })],
  ])("is refused with %s (AADSTS%i)", (_title, code, make) => expect(codeOf(make())).toBe(code));
});

it("no text but an assertion gets through", () => {
  const part = fc.oneof(
    fc.string(),
    fc.json().map((text) => Buffer.from(text).toString("base64url")),
  );
  fc.assert(fc.property(fc.array(part, { maxLength: 4 }), (parts) => codeOf(parts.join(".")) !== undefined));
});
