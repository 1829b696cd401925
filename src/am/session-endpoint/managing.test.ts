import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SallyportError } from "../../core/errors.ts";
import { openServers } from "../testing/open-servers.ts";
import { device, type TestServerOptions } from "../testing/server.ts";
import { callSessions, journeysOf, realmPath, searchSessions, signIn } from "../testing/sessions.ts";
import { readSessionFilter } from "./search.ts";

const serve = openServers();

/** An administrator of the root realm; `demo` with two sessions and `other` with one in realm alpha. */
async function house(options: TestServerOptions = {}) {
  const server = serve({ journeys: journeysOf("demo", "other", "amadmin"), ...options });
  const admin = await signIn(server, "amadmin", { realm: "/" });
  const demo = await signIn(server, "demo");
  const second = await signIn(server, "demo");
  const other = await signIn(server, "other");
  const handle = async (token: string): Promise<string> =>
    (await callSessions(server, "validate", { token })).json().sessionUid;
  const active = async (token: string): Promise<boolean> =>
    (await callSessions(server, "isActive", { token })).json().active;
  return { server, admin, demo, second, other, handle, active };
}

const notPermitted = { code: 403, reason: "Forbidden", message: "User not permitted." };

describe("a search for sessions", () => {
  it("shows an administrator the sessions of anybody, without a token", async () => {
    const { server, admin, demo, handle } = await house();
    const response = await searchSessions(server, 'username eq "demo" and realm eq "/alpha"', {
      realm: "/",
      token: admin,
    });
    expect(response.json()).toMatchObject({ resultCount: 2, remainingPagedResults: -1 });
    expect(response.json().result[0]).toEqual({
      username: "demo",
      universalId: "id=demo,ou=user,o=alpha,ou=services,ou=am-config",
      realm: "/alpha",
      sessionHandle: await handle(demo),
      latestAccessTime: "2026-01-01T00:00:00Z",
      maxIdleExpirationTime: "2026-01-01T00:30:00Z",
      maxSessionExpirationTime: "2026-01-01T02:00:00Z",
    });
    expect(response.body).not.toContain(demo);
  });

  it("means the realm of the address unless it names one", async () => {
    const { server, admin } = await house();
    expect((await searchSessions(server, 'username eq "DEMO"', { token: admin })).json().resultCount).toBe(2);
    expect((await searchSessions(server, 'username eq "demo"', { realm: "/", token: admin })).json().resultCount).toBe(
      0,
    );
  });

  it("shows people their own sessions only", async () => {
    const { server, demo, other } = await house();
    expect((await searchSessions(server, 'username eq "demo"', { token: demo })).json().resultCount).toBe(2);
    expect((await searchSessions(server, 'username eq "demo"', { token: other })).json()).toEqual(notPermitted);
    expect((await searchSessions(server, 'username eq "nobody"', { token: other })).json()).toEqual(notPermitted);
    expect((await searchSessions(server, 'username eq "demo"')).statusCode).toBe(401);
  });

  it.each([
    "",
    "true",
    "username",
    'username co "d"',
    'username eq "a" or realm eq "/"',
    'username eq "a" and',
    'username eq "a" and username eq "b"',
    'realm eq "/alpha"',
    'username eq "a',
    `username eq "${"a".repeat(2000)}"`,
  ])("refuses the filter %j", async (filter) => {
    const { server, admin } = await house();
    expect((await searchSessions(server, filter, { token: admin })).statusCode).toBe(400);
  });

  it("reads every name that is quoted as the filter language wants it", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), fc.string({ maxLength: 100 }), (username, realm) => {
        const quote = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
        expect(readSessionFilter(`realm eq ${quote(realm)} and username eq ${quote(username)}`)).toEqual({
          username,
          realm,
        });
      }),
    );
  });

  it("reads or refuses whatever comes", () => {
    fc.assert(
      fc.property(fc.string(), (filter) => {
        try {
          readSessionFilter(filter);
        } catch (thrown) {
          if (!(thrown instanceof SallyportError)) throw thrown;
        }
      }),
    );
  });
});

