import { describe, expect, it } from "vitest";
import { openServers } from "../testing/open-servers.ts";
import { device } from "../testing/server.ts";
import { callSessions, journeysOf, signIn } from "../testing/sessions.ts";

const serve = openServers();
const mine = device("abc", "A".repeat(43));
const minutes = (count: number) => count * 60_000;

async function signedIn(settings: object = {}, began?: typeof mine) {
  const server = serve({ journeys: journeysOf("demo"), settings });
  const token = await signIn(server, "demo", began === undefined ? {} : { device: began });
  return { server, token };
}

describe("the times of a session", () => {
  it.each<[string, object]>([
    ["isActive", { active: true }],
    ["getTimeLeft", { maxtime: 115 * 60 }],
    ["getMaxTime", { maxsessiontime: 120 }],
    ["getIdle", { idletime: 300 }],
    ["getMaxIdle", { maxidletime: 30 }],
  ])("%s reads without prolonging", async (action, answer) => {
    const { server, token } = await signedIn();
    server.clock.advance(minutes(5));
    expect((await callSessions(server, action, { token })).json()).toEqual(answer);
    server.clock.advance(minutes(25));
    expect((await callSessions(server, "validate", { token })).json()).toEqual({ valid: false });
  });

  it("refresh restarts the idle time and tells all times", async () => {
    const { server, token } = await signedIn();
    server.clock.advance(minutes(29));
    expect((await callSessions(server, "refresh", { token })).json()).toEqual({
      uid: "demo",
      realm: "/alpha",
      idletime: 0,
      maxidletime: 30,
      maxsessiontime: 120,
      maxtime: 91 * 60,
    });
    server.clock.advance(minutes(29));
    expect((await callSessions(server, "validate", { token })).json().valid).toBe(true);
  });

  it("getSessionInfoAndResetIdleTime restarts the idle time", async () => {
    const { server, token } = await signedIn();
    server.clock.advance(minutes(29));
    const info = await callSessions(server, "getSessionInfoAndResetIdleTime", { token });
    expect(info.json()).toMatchObject({ latestAccessTime: "2026-01-01T00:29:00Z", username: "demo" });
    server.clock.advance(minutes(29));
    expect((await callSessions(server, "validate", { token })).json().valid).toBe(true);
  });

  it("no refresh outlives the maximum time", async () => {
    const { server, token } = await signedIn();
    for (let passed = 0; passed < 120; passed += 20) {
      await callSessions(server, "refresh", { token });
      server.clock.advance(minutes(20));
    }
    expect((await callSessions(server, "refresh", { token })).statusCode).toBe(401);
  });

  it.each(["refresh", "getSessionInfoAndResetIdleTime", "updateSessionProperties"])(
    "%s needs the device of the login",
    async (action) => {
      const { server, token } = await signedIn({}, mine);
      const call = (from?: typeof mine | null) =>
        callSessions(server, action, { payload: { tokenId: token }, ...(from === undefined ? {} : { device: from }) });
      expect((await call(mine)).statusCode).toBe(200);
      expect((await call(null)).statusCode).toBe(401);
      expect((await call()).statusCode).toBe(401);
      expect((await call(device("abc", "B".repeat(43)))).statusCode).toBe(401);
    },
  );

  it.each(["refresh", "getSessionInfoAndResetIdleTime", "updateSessionProperties"])(
    "%s by cookie is refused to another site",
    async (action) => {
      const { server, token } = await signedIn();
      const headers = { cookie: `iPlanetDirectoryPro=${token}`, origin: "https://evil.example.com" };
      expect((await callSessions(server, action, { headers })).statusCode).toBe(403);
    },
  );

  it.each(["getSessionInfo", "refresh", "getTimeLeft", "getMaxTime", "getIdle", "getMaxIdle", "getSessionProperties"])(
    "%s without a session is refused",
    async (action) => {
      const response = await callSessions(serve(), action, { token: "A".repeat(43) });
      expect(response.json()).toEqual({ code: 401, reason: "Unauthorized", message: "Access Denied" });
    },
  );

  it("isActive without a session says so", async () => {
    expect((await callSessions(serve(), "isActive", { token: "x" })).json()).toEqual({ active: false });
  });
});

