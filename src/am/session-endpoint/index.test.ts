import { describe, expect, it } from "vitest";
import type { AssertionDevice } from "../../device/index.ts";
import { openServers } from "../testing/open-servers.ts";
import { cookieOf, device, externalOrigin, type TestServerOptions } from "../testing/server.ts";

const serve = openServers();
const mine = device("abc", "A".repeat(43));
const other = device("abc", "B".repeat(43));

interface Call {
  readonly url?: string;
  readonly payload?: object;
  readonly headers?: Record<string, string>;
  readonly device?: AssertionDevice | null;
}

/** A server, a session on it, and calls to its sessions endpoint. */
async function signedIn(options: TestServerOptions = {}, began?: AssertionDevice | null) {
  const server = serve({ journeys: { login: {} }, ...options });
  const response = await server.authenticate(began === undefined ? {} : { device: began });
  const token: string = response.json().tokenId;
  const call = (action: string, { payload, device: carried, headers, ...rest }: Call = {}) => {
    const url = `${rest.url ?? "/am/json/realms/root/realms/alpha/sessions/"}?_action=${action}`;
    const signed =
      carried === undefined ? {} : { "sallyport-assertion": server.assertion({ target: url, device: carried }) };
    const body = payload === undefined ? {} : { payload };
    return server.app.inject({ method: "POST", url, headers: { ...signed, ...headers }, ...body });
  };
  const valid = async (more: Call = {}) =>
    (await call("validate", { payload: { tokenId: token }, ...more })).json().valid;
  return { server, token, call, valid };
}

describe("getSessionInfo", () => {
  const end = {
    kind: "success",
    shared: { username: "demo", authLevel: 3 },
    gathered: { sessionProperties: { INTUNE_complianceState: "compliant" } },
  } as const;

  it("shows the session in PingAM's shape, with all that the journey set", async () => {
    const { call, token } = await signedIn({ journeys: { login: { end } } }, mine);
    const response = await call("getSessionInfo", { payload: { tokenId: token } });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      username: "demo",
      universalId: "id=demo,ou=user,o=alpha,ou=services,ou=am-config",
      realm: "/alpha",
      latestAccessTime: "2026-01-01T00:00:00Z",
      maxIdleExpirationTime: "2026-01-01T00:30:00Z",
      maxSessionExpirationTime: "2026-01-01T02:00:00Z",
      properties: {
        AMCtxId: expect.any(String),
        AuthLevel: "3",
        INTUNE_complianceState: "compliant",
        Principal: "id=demo,ou=user,o=alpha,ou=services,ou=am-config",
        Service: "login",
        cnf: { "x5t#S256": mine.thumbprint },
      },
    });
  });

  it.each<[string, unknown, string]>([
    ["no level", undefined, "0"],
    ["text", "3", "0"],
    ["a fraction", 1.5, "0"],
    ["a negative level", -2, "-2"],
    ["an absurd level", 1e12, "1000"],
  ])("shows for %s the auth level of it", async (_case, authLevel, expected) => {
    const shared = JSON.parse(JSON.stringify({ username: "demo", authLevel }));
    const { call, token } = await signedIn({ journeys: { login: { end: { kind: "success", shared } } } });
    const { properties } = (await call("getSessionInfo", { payload: { tokenId: token } })).json();
    expect(properties.AuthLevel).toBe(expected);
    expect(properties).not.toHaveProperty("cnf");
  });

  it("does not let a journey set what only the server may say", async () => {
    const sessionProperties = { AuthLevel: "99", Service: "x", Principal: "x", AMCtxId: "x", cnf: "x", mine: "1" };
    const journeys = { login: { end: { ...end, gathered: { sessionProperties } } } };
    const { call, token } = await signedIn({ journeys });
    const { properties } = (await call("getSessionInfo", { payload: { tokenId: token } })).json();
    expect(properties).toMatchObject({ AuthLevel: "3", Service: "login", mine: "1" });
    expect(properties).not.toHaveProperty("cnf");
    expect(properties.AMCtxId).not.toBe("x");
  });

  it("does not prolong the session", async () => {
    const { server, call, token } = await signedIn();
    server.clock.advance(29 * 60_000);
    expect((await call("getSessionInfo", { payload: { tokenId: token } })).statusCode).toBe(200);
    server.clock.advance(60_000);
    expect((await call("getSessionInfo", { payload: { tokenId: token } })).statusCode).toBe(401);
  });

  it("follows the times that the journey or the realm set", async () => {
    const gathered = { maxSessionTime: 10, maxIdleTime: 5 };
    const byJourney = await signedIn({ journeys: { login: { end: { ...end, gathered } } } });
    const byRealm = await signedIn({ settings: { session: { maxTime: 20, maxIdleTime: 6 } } });
    expect((await byJourney.call("getSessionInfo", { payload: { tokenId: byJourney.token } })).json()).toMatchObject({
      maxIdleExpirationTime: "2026-01-01T00:05:00Z",
      maxSessionExpirationTime: "2026-01-01T00:10:00Z",
    });
    expect((await byRealm.call("getSessionInfo", { payload: { tokenId: byRealm.token } })).json()).toMatchObject({
      maxIdleExpirationTime: "2026-01-01T00:06:00Z",
      maxSessionExpirationTime: "2026-01-01T00:20:00Z",
    });
  });

  it("finds the token in the body, in the header and in the cookie", async () => {
    const { call, token } = await signedIn({ settings: { cookie: { name: "sso" } } });
    for (const carried of [
      { payload: { tokenId: token } },
      { headers: { sso: token } },
      { headers: { cookie: `a=b; sso=${token}` } },
    ]) {
      expect((await call("getSessionInfo", carried)).statusCode).toBe(200);
    }
  });

  it.each([
    "/am/json/sessions",
    "/am/json/sessions/",
    "/am/json/realms/root/sessions",
    "/am/XUI/json/realms/root/sessions/",
  ])("answers at %s", async (url) => {
    const { call, token } = await signedIn();
    expect((await call("getSessionInfo", { url, payload: { tokenId: token } })).statusCode).toBe(200);
  });

  it.each(["", "x", "A".repeat(43), "../../etc/passwd", "\u0000"])("refuses the token %j", async (tokenId) => {
    const { call } = await signedIn();
    const response = await call("getSessionInfo", { payload: { tokenId } });
    expect(response.statusCode).toBe(401);
    expect(response.json()).toEqual({ code: 401, reason: "Unauthorized", message: "Access Denied" });
  });
});

