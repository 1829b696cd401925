import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createSigningKey, type SigningKey } from "./signing-key.ts";

let key: SigningKey;
beforeAll(async () => {
  key = await createSigningKey();
});

describe("a signed token", () => {
  it("is read back", () => {
    expect(key.verify(key.sign({ sub: "x" }))).toEqual({ sub: "x" });
  });

  it("of another key is refused", async () => {
    const other = await createSigningKey();
    expect(key.verify(other.sign({ sub: "x" }))).toBeUndefined();
  });

  it.each([
    ["no algorithm", { alg: "none" }],
    ["HMAC with the public key", { alg: "HS256" }],
    ["another key id", { alg: "RS256", kid: "other" }],
  ])("whose header claims %s is refused", (_title, header) => {
    const [, claims, signature] = key.sign({ sub: "x" }).split(".");
    const forged = Buffer.from(JSON.stringify({ kid: key.jwk.kid, ...header })).toString("base64url");
    expect(key.verify(`${forged}.${claims}.${signature}`)).toBeUndefined();
    expect(key.verify(`${forged}.${claims}.`)).toBeUndefined();
  });

  it("with changed claims is refused", () => {
    const [header, , signature] = key.sign({ sub: "x" }).split(".");
    const claims = Buffer.from(JSON.stringify({ sub: "y" })).toString("base64url");
    expect(key.verify(`${header}.${claims}.${signature}`)).toBeUndefined();
  });

  it("is the only text that is accepted", () => {
    const part = fc.oneof(
      fc.string(),
      fc.json().map((text) => Buffer.from(text).toString("base64url")),
    );
    fc.assert(fc.property(fc.array(part, { maxLength: 4 }), (parts) => key.verify(parts.join(".")) === undefined));
  });
});