describe("logoutByHandle", () => {
  it("ends one's own sessions, and says false of all others, whether they exist or not", async () => {
    const { server, demo, second, other, handle, active } = await house();
    const [own, foreign] = [await handle(second), await handle(other)];
    const sessionHandles = [own, foreign, "shandle:nothing", "__proto__"];
    const response = await callSessions(server, "logoutByHandle", { token: demo, payload: { sessionHandles } });
    expect(response.body).toBe(
      JSON.stringify({ result: Object.fromEntries(sessionHandles.map((name) => [name, name === own])) }),
    );
    expect([await active(demo), await active(second), await active(other)]).toEqual([true, false, true]);
  });

  it("ends any session for an administrator", async () => {
    const { server, admin, other, handle, active } = await house();
    const payload = { sessionHandles: [await handle(other)] };
    await callSessions(server, "logoutByHandle", { realm: "/", token: admin, payload });
    expect(await active(other)).toBe(false);
  });

  it.each([{}, { sessionHandles: [] }, { sessionHandles: "x" }, { sessionHandles: [1] }])(
    "refuses %j",
    async (payload) => {
      const { server, demo } = await house();
      expect((await callSessions(server, "logoutByHandle", { token: demo, payload })).statusCode).toBe(400);
    },
  );
});

describe("logoutByUser", () => {
  it("ends all sessions of the user in the realm", async () => {
    const { server, admin, demo, second, other, active } = await house();
    const response = await callSessions(server, "logoutByUser", { token: admin, payload: { username: "demo" } });
    expect(response.json()).toEqual({ result: true });
    expect([await active(demo), await active(second), await active(other)]).toEqual([false, false, true]);
  });

  it("is refused to everybody else", async () => {
    const { server, demo, other, active } = await house();
    const response = await callSessions(server, "logoutByUser", { token: other, payload: { username: "demo" } });
    expect(response.json()).toEqual(notPermitted);
    expect(await active(demo)).toBe(true);
  });

  it("by cookie is refused to another site", async () => {
    const { server, admin, demo, active } = await house();
    const headers = { cookie: `iPlanetDirectoryPro=${admin}`, origin: "https://evil.example.com" };
    const response = await callSessions(server, "logoutByUser", { headers, payload: { username: "demo" } });
    expect(response.statusCode).toBe(403);
    expect(await active(demo)).toBe(true);
  });
});

describe("a session of the anonymous user", () => {
  /** Two strangers with sessions of `demo`, who is the anonymous user here. */
  async function strangers() {
    const end = { kind: "success" as const, shared: { username: "demo" } };
    const gathered = { sessionProperties: { anonymousUser: "demo" } };
    const server = serve({ journeys: { demo: { end: { ...end, gathered } } } });
    const [one, other] = [await signIn(server, "demo"), await signIn(server, "demo")];
    const handle = async (token: string): Promise<string> =>
      (await callSessions(server, "validate", { token })).json().sessionUid;
    const active = async () => {
      const answers = await Promise.all([one, other].map((token) => callSessions(server, "isActive", { token })));
      return answers.map((answer) => answer.json().active);
    };
    return { server, one, other, handle, active };
  }

  it("sees itself only", async () => {
    const { server, one, handle } = await strangers();
    const found = (await searchSessions(server, 'username eq "demo"', { token: one })).json().result;
    expect(found).toMatchObject([{ sessionHandle: await handle(one) }]);
  });

  it("ends itself only, by handle", async () => {
    const { server, one, other, handle, active } = await strangers();
    const [own, foreign] = [await handle(one), await handle(other)];
    const payload = { sessionHandles: [foreign, own] };
    const response = await callSessions(server, "logoutByHandle", { token: one, payload });
    expect(response.json()).toEqual({ result: { [foreign]: false, [own]: true } });
    expect(await active()).toEqual([false, true]);
  });

  it("ends itself only, by user", async () => {
    const { server, one, active } = await strangers();
    await callSessions(server, "logoutByUser", { token: one, payload: { username: "demo" } });
    expect(await active()).toEqual([false, true]);
  });
});

