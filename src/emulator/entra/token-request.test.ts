import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EntraRefusal } from "./refusal.ts";
import { readScope } from "./scope.ts";
import { readBasic, readForm } from "./token-request.ts";

/** Whatever a client sends, a parser either reads it or refuses it in Entra's words. */
function refusesProperly(parse: () => unknown): boolean {
  try {
    parse();
  } catch (thrown) {
    return thrown instanceof EntraRefusal;
  }
  return true;
}

describe("hostile input never breaks", () => {
  it("the form", () => fc.assert(fc.property(fc.string(), (text) => refusesProperly(() => readForm(text)))));

  it("the Basic header", () => {
    const header = fc.oneof(
      fc.string(),
      fc.base64String().map((text) => `Basic ${text}`),
    );
    fc.assert(fc.property(header, (text) => refusesProperly(() => readBasic(text))));
  });

  it("the scope", () => {
    fc.assert(
      fc.property(fc.string(), (text) => refusesProperly(() => readScope(text, ["https://graph.microsoft.com"]))),
    );
  });
});

describe("HTTP Basic", () => {
  it("may hold any secret", () => {
    fc.assert(
      fc.property(fc.string(), (secret) => {
        const encoded = new URLSearchParams({ secret }).toString().slice("secret=".length);
        const header = `Basic ${Buffer.from(`id:${encoded}`).toString("base64")}`;
        expect(readBasic(header)).toEqual({ clientId: "id", secret: Buffer.from(secret).toString() });
      }),
    );
  });
});

describe("a scope", () => {
  it.each([
    ["User.Read", "https://graph.microsoft.com", ["User.Read"]],
    ["https://graph.microsoft.com/.default", "https://graph.microsoft.com", [".default"]],
    ["https://graph.microsoft.com//.default", "https://graph.microsoft.com", [".default"]],
    ["openid", "https://graph.microsoft.com", []],
  ])("%s asks %s for %j", (scope, resource, permissions) => {
    expect(readScope(scope, ["https://graph.microsoft.com"])).toMatchObject({ resource, permissions });
  });
});
