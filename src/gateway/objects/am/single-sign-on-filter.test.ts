import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { frozenClock } from "../../../core/clock.ts";
import { parseClientCertificate } from "../../../device/index.ts";
import { type Answer, type Ask, ask } from "../../testing/client.ts";
import { el } from "../../testing/harness.ts";
import { createPki, type TestPki } from "../../testing/pki.ts";
import { valuesOf } from "../../testing/upstream.ts";
import { sessionOf } from "./testing/fake-am.ts";
import { type ProtectedGateway, type ProtectedOptions, startProtected } from "./testing/protected-gateway.ts";

let pki: TestPki;
beforeAll(async () => {
  pki = await createPki();
});

let running: ProtectedGateway | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

const externalOrigin = "https://apps.example.com:8443";
const html = ["Accept", "text/html,application/xhtml+xml;q=0.9"];

async function start(options: ProtectedOptions = {}): Promise<ProtectedGateway> {
  const gateway = { ...options.gateway, options: { externalOrigin, ...options.gateway?.options } };
  running = await startProtected({ ...options, gateway });
  running.am.sessions.set("good", sessionOf());
  return running;
}

const browse = (
  { gateway }: ProtectedGateway,
  path: string,
  token?: string,
  more: Partial<Ask> = {},
): Promise<Answer> =>
  ask({
    port: gateway.port,
    path,
    headers: [...html, ...(token === undefined ? [] : ["Cookie", `a=1; iPlanetDirectoryPro=${token}; b=2`])],
    ...more,
  });

const locationOf = (answer: Answer): URL => new URL(String(answer.headers.location));

describe("a request with a session", () => {
  test("passes, and the application does not see the session cookie", async () => {
    const all = await start();
    expect(await browse(all, "/page?x=1", "good")).toMatchObject({ status: 200, body: "ok" });
    expect(all.app.received[0]).toMatchObject({ url: "/page?x=1" });
    expect(valuesOf(all.app.received[0], "cookie")).toEqual(["a=1; b=2"]);
  });

  test("keeps its cookie where the route says so", async () => {
    const all = await start({ filter: { forwardSessionCookie: true } });
    await browse(all, "/", "good");
    expect(valuesOf(all.app.received[0], "cookie")).toEqual(["a=1; iPlanetDirectoryPro=good; b=2"]);
  });

  test("is known to expressions and later filters", async () => {
    const sso = "contexts.ssoToken";
    const headers = {
      "X-User": el(`${sso}.info.uid`),
      "X-Realm": el(`${sso}.info.realm`),
      "X-Id": el(`${sso}.universalId`),
    };
    const all = await start({
      filters: [
        { type: "SessionInfoFilter", config: { amService: "Am" } },
        { type: "UserProfileFilter", config: { amService: "Am", profileAttributes: ["mail"] } },
        {
          type: "ApplicationIdentityFilter",
          config: {
            headers: {
              ...headers,
              "X-Service": el("contexts.amSession.properties.Service"),
              "X-Mail": el("contexts.userProfile.rawInfo.mail[0]"),
              "X-Sn": el("contexts.userProfile.rawInfo.sn[0]"),
            },
          },
        },
      ],
    });
    const spoof = ["X_User", "admin", "x-service", "admin", "X-Sn", "admin"];
    await browse(all, "/", "good", { headers: ["Cookie", "iPlanetDirectoryPro=good", ...spoof] });
    const [received] = all.app.received;
    expect(valuesOf(received, "X-User")).toEqual(["demo"]);
    expect(valuesOf(received, "X-Realm")).toEqual(["/alpha"]);
    expect(valuesOf(received, "X-Id")).toEqual(["id=demo,ou=user,o=alpha,ou=services,ou=am-config"]);
    expect(valuesOf(received, "X-Service")).toEqual(["intune"]);
    expect(valuesOf(received, "X-Mail")).toEqual(["demo@example.com"]);
    expect(valuesOf(received, "X-Sn")).toEqual([]);
    expect(all.am.calls.filter(({ url }) => url.includes("getSessionInfo"))).toHaveLength(2);
  });

  test("is asked for at AM with the agent's session, and every time while there is no cache", async () => {
    const all = await start();
    await browse(all, "/", "good");
    all.am.sessions.delete("good");
    expect((await browse(all, "/", "good")).status).toBe(302);
    const asked = all.am.calls.filter(({ body }) => body?.tokenId === "good");
    expect(asked[0]?.headers).toMatchObject({ iplanetdirectorypro: "agent-1" });
  });

  test("is remembered with the cache, for its time and no longer", async () => {
    const cache = { enabled: "true", maximumTimeToCache: "1 minute" };
    const clock = frozenClock("2026-11-23T00:00:00Z");
    const all = await start({ service: { sessionCache: cache }, gateway: { options: { clock } } });
    await browse(all, "/", "good");
    all.am.sessions.delete("good");
    expect((await browse(all, "/", "good")).status).toBe(200);
    clock.advance(61_000);
    expect((await browse(all, "/", "good")).status).toBe(302);
  });
});