describe("an administrator", () => {
  const search = async (options: TestServerOptions, realm = "/") => {
    const server = serve({ journeys: journeysOf("amadmin"), ...options });
    const token = await signIn(server, "amadmin", { realm });
    return (await searchSessions(server, 'username eq "demo"', { realm, token })).statusCode;
  };

  it.each<[string, TestServerOptions, string, number]>([
    ["of the administrators' realm", {}, "/", 200],
    ["of the same name in another realm", {}, "/alpha", 403],
    ["whose session has the level that is needed", { administration: { realm: "/", minimumAuthLevel: 1 } }, "/", 200],
    ["whose session has not", { administration: { realm: "/", minimumAuthLevel: 2 } }, "/", 403],
    [
      "of another realm that is the administrators'",
      { administration: { realm: "/alpha", minimumAuthLevel: 0 } },
      "/alpha",
      200,
    ],
  ])("%s", async (_case, options, realm, status) => {
    expect(await search(options, realm)).toBe(status);
  });

  it("is none without the device of the login", async () => {
    const server = serve({ journeys: journeysOf("amadmin", "demo") });
    const mine = device("abc");
    const admin = await signIn(server, "amadmin", { realm: "/", device: mine });
    const payload = { username: "demo" };
    const status = async (from?: typeof mine) =>
      (await callSessions(server, "logoutByUser", { token: admin, payload, ...(from ? { device: from } : {}) }))
        .statusCode;
    expect(await status()).toBe(401);
    expect(await status(mine)).toBe(200);
  });
});

describe("users", () => {
  const get = async (name: string, token: string | undefined, realm = "/alpha") => {
    const { server } = await setting;
    const headers = token === undefined ? {} : { iplanetdirectorypro: token };
    return server.app.inject({ url: `/am/json${realmPath(realm)}/users/${name}`, headers });
  };
  let setting: ReturnType<typeof house>;

  it("shows people themselves, and an administrator everybody", async () => {
    setting = house();
    const { admin, demo } = await setting;
    const own = await get("demo", demo);
    expect(own.json()).toMatchObject({
      _id: "demo",
      username: "demo",
      realm: "/alpha",
      mail: ["demo@example.com"],
      universalid: ["id=demo,ou=user,o=alpha,ou=services,ou=am-config"],
      inetUserStatus: ["Active"],
    });
    expect((await get("demo", admin)).statusCode).toBe(200);
    expect((await get("nobody", admin)).statusCode).toBe(404);
    expect((await get("other", demo)).json()).toEqual(notPermitted);
    expect((await get("demo", undefined)).statusCode).toBe(401);
  });

  it("idFromSession says who the session belongs to", async () => {
    const { server, demo } = await house({ settings: { authentication: { successUrl: "/app" } } });
    const url = `/am/json${realmPath("/alpha")}/users?_action=idFromSession`;
    const call = (headers: Record<string, string>) => server.app.inject({ method: "POST", url, headers });
    expect((await call({ iplanetdirectorypro: demo })).json()).toEqual({
      id: "demo",
      realm: "/alpha",
      dn: "id=demo,ou=user,o=alpha,ou=services,ou=am-config",
      successURL: "/app",
      fullLoginURL: "/am/XUI/?realm=%2Falpha",
    });
    expect((await call({})).json()).toEqual({
      code: 403,
      reason: "Forbidden",
      message: "SSO Token cannot be retrieved.",
    });
  });

  it("refuses another action", async () => {
    const { server } = await house();
    const url = `/am/json${realmPath("/alpha")}/users?_action=create`;
    expect((await server.app.inject({ method: "POST", url, payload: {} })).statusCode).toBe(400);
  });
});
