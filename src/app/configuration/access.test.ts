import { appendFileSync, readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { type ApiOptions, type ConfigurationApi, configurationApi, nodes, origin, trees } from "./testing/api.ts";

/** Who may use the configuration API, and what is written down of it. */

async function opened(options?: ApiOptions): Promise<ConfigurationApi> {
  const api = await configurationApi(options);
  onTestFinished(() => api.close());
  return api;
}

describe("the configuration API", () => {
  it("is closed to whoever has no session, and reads nothing of what they send", async () => {
    const api = await opened();
    const none = { cookie: undefined };
    const answer = await api.call("GET", `${trees}?_queryFilter=true`, undefined, none);
    expect(answer.json()).toEqual({ code: 401, reason: "Unauthorized", message: "Access Denied" });
    expect((await api.call("PUT", `${trees}/x`, "x".repeat(2_000_000), none)).statusCode).toBe(401);
  });

  it("takes the session from a header as well", async () => {
    const api = await opened();
    const answer = await api.call("GET", `${trees}/intune`, undefined, {
      cookie: undefined,
      iplanetdirectorypro: api.token,
    });
    expect(answer.statusCode).toBe(200);
  });

  it.each<[string, ApiOptions]>([
    ["a user of another realm", { administrator: { realm: "/alpha" } }],
    ["a user without the role", { administrator: { roles: [] } }],
    ["a user who was deactivated", { administrator: { active: false } }],
    ["a session of too low a level", { minimumAuthLevel: 2 }],
  ])("is closed to %s", async (_case, options) => {
    const api = await opened(options);
    const answer = await api.call("GET", `${trees}?_queryFilter=true`);
    expect(answer.json()).toEqual({ code: 403, reason: "Forbidden", message: "User not permitted." });
  });

  it("is closed to all that came through a gateway, whoever it is", async () => {
    const api = await opened();
    const target = `${trees}?_queryFilter=true`;
    const answer = await api.call("GET", target, undefined, { "sallyport-assertion": api.assertion("GET", target) });
    expect(answer.statusCode).toBe(403);
  });

  it.each([
    ["a form of another page", { "accept-api-version": undefined }, 403],
    ["a script of another page", { origin: "https://evil.example" }, 403],
    ["a script of an application that the realm allows to log in", { origin: "https://app.example.com" }, 403],
    ["another content type", { "content-type": "text/plain" }, 415],
    ["our own page", { origin, "accept-api-version": undefined, "x-requested-with": "XMLHttpRequest" }, 201],
  ])("a write from %s", async (_case, headers, status) => {
    const api = await opened();
    expect((await api.call("PUT", `${trees}/x`, {}, headers)).statusCode).toBe(status);
  });

  it("never answers with a CORS header, and no preflight", async () => {
    const api = await opened();
    const preflight = { origin: "https://app.example.com", "access-control-request-method": "PUT" };
    for (const method of ["OPTIONS", "GET"] as const) {
      const { headers } = await api.call(method, `${trees}/intune`, undefined, preflight);
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  it("read-only answers every write with 403 and every read as ever", async () => {
    const api = await opened({ readOnly: true });
    const before = api.files();
    const writes = await Promise.all([
      api.call("PUT", `${trees}/x`, {}),
      api.call("DELETE", `${trees}/intune`),
      api.call("POST", `${trees}?_action=create`, { _id: "x" }),
    ]);
    expect(writes.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403]);
    expect((await api.call("GET", `${trees}/intune`)).statusCode).toBe(200);
    expect((await api.call("POST", `${nodes}?_action=getAllTypes`, {})).statusCode).toBe(200);
    expect(api.files()).toEqual(before);
  });

  it("lists realms, and makes none", async () => {
    const api = await opened();
    const list = (await api.call("GET", "/am/json/global-config/realms/?_queryFilter=true")).json();
    expect(list).toMatchObject({
      resultCount: 2,
      result: [
        { _id: "Lw", parentPath: null, name: "/", active: true },
        { _id: "L2FscGhh", parentPath: "/", name: "alpha" },
      ],
    });
    expect((await api.call("GET", "/am/json/global-config/realms/L2FscGhh")).json()).toMatchObject({ name: "alpha" });
    expect((await api.call("DELETE", "/am/json/global-config/realms/L2FscGhh")).statusCode).toBe(403);
    expect((await api.call("GET", trees.replace("alpha", "beta"))).json()).toMatchObject({ code: 404 });
  });

  it("writes down who changed what, with the revision, before it is changed", async () => {
    const api = await opened();
    const { _rev } = (await api.call("PUT", `${trees}/x`, {})).json();
    const lines = readFileSync(api.path(".sallyport/audit.log"), "utf8").trim().split("\n");
    const entry = {
      by: { realm: "/", username: "amadmin", clientIp: "127.0.0.1" },
      realm: "/alpha",
      action: "put",
      what: "tree",
      id: "x",
      revision: _rev,
    };
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ time: "2026-01-01T00:00:00.000Z", ...entry }]);
    expect(api.logs).toContainEqual(expect.objectContaining({ level: "info", fields: entry }));
  });

  it("does not write over a file that was broken by hand", async () => {
    const api = await opened();
    appendFileSync(api.path("deployment/realms/alpha/journeys/intune.journey.json"), "}");
    const answer = await api.call("PUT", `${trees}/x`, {});
    expect(answer.json()).toMatchObject({ code: 409, message: expect.stringContaining("edited by hand") });
    expect((await api.call("GET", `${trees}/intune`)).statusCode).toBe(200);
  });
});