describe("a request without a session", () => {
  test.each<[string, string | undefined]>([
    ["no cookie", undefined],
    ["an unknown token", "unknown"],
    ["a token that no AM ever made", "%22%00"],
  ])("sends a browser to the login page and back to the external address: %s", async (_what, token) => {
    const all = await start({ filter: { authenticationService: "intune" } });
    const answer = await browse(all, "/a%20b?x=1&y=%26", token, {
      headers: [...html, "X-Forwarded-Host", "evil.example"],
    });
    expect(answer.status).toBe(302);
    const location = locationOf(answer);
    expect(`${location.origin}${location.pathname}`).toBe(`${all.am.url}/XUI/`);
    expect(Object.fromEntries(location.searchParams)).toEqual({
      realm: "/alpha",
      authIndexType: "service",
      authIndexValue: "intune",
      goto: `${externalOrigin}/a%20b?x=1&y=%26&_ig=true`,
    });
    expect(all.app.received).toEqual([]);
  });

  test("tells a program what is missing, in the words that SDKs know", async () => {
    const all = await start();
    for (const accept of [[], ["Accept", "*/*"], ["Accept", "application/json"]]) {
      const answer = await browse(all, "/api", undefined, { headers: accept });
      expect(answer.status).toBe(401);
      expect(answer.headers["www-authenticate"]).toMatch(/^SSOADVICE realm="\/alpha", advices="e30=", am_uri="/);
      expect(JSON.parse(answer.body)).toMatchObject({
        code: 401,
        detail: { signIn: expect.stringContaining("/XUI/") },
      });
    }
  });

  test("uses the login page that the route names, and completes its address", async () => {
    const all = await start({
      filter: { loginEndpoint: el("'/sign-in?from=here'"), redirectionMarker: { enabled: false } },
    });
    const location = locationOf(await browse(all, "/page"));
    expect(location.href).toBe(
      `${externalOrigin}/sign-in?from=here&goto=${encodeURIComponent(`${externalOrigin}/page`)}`,
    );
  });

  test.each<[string, object]>([
    ["of another realm", { realm: "/beta" }],
    ["of the root realm", { realm: "/" }],
    ["of the agent", { username: "Gateway" }],
    ["that is over", { maxIdleExpirationTime: "2026-11-22T23:59:59Z" }],
  ])("a session %s does not count", async (_what, more) => {
    const all = await start();
    all.am.sessions.set("odd", sessionOf(more));
    expect((await browse(all, "/", "odd")).status).toBe(302);
  });
});

describe("the way back", () => {
  test("leads to the page without the marker", async () => {
    const all = await start();
    const answer = await browse(all, "/page?x=1&_ig=true&y=2", "good");
    expect([answer.status, answer.headers.location]).toEqual([302, `${externalOrigin}/page?x=1&y=2`]);
    await browse(all, "/page?_ig=true&x", "good", { method: "POST", headers: ["Cookie", "iPlanetDirectoryPro=good"] });
    expect(all.app.received[0]?.url).toBe("/page?x");
  });

  test("ends when there is no session after all: no loop", async () => {
    const all = await start();
    const answer = await browse(all, '/page?x="<&_ig=true');
    expect(answer.status).toBe(403);
    expect(answer.body).toContain("the browser sent no session cookie");
    expect(answer.body).not.toContain("_ig");
    expect(answer.body).not.toContain('"<');
  });
});

describe("the device of a session", () => {
  const thumbprint = (der: Buffer): object => ({ cnf: { "x5t#S256": parseClientCertificate(der).thumbprint } });
  const secure = (options: ProtectedOptions = {}) => start({ ...options, gateway: { pki } });

  test.each<[string, "device" | "nameless" | null, "device" | null, number]>([
    ["its own certificate", "device", "device", 200],
    ["another certificate", "device", null, 302],
    ["no certificate, and it has one", null, "device", 302],
    ["a certificate, and it has none", "device", null, 302],
    ["none of both", null, null, 200],
  ])("must be that of the connection: %s", async (_what, presented, bound, status) => {
    const all = await secure();
    all.am.sessions.set("bound", sessionOf({}, bound === null ? {} : thumbprint(pki.device.der)));
    const certificate = presented === null ? undefined : pki[presented];
    const answer = await browse(all, "/", "bound", { pki, certificate });
    expect(answer.status).toBe(status);
    expect(all.app.received).toHaveLength(status === 200 ? 1 : 0);
  });

  test("another device with a cached session is refused as well", async () => {
    const all = await secure({ service: { sessionCache: { enabled: true } } });
    all.am.sessions.set("bound", sessionOf({}, thumbprint(pki.device.der)));
    expect((await browse(all, "/", "bound", { pki, certificate: pki.device })).status).toBe(200);
    expect((await browse(all, "/", "bound", { pki, certificate: pki.nameless })).status).toBe(302);
    expect((await browse(all, "/", "bound", { pki })).status).toBe(302);
  });

  test("where AM tells of no certificates, only sessions that name none count on any device", async () => {
    const all = await secure({ filter: { deviceBound: false } });
    all.am.sessions.set("bound", sessionOf({}, thumbprint(pki.device.der)));
    expect((await browse(all, "/", "good", { pki, certificate: pki.device })).status).toBe(200);
    expect((await browse(all, "/", "bound", { pki, certificate: pki.nameless })).status).toBe(302);
  });

  test("a confirmation in a form that we do not know lets nobody pass", async () => {
    const all = await secure();
    all.am.sessions.set("odd", sessionOf({}, { cnf: { jkt: "x" } }));
    expect((await browse(all, "/", "odd", { pki })).status).toBe(502);
  });
});

describe("step-up", () => {
  test.each<[string, object, Record<string, string>]>([
    ["by level", {}, { authIndexType: "level", authIndexValue: "5" }],
    [
      "by level and journey",
      { authenticationService: "intune" },
      {
        authIndexType: "composite_advice",
        authIndexValue:
          '<Advices><AttributeValuePair><Attribute name="AuthenticateToServiceConditionAdvice"/><Value>intune</Value></AttributeValuePair>' +
          '<AttributeValuePair><Attribute name="AuthLevelConditionAdvice"/><Value>5</Value></AttributeValuePair></Advices>',
      },
    ],
  ])("asks AM for more: %s", async (_what, filter, expected) => {
    const all = await start({ filter: { minimumAuthLevel: 5, ...filter } });
    const { searchParams } = locationOf(await browse(all, "/", "good"));
    expect(Object.fromEntries(searchParams)).toMatchObject(expected);
    all.am.sessions.set("better", sessionOf({}, { AuthLevel: "5" }));
    expect((await browse(all, "/", "better")).status).toBe(200);
  });

  test("that did not help ends on a page; a program is told the level", async () => {
    const all = await start({ filter: { minimumAuthLevel: "5" } });
    expect(await browse(all, "/?_ig=true", "good")).toMatchObject({ status: 403 });
    const answer = await browse(all, "/", "good", { headers: ["Cookie", "iPlanetDirectoryPro=good"] });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body).detail.advices).toEqual({ AuthLevelConditionAdvice: ["5"] });
  });

  test.each(["", "x", "5.5", null, ["9"]])("the level %j is none", async (AuthLevel) => {
    const all = await start({ filter: { minimumAuthLevel: 1 } });
    all.am.sessions.set("odd", sessionOf({}, { AuthLevel }));
    expect((await browse(all, "/", "odd")).status).toBe(302);
  });
});

describe("logging out", () => {
  const logoutExpression = el("find(request.uri.path, '^/logout')");

  test("ends the session at AM and clears the cookie", async () => {
    const all = await start({ filter: { logoutExpression, defaultLogoutLandingPage: "/bye" } });
    const answer = await browse(all, "/logout", "good");
    expect([answer.status, answer.headers.location]).toEqual([302, `${externalOrigin}/bye`]);
    expect(answer.headers["set-cookie"]?.[0]).toBe(
      "iPlanetDirectoryPro=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax",
    );
    expect(all.am.sessions.has("good")).toBe(false);
    expect(all.app.received).toEqual([]);
  });

  test("without a landing page says so, also without a session", async () => {
    const all = await start({ filter: { logoutExpression } });
    expect(await browse(all, "/logout")).toMatchObject({ status: 200, body: expect.stringContaining("signed out") });
  });

  test("keeps the cookie while AM cannot end the session", async () => {
    const all = await start({ filter: { logoutExpression } });
    await browse(all, "/", "good");
    all.am.fail = (response) => response.writeHead(500).end();
    const answer = await browse(all, "/logout", "good");
    expect([answer.status, answer.headers["set-cookie"]]).toEqual([503, undefined]);
  });
});
