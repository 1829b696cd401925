import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { frozenClock } from "../core/clock.ts";
import { seededRandom } from "../core/random.ts";
import { Secret } from "../core/secret.ts";
import type { AssertionInput, AssertionKey } from "./assertion-claims.ts";
import { createAssertionSigner } from "./assertion-signer.ts";
import { type AssertionVerifierOptions, createAssertionVerifier } from "./assertion-verifier.ts";

const start = "2030-01-01T00:00:00Z";
const startSeconds = Date.parse(start) / 1000;
const key = assertionKey("k1", "a");
const external = { origin: "https://localhost:8443", prefix: "/mtls-intune", path: "/am/XUI" };
const device = {
  thumbprint: "q".repeat(43),
  notBefore: Date.parse("2029-01-01T00:00:00Z"),
  notAfter: Date.parse("2031-01-01T00:00:00Z"),
  ids: [{ kind: "unspecified", value: "device123", place: "san-dns" }],
} as const;
const input: AssertionInput = { method: "POST", target: "/am/json/x?a=b", external, clientIp: "192.0.2.1", device };
const request = { method: "POST", target: "/am/json/x?a=b" };

describe("an assertion", () => {
  it("tells the server what the gateway said", () => {
    const { signer, verifier } = doors();
    expect(verifier.verify(signer.sign(input), request)).toEqual({
      issuer: "gateway",
      external,
      clientIp: "192.0.2.1",
      device,
      expiresAt: Date.parse(start) + 30_000,
    });
  });

  it("says so when there is no certificate", () => {
    const { signer, verifier } = doors();
    expect(verifier.verify(signer.sign({ ...input, device: null }), request).device).toBeNull();
  });

  it("accepts a route that rewrites nothing and an IPv6 client", () => {
    const { signer, verifier } = doors();
    const plain = { ...input, external: { ...external, prefix: "", path: "" }, clientIp: "2001:db8::1" };
    expect(verifier.verify(signer.sign(plain), request)).toMatchObject({ clientIp: "2001:db8::1" });
  });

  it("is accepted under either key while one replaces the other", () => {
    const old = assertionKey("k0", "b");
    const { verifier } = doors({ keys: [old, key] });
    for (const one of [old, key]) expect(verifier.verify(signerWith(one).sign(input), request).issuer).toBe("gateway");
  });

  it("lives 30 seconds at most, whatever lifetime is asked for", () => {
    const { verifier } = doors();
    const signer = signerWith(key, 3600);
    expect(verifier.verify(signer.sign(input), request).expiresAt).toBe(Date.parse(start) + 30_000);
  });

  it("never shows its key", () => {
    expect(JSON.stringify([key, doors()])).not.toContain(key.secret.reveal());
  });
});