describe("a session on another device", () => {
  it("is refused with another certificate, and the reason is logged", async () => {
    const { server, call, token, valid } = await signedIn({}, mine);
    expect((await call("getSessionInfo", { payload: { tokenId: token }, device: other })).statusCode).toBe(401);
    expect(await valid({ device: other })).toBe(false);
    expect(server.logs.at(-1)).toMatchObject({ level: "warn", fields: { reason: "device-changed" } });
  });

  it("is readable with its own certificate, and with none", async () => {
    const { valid } = await signedIn({}, mine);
    expect(await valid({ device: mine })).toBe(true);
    expect(await valid({ device: null })).toBe(true);
    expect(await valid()).toBe(true);
  });

  it("cannot be ended from there", async () => {
    const { call, token, valid } = await signedIn({}, mine);
    await call("logout", { payload: { tokenId: token }, device: other });
    expect(await valid()).toBe(true);
  });
});

describe("validate", () => {
  it("says whose session it is, or that it is none", async () => {
    const { call, token } = await signedIn();
    expect((await call("validate", { payload: { tokenId: token } })).json()).toEqual({
      valid: true,
      sessionUid: expect.stringMatching(/^shandle:/),
      uid: "demo",
      realm: "/alpha",
    });
    const invalid = await call("validate", { payload: { tokenId: "x" } });
    expect(invalid.statusCode).toBe(200);
    expect(invalid.json()).toEqual({ valid: false });
  });
});

describe("logout", () => {
  const cookie = (token: string, more: object = {}) => ({
    headers: { cookie: `iPlanetDirectoryPro=${token}`, ...more },
  });

  it("ends the session and clears the cookie", async () => {
    const { call, token, valid } = await signedIn();
    const response = await call("logout", cookie(token));
    expect(response.json()).toEqual({ result: "Successfully logged out" });
    expect(cookieOf(response)).toMatch(
      /^iPlanetDirectoryPro=; Path=\/; HttpOnly; SameSite=Lax; Max-Age=0; Expires=Thu/,
    );
    expect(await valid()).toBe(false);
    expect((await call("logout", cookie(token))).json()).toEqual({ result: "Token has expired" });
  });

  it("leaves the browser's cookie alone when another token is ended", async () => {
    const { call, token } = await signedIn();
    const response = await call("logout", { payload: { tokenId: token }, ...cookie("A".repeat(43)) });
    expect(response.json()).toEqual({ result: "Successfully logged out" });
    expect(response.headers["set-cookie"]).toBeUndefined();
  });

  it.each<[string, Record<string, string>, boolean]>([
    ["no origin", {}, true],
    ["the server's own origin", { origin: "http://127.0.0.1:8080" }, true],
    ["an origin that the realm lists", { origin: "https://app.example.com" }, true],
    [
      "an origin that the browser calls the same",
      { origin: "http://localhost:8080", "sec-fetch-site": "same-origin" },
      true,
    ],
    ["another origin", { origin: "https://evil.example.com", "sec-fetch-site": "cross-site" }, false],
    ["a null origin", { origin: "null" }, false],
    ["the host name as the only proof", { origin: "https://evil.example.com", host: "evil.example.com" }, false],
  ])("by cookie from %s", async (_case, headers, allowed) => {
    const settings = { cors: { origins: ["https://app.example.com"] } };
    const { call, token, valid } = await signedIn({ settings });
    const response = await call("logout", cookie(token, headers));
    expect(response.statusCode).toBe(allowed ? 200 : 403);
    expect(await valid()).toBe(!allowed);
  });

  it("by cookie through the gateway needs the gateway's origin", async () => {
    const { call, token } = await signedIn();
    const own = cookie(token, { origin: "http://127.0.0.1:8080" });
    expect((await call("logout", { ...own, device: null })).statusCode).toBe(403);
    const outside = cookie(token, { origin: externalOrigin });
    expect((await call("logout", { ...outside, device: null })).statusCode).toBe(200);
  });
});

describe("the sessions endpoint", () => {
  it.each(["", "getsessioninfo", "__proto__", "constructor"])("refuses the action %j", async (action) => {
    const response = await (await signedIn()).call(action);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: 400, reason: "Bad Request" });
  });

  it("keeps only a hash of the token", async () => {
    const { server, token } = await signedIn();
    expect(server.store.sessions.find(Buffer.from(token))).toBeNull();
    expect(JSON.stringify(server.logs)).not.toContain(token);
  });
});
