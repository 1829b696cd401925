import { describe, expect, it } from "vitest";
import { Secret } from "../../core/secret.ts";
import type { Identity } from "../../users/index.ts";
import { identityFake } from "../../users/testing/fakes.ts";
import { type CookieClaims, readCookie, signCookie } from "../set-persistent-cookie/token.ts";
import { endNode, runNode, usersFake } from "../testing/run-node.ts";
import { persistentCookieDecisionNode } from "./index.ts";

const hmacSigningKey = Buffer.alloc(32, 7).toString("base64");
const key = new Secret(hmacSigningKey);
const other = new Secret(Buffer.alloc(32, 8).toString("base64"));
const now = Date.parse("2026-01-01T00:00:00Z") / 1000;

const claims: CookieClaims = {
  sub: "demo",
  realm: "/alpha",
  aud: "session-jwt",
  exp: now + 100,
  idle: now + 50,
  x5t: "thumbprint",
  ip: "203.0.113.7",
  pwd: "mark",
};

interface Given {
  readonly changes?: Partial<CookieClaims>;
  readonly key?: Secret;
  readonly attributes?: Record<string, boolean>;
  readonly certificate?: string | null;
  readonly user?: Partial<Identity> | null;
  readonly mark?: string | null;
}

function decide({
  changes = {},
  attributes = {},
  certificate = "thumbprint",
  user = {},
  mark = "mark",
  ...given
}: Given) {
  return runNode(persistentCookieDecisionNode, {
    attributes: { hmacSigningKey, ...attributes },
    request: {
      cookies: new Map([["session-jwt", signCookie({ ...claims, ...changes }, given.key ?? key)]]),
      certificate,
      clientIp: "203.0.113.7",
    },
    services: {
      users: usersFake({ find: () => (user === null ? null : identityFake(user)), passwordMark: () => mark }),
    },
  });
}

describe("Persistent Cookie Decision", () => {
  it("leaves by true with the user of a cookie that counts, and keeps it alive", async () => {
    const { action, state } = await decide({});
    expect(action).toMatchObject({
      outcome: "true",
      identifiedUser: { username: "demo" },
      hooks: [{ username: "demo", expiresAt: now + 100 }],
    });
    expect(state.get("username")).toBe("demo");
  });

  it.each<[string, Given, string]>([
    ["signed with another key", { key: other }, "not one of ours"],
    ["for another cookie", { changes: { aud: "other" } }, "purpose or realm"],
    ["for another realm", { changes: { realm: "/" } }, "purpose or realm"],
    ["at the end of its life", { changes: { exp: now } }, "ended"],
    ["idle for too long", { changes: { idle: now } }, "ended"],
    ["of another device", { certificate: "another" }, "another device"],
    ["of a device, brought without its certificate", { certificate: null }, "another device"],
    ["of no device, brought with a certificate", { changes: { x5t: null } }, "another device"],
    [
      "of another address, when that is enforced",
      { changes: { ip: "203.0.113.8" }, attributes: { enforceClientIp: true } },
      "another address",
    ],
    ["of a user who is gone", { user: null }, "gone, not active, or locked"],
    ["of an inactive user", { user: { active: false } }, "gone, not active, or locked"],
    ["of a locked user", { user: { locked: true } }, "gone, not active, or locked"],
    ["older than the password", { mark: "new" }, "password has changed"],
    ["of a user whose password was taken", { mark: null }, "password has changed"],
  ])("leaves by false with one %s", async (_title, given, why) => {
    const { action, state } = await decide(given);
    expect(action).toMatchObject({ outcome: "false", reason: expect.stringContaining(why) });
    expect(action).not.toHaveProperty("identifiedUser");
    expect(state.get("username")).toBeUndefined();
  });

  it.each<[string, Given]>([
    ["of another address, when that is not enforced", { changes: { ip: "203.0.113.8" } }],
    ["of no device, again without one", { changes: { x5t: null }, certificate: null }],
  ])("leaves by true with one %s", async (_title, given) => {
    expect((await decide(given)).outcome).toBe("true");
  });

  it.each([undefined, "", "a.b.c", "x".repeat(5_000)])("leaves by false with the cookie %j", async (value) => {
    const cookies = new Map(value === undefined ? [] : [["session-jwt", value]]);
    const run = { attributes: { hmacSigningKey }, request: { cookies } };
    expect((await runNode(persistentCookieDecisionNode, run)).outcome).toBe("false");
  });

  it("fails the login without a key: nothing could be proved", async () => {
    const run = runNode(persistentCookieDecisionNode, { attributes: { hmacSigningKey: null } });
    await expect(run).rejects.toMatchObject({ code: "nodes.signing-key-missing" });
  });

  it("renews the cookie at a success, but never beyond its life, and only for its user", async () => {
    const hook = { username: "demo", expiresAt: now + 100 };
    const run = {
      attributes: { hmacSigningKey, idleTimeout: 1 },
      user: { username: "demo", universalId: "id=demo" },
      services: { users: usersFake({ passwordMark: () => "mark" }) },
    };
    const { cookies } = await endNode(persistentCookieDecisionNode, "success", hook, run);
    expect(cookies?.[0]?.maxAge).toBe(100);
    expect(readCookie(cookies?.[0]?.value ?? "", key)).toMatchObject({ exp: now + 100, idle: now + 100 });
    expect(await endNode(persistentCookieDecisionNode, "failure", hook, run)).toEqual({});
    const somebodyElse = { ...run, user: { username: "ann", universalId: "id=ann" } };
    expect(await endNode(persistentCookieDecisionNode, "success", hook, somebodyElse)).toEqual({});
  });
});