describe("session properties", () => {
  const settings = { session: { clientProperties: ["colour", "shape"] } };
  const update = (server: ReturnType<typeof serve>, token: string, payload: object) =>
    callSessions(server, "updateSessionProperties", { token, payload });

  it("that the realm lists can be set, read and, by leaving them out, removed", async () => {
    const { server, token } = await signedIn(settings);
    expect((await update(server, token, { colour: "red", shape: "round" })).json()).toEqual({
      colour: "red",
      shape: "round",
    });
    expect((await update(server, token, { shape: "square" })).json()).toEqual({ shape: "square" });
    expect((await callSessions(server, "getSessionProperties", { token })).json()).toEqual({ shape: "square" });
  });

  it("keep what the journey and the server set", async () => {
    const { server, token } = await signedIn(settings);
    await update(server, token, {});
    expect((await callSessions(server, "getSessionInfo", { token })).json().properties).toMatchObject({
      AuthLevel: "1",
      Service: "demo",
    });
  });

  it.each<[string, object, number]>([
    ["one that is not listed", { AuthLevel: "99" }, 403],
    ["one of several that is not listed", { colour: "red", size: "1" }, 403],
    ["a number", { colour: 1 }, 400],
    ["an object", { colour: {} }, 400],
    ["an endless text", { colour: "x".repeat(5000) }, 400],
  ])("refuse %s, and nothing is written", async (_case, payload, status) => {
    const { server, token } = await signedIn(settings);
    expect((await update(server, token, payload)).statusCode).toBe(status);
    expect((await callSessions(server, "getSessionProperties", { token })).json()).toEqual({});
  });

  it("are none where the realm lists none", async () => {
    const { server, token } = await signedIn();
    const response = await update(server, token, { colour: "red" });
    expect(response.json()).toEqual({ code: 403, reason: "Forbidden", message: "User not permitted." });
  });
});

describe("a quota", () => {
  const alive = async (server: ReturnType<typeof serve>, tokens: readonly string[]) => {
    const answers = await Promise.all(tokens.map((token) => callSessions(server, "isActive", { token })));
    return answers.map((answer) => answer.json().active);
  };

  it("ends the oldest session of the user, and nobody else's", async () => {
    const journeys = journeysOf("demo", "other");
    const server = serve({ journeys, settings: { session: { quota: 2 } } });
    const tokens: string[] = [];
    for (const username of ["demo", "other", "demo", "demo"]) {
      tokens.push(await signIn(server, username));
      server.clock.advance(1000);
    }
    expect(await alive(server, tokens)).toEqual([false, true, true, true]);
  });

  it("can refuse the login instead", async () => {
    const settings = { session: { quota: 1, whenQuotaExceeded: "refuse" } };
    const server = serve({ journeys: journeysOf("demo"), settings });
    const first = await signIn(server, "demo");
    const refused = await server.authenticate({ query: "authIndexType=service&authIndexValue=demo" });
    expect(refused.statusCode).toBeGreaterThanOrEqual(400);
    expect(refused.statusCode).toBeLessThan(500);
    expect(refused.json()).not.toHaveProperty("tokenId");
    expect(await alive(server, [first])).toEqual([true]);
  });

  it("does not count the session that the login replaces", async () => {
    const settings = { session: { quota: 1, whenQuotaExceeded: "refuse" } };
    const server = serve({ journeys: journeysOf("demo"), settings });
    const first = await signIn(server, "demo");
    const query = "authIndexType=service&authIndexValue=demo&ForceAuth=true";
    const again = await server.authenticate({ query, headers: { iplanetdirectorypro: first } });
    expect(await alive(server, [first, again.json().tokenId])).toEqual([false, true]);
  });
});
