import { afterEach, describe, expect, test } from "vitest";
import { type FrozenClock, frozenClock } from "../../../core/clock.ts";
import type { Logger } from "../../../core/log.ts";
import { ask } from "../../testing/client.ts";
import { agentPassword, type FakeCall, sessionOf } from "./testing/fake-am.ts";
import { type ProtectedGateway, type ProtectedOptions, startProtected } from "./testing/protected-gateway.ts";

let running: ProtectedGateway | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

interface Started extends ProtectedGateway {
  readonly clock: FrozenClock;
  readonly logged: string[];
  /** The status of one request with a session. */
  request(token?: string): Promise<number>;
  logins(): readonly FakeCall[];
}

async function start(options: ProtectedOptions = {}): Promise<Started> {
  const clock = frozenClock("2026-11-23T00:00:00Z");
  const logged: string[] = [];
  const write = (fields: object, message: string): void => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const log: Logger = { debug: write, info: write, warn: write, error: write };
  running = await startProtected({ ...options, gateway: { ...options.gateway, options: { clock, log } } });
  const { am, gateway } = running;
  am.sessions.set("good", sessionOf({ maxIdleExpirationTime: "2026-11-24T00:00:00Z" }));
  return {
    ...running,
    clock,
    logged,
    request: async (token = "good") => {
      const headers = ["Cookie", `iPlanetDirectoryPro=${token}`, "Accept", "text/html"];
      return (await ask({ port: gateway.port, headers })).status;
    },
    logins: () => am.calls.filter(({ url }) => url.includes("/authenticate")),
  };
}

describe("the agent", () => {
  test("logs in once, by headers, for whatever comes at once", async () => {
    const { request, logins } = await start();
    expect(await Promise.all([request(), request(), request("other")])).toEqual([200, 200, 302]);
    expect(logins()).toHaveLength(1);
    expect(logins()[0]).toMatchObject({
      url: "/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=Agent",
      headers: { "x-openam-username": "gateway", "x-openam-password": agentPassword },
    });
  });

  test("answers callbacks of a journey that asks by them", async () => {
    const { request, logins, am } = await start();
    am.asksByCallbacks = true;
    expect(await request()).toBe(200);
    expect(logins()[1]?.body).toMatchObject({
      authId: "a",
      callbacks: [{ input: [{ value: "gateway" }] }, { input: [{ value: agentPassword }] }],
    });
  });

  test("renews its session before that ends, and ends the old one", async () => {
    const { request, logins, am, clock } = await start();
    await request();
    clock.advance(28 * 60_000);
    expect(await request()).toBe(200);
    expect(logins()).toHaveLength(1);
    clock.advance(60_000 + 1);
    expect(await request()).toBe(200);
    expect(logins()).toHaveLength(2);
    await expect.poll(() => [...am.sessions.keys()]).toEqual(["good", "agent-2"]);
  });

  test("logs in again when AM ended its session", async () => {
    const { request, logins, am, clock } = await start();
    await request();
    am.sessions.delete("agent-1");
    clock.advance(10_001);
    expect(await request()).toBe(200);
    expect(logins()).toHaveLength(2);
  });

  test("does not log in again for every token that is refused", async () => {
    const { request, logins, am } = await start();
    for (let count = 0; count < 5; count += 1) expect(await request(`wrong-${count}`)).toBe(302);
    expect(logins()).toHaveLength(1);
    const own = am.calls.filter(({ body }) => body?.tokenId === "agent-1");
    expect(own.length).toBeLessThanOrEqual(1);
  });

  test("waits longer after each failure, and nobody passes meanwhile", async () => {
    const { request, logins, clock, logged } = await start({
      gateway: { files: { "secrets/agent.password": "wrong password" } },
    });
    expect(await request()).toBe(503);
    expect(await request()).toBe(503);
    expect(logins()).toHaveLength(1);
    clock.advance(1_001);
    expect(await request()).toBe(503);
    expect(logins()).toHaveLength(2);
    clock.advance(1_001);
    expect(await request()).toBe(503);
    expect(logins()).toHaveLength(2);
    expect(logged.join("\n")).toContain("the agent cannot log in");
    expect(logged.join("\n")).not.toContain("wrong password");
  });

  test("ends its session when the gateway does", async () => {
    const all = await start();
    await all.request();
    await all.gateway.close();
    expect([...all.am.sessions.keys()]).toEqual(["good"]);
  });
});

describe("when AM does not answer", () => {
  const broken: [string, Parameters<typeof Object.assign>[1], number][] = [];
  broken.push(["it fails", (response: never) => end(response, 500, "{}"), 503]);
  broken.push(["it is busy", (response: never) => end(response, 429, "{}"), 503]);
  broken.push(["it forbids", (response: never) => end(response, 403, "{}"), 502]);
  broken.push(["it says something else", (response: never) => end(response, 200, "<html>"), 502]);
  broken.push(["it says too much", (response: never) => end(response, 200, `"${"x".repeat(300_000)}"`), 503]);
  broken.push(["it hangs up", (response: { destroy(): void }) => response.destroy(), 503]);

  test.each(broken)("nobody passes: %s", async (_what, fail, status) => {
    const { request, am, app } = await start();
    expect(await request()).toBe(200);
    am.fail = fail;
    expect(await request()).toBe(status);
    am.fail = undefined;
    expect(await request()).toBe(200);
    expect(app.received).toHaveLength(2);
  });

  test("it is left alone for a moment after failures in a row", async () => {
    const { request, am, clock } = await start();
    await request();
    am.fail = (response) => void response.writeHead(500).end();
    for (let count = 0; count < 5; count += 1) await request();
    const { length } = am.calls;
    expect(await request()).toBe(503);
    expect(am.calls).toHaveLength(length);
    am.fail = undefined;
    clock.advance(2_001);
    expect(await request()).toBe(200);
  });

  test("no token is in the log", async () => {
    const { request, am, logged } = await start();
    await request();
    am.fail = (response) => response.destroy();
    await request();
    expect(logged.join("\n")).not.toMatch(/good|agent-1|password of/);
  });
});

function end(response: { writeHead(status: number): { end(text: string): void } }, status: number, text: string): void {
  response.writeHead(status).end(text);
}

describe("an AmService", () => {
  test.each<[string, Record<string, never> | object, string]>([
    ["an address that is none", { url: "am.example.com" }, "/config/url: must be AM's http or https address"],
    ["a password in the address", { url: "https://a:b@am.example.com/am" }, "must not hold a password"],
    ["no secret", { agent: { username: "a", passwordSecretId: "nothing" } }, "no store has the secret nothing"],
    ["an endless cache", { sessionCache: { enabled: true, maximumTimeToCache: "unlimited" } }, "at most 10 minutes"],
    ["an odd realm", { realm: '/"' }, "is no path of a realm"],
  ])("is refused with %s", async (_what, service, problem) => {
    const { gateway } = await start({ service: service as never });
    expect(gateway.lint.join("\n")).toContain(problem);
  });

  test("keeps a session alive at AM while it is used, now and then, where the file says so", async () => {
    const { request, am, clock } = await start({ service: { sessionIdleRefresh: { enabled: true } } });
    const refreshes = (): number => am.calls.filter(({ url }) => url.includes("_action=refresh")).length;
    for (let count = 0; count < 3; count += 1) await request();
    expect(refreshes()).toBe(1);
    clock.advance(5 * 60_000 + 1);
    await request();
    expect(refreshes()).toBe(2);
  });
});
