import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Secret } from "../../core/secret.ts";
import { endNode, runNode, usersFake } from "../testing/run-node.ts";
import { setPersistentCookieNode } from "./index.ts";
import { type CookieClaims, readCookie, signCookie } from "./token.ts";

const hmacSigningKey = Buffer.alloc(32, 7).toString("base64");
const key = new Secret(hmacSigningKey);
const user = { username: "demo", universalId: "id=demo" };
const services = { users: usersFake({ passwordMark: () => "mark" }) };
const request = { certificate: "thumbprint", clientIp: "203.0.113.7" };
const second = Date.parse("2026-01-01T00:00:00Z") / 1000;

describe("Set Persistent Cookie", () => {
  it("leaves by outcome with a hook, and a session property named after the cookie", async () => {
    const { action } = await runNode(setPersistentCookieNode, { attributes: { hmacSigningKey } });
    expect(action).toMatchObject({
      outcome: "outcome",
      hooks: [{}],
      sessionProperties: { "session-jwt": "session-jwt" },
    });
  });

  it("sets a cookie at a success, bound to user, device and password", async () => {
    const attributes = { hmacSigningKey, idleTimeout: 2, maxLife: 10 };
    const { cookies } = await endNode(setPersistentCookieNode, "success", {}, { attributes, user, services, request });
    expect(cookies).toEqual([
      {
        name: "session-jwt",
        value: expect.any(String),
        maxAge: 36_000,
        path: "/",
        secure: true,
        httpOnly: true,
        sameSite: "Lax",
      },
    ]);
    expect(readCookie(cookies?.[0]?.value ?? "", key)).toEqual({
      sub: "demo",
      realm: "/alpha",
      aud: "session-jwt",
      exp: second + 36_000,
      idle: second + 7_200,
      x5t: "thumbprint",
      ip: "203.0.113.7",
      pwd: "mark",
    });
  });

  it.each(["failure", "error"] as const)("sets none at a %s", async (end) => {
    expect(await endNode(setPersistentCookieNode, end, {}, { attributes: { hmacSigningKey }, user })).toEqual({});
  });

  it("sets none when nobody was identified", async () => {
    expect(await endNode(setPersistentCookieNode, "success", {}, { attributes: { hmacSigningKey } })).toEqual({});
  });

  it("takes its key from the secret that its label names", async () => {
    const asked: string[] = [];
    const secret = (label: string) => {
      asked.push(label);
      return key;
    };
    const attributes = { hmacSigningKeySecretLabelIdentifier: "web" };
    expect((await runNode(setPersistentCookieNode, { attributes, services: { secret } })).outcome).toBe("outcome");
    expect(asked).toEqual(["am.authentication.nodes.persistentcookie.web.signing"]);
  });

  it.each([
    ["no key", {}, null],
    ["no such secret", { hmacSigningKeySecretLabelIdentifier: "web" }, null],
    ["a short secret", { hmacSigningKeySecretLabelIdentifier: "web" }, new Secret("c2hvcnQ=")],
    ["a label without a secret, whatever the key", { hmacSigningKey, hmacSigningKeySecretLabelIdentifier: "w" }, null],
  ])("fails the login with %s", async (_title, attributes, found) => {
    const run = runNode(setPersistentCookieNode, { attributes, services: { secret: () => found } });
    await expect(run).rejects.toMatchObject({ code: "nodes.signing-key-missing" });
  });

  it.each([
    { hmacSigningKey: Buffer.alloc(31).toString("base64") },
    { hmacSigningKey: "no base64!".repeat(10) },
    { hmacSigningKeySecretLabelIdentifier: "../../etc" },
    { persistentCookieName: "a b" },
    { maxLife: 0 },
    { idleTimeout: -1 },
    { maxLife: 1e9 },
  ])("refuses the attributes %j", (attributes) => {
    expect(() => setPersistentCookieNode.bind({ hmacSigningKey, ...attributes })).toThrow();
  });
});

describe("the token of a persistent cookie", () => {
  const claims: CookieClaims = { sub: "demo", realm: "/", aud: "c", exp: 2, idle: 1, x5t: null, ip: "::1", pwd: null };
  const token = signCookie(claims, key);

  it("is read with its key, and with no other", () => {
    expect(readCookie(token, key)).toEqual(claims);
    expect(readCookie(token, new Secret(Buffer.alloc(32, 8).toString("base64")))).toBeNull();
  });

  it("does not survive the change of a single character", () => {
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom("A", "b", "0", ".", "-"), (at, character) => {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        // The last character carries two bits that no byte of the signature uses.
        fc.pre(changed !== token && at < token.length - 1);
        expect(readCookie(changed, key)).toBeNull();
      }),
    );
  });

  it("cannot ask for another algorithm", () => {
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    expect(readCookie(`${none}.${token.split(".").slice(1).join(".")}`, key)).toBeNull();
    expect(readCookie("x".repeat(10_000), key)).toBeNull();
  });
});