describe("an assertion is refused when", () => {
  it.each([
    ["the method is another", {}, { ...request, method: "GET" }, "method"],
    ["the method differs in case", {}, { ...request, method: "post" }, "method"],
    ["the path is another", {}, { ...request, target: "/am/json/y?a=b" }, "target"],
    ["the query is another", {}, { ...request, target: "/am/json/x?a=c" }, "target"],
    ["the path is spelled differently", {}, { ...request, target: "/am/json/%78?a=b" }, "target"],
    ["the server expects another gateway", { issuer: "gateway-2" }, request, "issuer"],
    ["it is for another server", { audience: "application" }, request, "audience"],
    ["its key is not known", { keys: [assertionKey("k2", "a")] }, request, "unknown key"],
    ["another secret has its key's id", { keys: [assertionKey("k1", "b")] }, request, "signature"],
  ])("%s", (_name, options, sent, rule) => {
    const { signer, verifier } = doors(options);
    expect(() => verifier.verify(signer.sign(input), sent)).toThrow(refused(rule));
  });

  it("it was seen before, and stays refused until it expires", () => {
    const { signer, verifier, clock } = doors();
    const token = signer.sign(input);
    verifier.verify(token, request);
    for (const age of [0, 10_000, 19_999]) {
      clock.advance(age - (clock.now() % 30_000));
      expect(() => verifier.verify(token, request)).toThrow(refused("replayed"));
    }
    clock.advance(30_000);
    expect(() => verifier.verify(token, request)).toThrow(refused("expired"));
  });

  it("a refused attempt leaves it unspent", () => {
    const { signer, verifier } = doors();
    const token = signer.sign(input);
    expect(() => verifier.verify(token, { ...request, method: "GET" })).toThrow(refused("method"));
    expect(verifier.verify(token, request).issuer).toBe("gateway");
  });

  it("too many are remembered: none is forgotten early", () => {
    const { signer, verifier, clock } = doors({ replayLimit: 2 });
    const first = signer.sign(input);
    for (const token of [first, signer.sign(input)]) verifier.verify(token, request);
    expect(() => verifier.verify(signer.sign(input), request)).toThrow(refused("replay memory full"));
    expect(() => verifier.verify(first, request)).toThrow(refused("replayed"));
    clock.advance(30_000);
    expect(verifier.verify(signer.sign(input), request).issuer).toBe("gateway");
  });

  it("it was issued before the server started, whose memory does not reach back", () => {
    const { signer, clock } = doors();
    const token = signer.sign(input);
    clock.advance(2000);
    expect(() => verifierAt(clock).verify(token, request)).toThrow(refused("issued before this server started"));
  });

  it.each([
    ["after its certificate's end", { ...device, notAfter: Date.parse(start) - 1000 }],
    ["before its certificate's beginning", { ...device, notBefore: Date.parse(start) + 1000 }],
  ])("it arrives %s", (_name, expired) => {
    const { signer, verifier } = doors();
    expect(() => verifier.verify(signer.sign({ ...input, device: expired }), request)).toThrow(
      refused("certificate validity"),
    );
  });

  it.each([
    ["the header names another algorithm", { header: { alg: "HS512" } }, "header"],
    ["the header asks for no signature", { header: { alg: "none" } }, "header"],
    ["the type is another", { header: { typ: "JWT" } }, "header"],
    ["the type is missing", { header: { typ: undefined } }, "header"],
    ["the header carries a key of its own", { header: { jwk: {} } }, "header"],
    ["the header has critical parameters", { header: { crit: ["b64"], b64: false } }, "header"],
    ["it lives longer than 30 seconds", { claims: { exp: startSeconds + 31 } }, "lifetime"],
    ["it ends before it begins", { claims: { exp: startSeconds } }, "lifetime"],
    ["it is expired", { claims: { iat: startSeconds, exp: startSeconds + 1 }, age: 1000 }, "expired"],
    ["it comes from the future", { claims: { iat: startSeconds + 6, exp: startSeconds + 16 } }, "issued in the future"],
    ["a time is no whole number", { claims: { exp: startSeconds + 1.5 } }, "claims"],
    ["a time is text", { claims: { exp: `${startSeconds + 10}` } }, "claims"],
    ["the id is missing", { claims: { jti: undefined } }, "claims"],
    ["there is a claim that nobody knows", { claims: { admin: true } }, "claims"],
    ["the address is none", { claims: { ip: "localhost" } }, "claims"],
    ["the origin has a path", { claims: { ext: { ...external, origin: "https://a/b" } } }, "claims"],
    ["the origin is a script", { claims: { ext: { ...external, origin: "javascript:alert(1)" } } }, "claims"],
    ["the prefix does not begin with a slash", { claims: { ext: { ...external, prefix: "mtls" } } }, "claims"],
    ["it has half of a certificate", { claims: { "x5t#S256": device.thumbprint } }, "claims"],
    ["it has ids without a certificate", { claims: { ids: device.ids } }, "claims"],
  ])("%s", (_name, forged: { header?: object; claims?: object; age?: number }, rule) => {
    const { verifier, clock } = doors();
    clock.advance(forged.age ?? 0);
    expect(() => verifier.verify(forge(forged), request)).toThrow(refused(rule));
  });

  it("accepts the same forgery when nothing is wrong with it", () => {
    expect(doors().verifier.verify(forge({}), request).clientIp).toBe("192.0.2.1");
  });

  it.each([
    ["empty", () => "", "form"],
    ["no JWS", () => "Bearer x", "form"],
    ["oversized", () => `${forge({})}${"A".repeat(16_384)}`, "size"],
    ["without its signature", () => forge({}).replace(/[^.]+$/, ""), "form"],
    ["followed by something", () => `${forge({})}, x`, "form"],
    [
      "changed in its payload",
      () => forge({}).replace(/\.(.)/, (_all, first) => (first === "e" ? ".f" : ".e")),
      "signature",
    ],
    ["signed with the last bits flipped", () => flipLastBits(forge({})), "signature"],
  ])("it is %s", (_name, make, rule) => {
    expect(() => doors().verifier.verify(make(), request)).toThrow(refused(rule));
  });

  it("says nothing about the reason to the public", () => {
    expect(() => doors().verifier.verify("x", request)).toThrow(
      expect.objectContaining({ status: 401, message: "The request was refused." }),
    );
  });
});

