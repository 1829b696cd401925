import { describe, expect, it } from "vitest";
import { endNode, runNode } from "../testing/run-node.ts";
import { setCustomCookieNode } from "./index.ts";

const attributes = { name: "theme", value: "dark" };

describe("Set Custom Cookie", () => {
  it("leaves by outcome, and asks to be called at the end", async () => {
    const { action } = await runNode(setCustomCookieNode, { attributes });
    expect(action).toMatchObject({ outcome: "outcome", hooks: [{}] });
  });

  it("sets its cookie at a success", async () => {
    const all = { ...attributes, maxAge: 60, path: "/app", useSecureCookie: true, sameSite: "STRICT" };
    expect(await endNode(setCustomCookieNode, "success", {}, { attributes: all })).toEqual({
      cookies: [
        { name: "theme", value: "dark", maxAge: 60, path: "/app", secure: true, httpOnly: false, sameSite: "Strict" },
      ],
    });
  });

  it.each(["failure", "error"] as const)("sets none at a %s", async (end) => {
    expect(await endNode(setCustomCookieNode, end, {}, { attributes })).toEqual({});
  });

  it.each([
    { name: "a b" },
    { name: "" },
    { value: "x; Domain=evil.example" },
    { value: "x\r\nSet-Cookie: y=z" },
    { path: "/; Secure" },
    { domain: "a\nb" },
  ])("refuses %j, which would break the header", (broken) => {
    expect(() => setCustomCookieNode.bind({ ...attributes, ...broken })).toThrow();
  });
});
