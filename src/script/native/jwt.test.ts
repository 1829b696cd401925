import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { seededRandom } from "../../core/random.ts";
import { generateJwt, validateJwt } from "./jwt.ts";

const clock = frozenClock("2026-01-01T00:00:00Z");
const random = seededRandom("jwt");
const signingKey = Buffer.alloc(32, 1).toString("base64");
const encryptionKey = Buffer.alloc(32, 2).toString("base64");
const claims = { issuer: "i", subject: "s", audience: "a" };
const generate = (options: object) =>
  String(generateJwt([{ ...claims, signingKey, ...options } as never], clock, random));
const validate = (options: object, at = clock) => validateJwt([{ signingKey, ...options } as never], at);
const partOf = (jwt: string, index: number) =>
  JSON.parse(Buffer.from(jwt.split(".")[index] ?? "", "base64url").toString());

describe("a JSON Web Token", () => {
  it.each(["SIGNED", "SIGNED_THEN_ENCRYPTED", "ENCRYPTED_THEN_SIGNED"])("is made and read again: %s", (jwtType) => {
    const jwt = generate({ jwtType, encryptionKey, claims: { role: ["x"] }, validityMinutes: 2, jwtId: "j" });
    expect(validate({ jwtType, jwt, encryptionKey, ...claims, type: "JWT" })).toEqual({
      role: ["x"],
      iss: "i",
      sub: "s",
      aud: "a",
      iat: 1767225600,
      exp: 1767225720,
      jti: "j",
    });
  });
  it("has a random id unless it is given one", () => {
    expect(partOf(generate({}), 1).jti).not.toBe(partOf(generate({}), 1).jti);
  });
  it("cannot be given other standard claims by the back door", () => {
    expect(partOf(generate({ claims: { iss: "evil", exp: 9e9 } }), 1)).toMatchObject({ iss: "i", exp: 1767225900 });
  });
  it("is signed with RS256 by a private JWK", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwk = { ...privateKey.export({ format: "jwk" }), kid: "k" };
    const jwt = generate({ jwsAlgorithm: "RS256", privateKey: jwk });
    const [header = "", payload = "", signature = ""] = jwt.split(".");
    expect(partOf(jwt, 0)).toEqual({ typ: "JWT", kid: "k", alg: "RS256" });
    const signed = Buffer.from(signature, "base64url");
    expect(verify("sha256", Buffer.from(`${header}.${payload}`), createPublicKey(privateKey), signed)).toBe(true);
  });
  it.each([
    ["another issuer", { issuer: "x" }],
    ["another subject", { subject: "x" }],
    ["another audience", { audience: "x" }],
    ["another type", { type: "x" }],
    ["another key", { signingKey: Buffer.alloc(32, 9).toString("base64") }],
    ["another kind", { jwtType: "ENCRYPTED_THEN_SIGNED", encryptionKey }],
  ])("is refused for %s", (_name, options) => {
    let answer: unknown = null;
    try {
      answer = validate({ jwt: generate({}), ...options });
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(Error);
    }
    expect(answer).toBeNull();
  });
  it("is refused once it has expired", () => {
    const jwt = generate({ validityMinutes: 1 });
    expect(validate({ jwt }, frozenClock("2026-01-01T00:01:00Z"))).toBeNull();
  });
  it("is refused without a signature, whatever its header says", () => {
    const [, payload] = generate({}).split(".");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    expect(validate({ jwt: `${none}.${payload}.` })).toBeNull();
  });
  it("is refused when anything in it was changed", () => {
    const jwt = generate({ jwtType: "SIGNED_THEN_ENCRYPTED", encryptionKey });
    // The last character of a part may carry bits that do not count.
    const places = [...jwt].flatMap((character, at) => (character === "." || (jwt[at + 1] ?? ".") === "." ? [] : [at]));
    fc.assert(
      fc.property(fc.constantFrom(...places), (at) => {
        const changed = `${jwt.slice(0, at)}${jwt[at] === "A" ? "B" : "A"}${jwt.slice(at + 1)}`;
        try {
          return validate({ jwtType: "SIGNED_THEN_ENCRYPTED", jwt: changed, encryptionKey }) === null;
        } catch {
          return true;
        }
      }),
    );
  });
  it.each([
    ["a short key", { signingKey: "c2hvcnQ=" }],
    ["no key", { signingKey: undefined }],
    ["an RS256 key that is none", { jwsAlgorithm: "RS256", privateKey: { kty: "oct", k: "AA" } }],
    ["an algorithm that is not offered", { jwsAlgorithm: "none" }],
    ["a short encryption key", { jwtType: "SIGNED_THEN_ENCRYPTED", encryptionKey: "AAAA" }],
  ])("is not made with %s", (_name, options) => {
    expect(() => generate(options)).toThrow();
  });
});