describe("assertion keys", () => {
  const invalid = expect.objectContaining({ code: "device.assertion-key-invalid" });

  it.each([
    ["no key", []],
    ["three keys", [key, assertionKey("k2", "b"), assertionKey("k3", "c")]],
    ["two keys of one id", [key, assertionKey("k1", "b")]],
    ["an empty secret", [{ kid: "k1", secret: new Secret("") }]],
    ["128 bits", [{ kid: "k1", secret: new Secret(Buffer.alloc(16, 1).toString("base64url")) }]],
    ["text that is not base64url", [{ kid: "k1", secret: new Secret("correct horse battery staple ".repeat(3)) }]],
    ["an empty id", [{ ...key, kid: "" }]],
  ])("are refused: %s", (_name, keys) => {
    expect(() => doors({ keys })).toThrow(invalid);
  });
});

describe("the signer", () => {
  it("refuses what does not fit into a header", () => {
    const { signer } = doors();
    expect(() => signer.sign({ ...input, target: `/${"a".repeat(16_384)}` })).toThrow(
      expect.objectContaining({ code: "device.assertion-too-large", status: 431 }),
    );
  });

  it("never uses an id twice", () => {
    const { signer } = doors();
    const tokens = Array.from({ length: 100 }, () => signer.sign(input));
    expect(new Set(tokens).size).toBe(100);
  });
});

function assertionKey(kid: string, seed: string): AssertionKey {
  return { kid, secret: new Secret(seededRandom(seed).bytes(32).toString("base64url")) };
}

function doors(options: Partial<AssertionVerifierOptions> = {}) {
  const clock = frozenClock(start);
  const signer = createAssertionSigner({
    key,
    issuer: "gateway",
    audience: "server",
    clock,
    random: seededRandom("jti"),
  });
  return { clock, signer, verifier: verifierAt(clock, options) };
}

function verifierAt(clock: AssertionVerifierOptions["clock"], options: Partial<AssertionVerifierOptions> = {}) {
  return createAssertionVerifier({ keys: [key], issuer: "gateway", audience: "server", clock, ...options });
}

function signerWith(one: AssertionKey, lifetimeSeconds = 10) {
  const clock = frozenClock(start);
  return createAssertionSigner({
    key: one,
    issuer: "gateway",
    audience: "server",
    lifetimeSeconds,
    clock,
    random: seededRandom(one.kid),
  });
}

/** An assertion made by hand with the right key. */
function forge({ header = {}, claims = {} }: { header?: object; claims?: object }): string {
  const base = {
    iss: "gateway",
    aud: "server",
    iat: startSeconds,
    exp: startSeconds + 10,
    jti: "0123456789abcdef0123",
    htm: "POST",
    htu: "/am/json/x?a=b",
    ext: external,
    ip: "192.0.2.1",
  };
  const joseHeader = { alg: "HS256", typ: "sallyport-assertion+jwt", kid: "k1", ...header };
  const text = [joseHeader, { ...base, ...claims }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const bytes = Buffer.from(key.secret.reveal(), "base64url");
  return `${text}.${createHmac("sha256", bytes).update(text).digest("base64url")}`;
}

/** The last character of 43 holds two bits that decode to nothing: a lenient decoder would accept it changed. */
function flipLastBits(token: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(token.slice(-1));
  return token.slice(0, -1) + alphabet.charAt(last ^ 1);
}

function refused(detail: string) {
  return expect.objectContaining({ code: "device.assertion-refused", detail });
}
