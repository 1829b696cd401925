import { afterEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../../core/json.ts";
import { ask } from "../../testing/client.ts";
import { el, startTestGateway, type TestGateway } from "../../testing/harness.ts";

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

/** A route that counts in its session how often it was asked: `x`, `xx`, … */
function counting(more: JsonObject = {}): JsonObject {
  const counted = { target: el("session.count"), value: `${el("session.count")}x` };
  return {
    ...more,
    handler: {
      type: "Chain",
      config: {
        filters: [{ type: "AssignmentFilter", config: { onRequest: [counted] } }],
        handler: { type: "StaticResponseHandler", config: { status: 200, entity: el("session.count") } },
      },
    },
  };
}

const on = (path: string): JsonObject => ({ condition: el(`request.uri.path == '${path}'`) });

/** Asks with all cookies that came so far. */
function visitor({ port }: TestGateway) {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async get(path: string): Promise<string> {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await ask({ port, path, headers: ["Cookie", cookie] });
      for (const line of answer.headers["set-cookie"] ?? []) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      return answer.body;
    },
  };
}

describe("the session of a route", () => {
  test("is that of the gateway, in memory, where no file says otherwise", async () => {
    gateway = await startTestGateway({ routes: { "a.json": counting(on("/a")), "b.json": counting(on("/b")) } });
    const one = visitor(gateway);
    expect([await one.get("/a"), await one.get("/b"), await one.get("/a")]).toEqual(["x", "xx", "xxx"]);
    expect([...one.cookies.keys()]).toEqual(["IG_SESSIONID"]);
    expect(await visitor(gateway).get("/a")).toBe("x");
  });

  test.each([
    ["by name", { session: "Kept", heap: [{ name: "Kept", type: "JwtSession" }] }],
    ["in place", { session: { type: "JwtSessionManager" } }],
    ["by the name that PingGateway gives it", { heap: [{ name: "Session", type: "JwtSessionFactory" }] }],
  ])("is its own where it has one: %s", async (_what, more) => {
    const routes = { "a.json": counting({ ...on("/a"), ...more }), "b.json": counting(on("/b")) };
    gateway = await startTestGateway({ routes });
    const one = visitor(gateway);
    expect([await one.get("/a"), await one.get("/b"), await one.get("/a")]).toEqual(["x", "x", "xx"]);
    expect([...one.cookies.keys()].sort()).toEqual(["IG_SESSIONID", "openig-jwt-session"]);
    expect(gateway.lint.join("\n")).toContain("has no authenticatedEncryptionSecretId");
  });

  test("survives a restart with a key of its own", async () => {
    const config = {
      authenticatedEncryptionSecretId: "session.key",
      secretsProvider: { type: "FileSystemSecretStore", config: { directory: "secrets", format: "PLAIN" } },
    };
    const files = { "secrets/session.key": Buffer.alloc(32, 7).toString("base64") };
    const routes = { "a.json": counting({ session: { type: "JwtSession", config } }) };
    gateway = await startTestGateway({ routes, files });
    const before = visitor(gateway);
    await before.get("/");
    await gateway.close();
    gateway = await startTestGateway({ routes, files });
    const after = visitor(gateway);
    for (const [name, value] of before.cookies) after.cookies.set(name, value);
    expect(await after.get("/")).toBe("xx");
  });

  test.each<[string, JsonObject, string]>([
    ["another object", { session: "ReverseProxyHandler" }, "must be a session manager, and this is a handler"],
    ["compression", { session: { type: "JwtSession", config: { useCompression: true } } }, "compressed text tells"],
    ["no time", { session: { type: "JwtSession", config: { sessionTimeout: "0" } } }, "no duration"],
    [
      "a cookie that browsers drop",
      { session: { type: "JwtSession", config: { cookie: { sameSite: "NONE" } } } },
      "secure",
    ],
    ["a secret that is no key", withKey("short"), "must be 32 bytes in base64"],
    ["a secret that is nowhere", withKey(null), "no store has the secret"],
  ])("is refused with %s", async (_what, more, problem) => {
    const files = { "secrets/short": "c2hvcnQ=" };
    gateway = await startTestGateway({ routes: { "a.json": counting(more) }, files });
    expect(gateway.lint.join("\n")).toContain(problem);
  });
});

function withKey(id: string | null): JsonObject {
  const secretsProvider = { type: "FileSystemSecretStore", config: { directory: "secrets", format: "PLAIN" } };
  const config = { authenticatedEncryptionSecretId: id ?? "nowhere", secretsProvider };
  return { session: { type: "JwtSession", config } };
}
