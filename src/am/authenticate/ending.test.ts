import { describe, expect, it } from "vitest";
import type { EndEffects, ResponseCookie } from "../../journey/index.ts";
import type { FakeEnd } from "../testing/fake-engine.ts";
import { openServers } from "../testing/open-servers.ts";

const serve = openServers();
const plain: ResponseCookie = { name: "remember", value: "1", secure: false, httpOnly: false };

const end = async (end: FakeEnd, settings: object = {}, more = "") => {
  const server = serve({ journeys: { login: { end } }, settings });
  const query = `authIndexType=service&authIndexValue=login${more}`;
  return { server, response: await server.authenticate({ query }) };
};
const success = (ending: EndEffects, shared: Record<string, string> = {}): FakeEnd => ({
  kind: "success",
  shared: { username: "demo", ...shared },
  ending,
});

describe("what nodes add to a success", () => {
  it("details, beside what clients take the answer by", async () => {
    const details = { level: 3, nested: { a: [1] }, tokenId: "x", realm: "x", successUrl: "x", authId: "x" };
    const { response } = await end(success({ details }));
    const body = response.json();
    expect(body).toEqual({
      level: 3,
      nested: { a: [1] },
      tokenId: expect.stringMatching(/^[\w-]{51}$/),
      successUrl: "/am/console",
      realm: "/alpha",
    });
  });

  it("cookies, beside the session's", async () => {
    const full = { maxAge: 60, domain: "example.com", path: "/app", sameSite: "Strict" } as const;
    const cookies = [plain, { ...plain, name: "full", secure: true, httpOnly: true, ...full }];
    const { response } = await end(success({ cookies }));
    expect(response.headers["set-cookie"]).toEqual([
      expect.stringMatching(/^iPlanetDirectoryPro=/),
      "remember=1; Path=/; SameSite=Lax",
      "full=1; Path=/app; Domain=example.com; Max-Age=60; HttpOnly; Secure; SameSite=Strict",
    ]);
  });

  it.each<[string, Partial<ResponseCookie>]>([
    ["that passes for a session", { name: "iPlanetDirectoryPro" }],
    ["with a line break", { value: "a\r\nset-cookie: b=c" }],
    ["with another attribute in its value", { value: "a; Domain=example.com" }],
    ["with another attribute in its path", { path: "/; Domain=x" }],
    ["with a name that is none", { name: "a b" }],
    ["for every site, unprotected", { sameSite: "None" }],
    ["with a domain that is none", { domain: "a b" }],
  ])("but no cookie %s", async (_case, change) => {
    const { server, response } = await end(success({ cookies: [{ ...plain, ...change }] }));
    expect([response.headers["set-cookie"]].flat()).toHaveLength(1);
    expect(server.logs.at(-1)).toMatchObject({ level: "warn" });
  });

  it("no cookies without a session", async () => {
    const { response } = await end({ ...success({ cookies: [plain] }), noSession: true } as FakeEnd);
    expect(response.headers["set-cookie"]).toBeUndefined();
  });
});

describe("what nodes add to a failure", () => {
  it("message and details", async () => {
    const ending = { message: "Call the help desk.", details: { phone: "123", failureUrl: "x", errorCode: "110" } };
    const { response } = await end({ kind: "failure", ending, gathered: { errorMessage: "earlier" } });
    expect(response.json()).toEqual({
      code: 401,
      reason: "Unauthorized",
      message: "Call the help desk.",
      detail: { phone: "123", failureUrl: "" },
    });
  });

  it("also when a node threw", async () => {
    const { response } = await end({ kind: "failure", error: new Error("x"), ending: { message: "Try later." } });
    expect(response.json().message).toBe("Try later.");
  });

  it.each<[string, string, string]>([
    ["locked", "locked", "Your account is locked."],
    ["deactivated", "gone", "Your account is locked."],
    ["in order", "demo", "Login failure"],
    ["unknown", "nobody", "Login failure"],
  ])("the lockout message for an account that is %s", async (_case, username, message) => {
    const gathered = { lockoutMessage: "Your account is locked." };
    const { response } = await end({ kind: "failure", shared: { username }, gathered });
    expect(response.json().message).toBe(message);
  });
});

describe("where an end leads to", () => {
  it.each<[string, string]>([
    ["https://app.example.com/in?x=1", "https://app.example.com/in?x=1"],
    ["https://app.example.com:444/", "/am/console"],
    ["http://app.example.com/", "/am/console"],
    ["https://app.example.com@evil.example.com/", "/am/console"],
    ["https://app.example.com.evil.example.com/", "/am/console"],
    ["https://app.example.com\\@evil.example.com/", "/am/console"],
    ["https:/evil.example.com", "/am/console"],
    ["https:evil.example.com", "/am/console"],
    ["///evil.example.com", "/am/console"],
    ["/%09/evil.example.com", "/%09/evil.example.com"],
    ["/\u0000/evil.example.com", "/am/console"],
    ["//app.example.com/", "/am/console"],
  ])("goto=%j of a realm that lists an origin leads to %s", async (goto, successUrl) => {
    const settings = { authentication: { gotoOrigins: ["https://app.example.com"] } };
    const { response } = await end(success({}), settings, `&goto=${encodeURIComponent(goto)}`);
    expect(response.json().successUrl).toBe(successUrl);
  });

  it.each<[string, string]>([
    ["https://elsewhere.example.com/", "https://elsewhere.example.com/"],
    ["myapp://in", "myapp://in"],
    ["/in", "/in"],
    ["javascript:alert(1)", "/am/console"],
    ["JavaScript:alert(1)", "/am/console"],
    ["java\tscript:alert(1)", "/am/console"],
    ["data:text/html,x", "/am/console"],
    [" ", "/am/console"],
  ])("a journey's success URL %j leads to %s", async (wanted, successUrl) => {
    const { response } = await end(success({}, { successUrl: wanted }));
    expect(response.json().successUrl).toBe(successUrl);
  });
});
