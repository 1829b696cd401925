import { afterAll, describe, expect, it } from "vitest";
import { silentLogger } from "../../core/log.ts";
import { Secret } from "../../core/secret.ts";
import { type ScriptHttp, ScriptHttpError, type ScriptHttpRequest } from "../host/http.ts";
import type { ScriptPorts } from "../host/ports.ts";
import { emptyInput, scriptOf } from "../testing/scripts.ts";
import { createScriptRunner } from "./runner.ts";
import type { ScriptApi } from "./script.ts";

const runner = createScriptRunner({
  workers: 1,
  log: silentLogger,
  limits: { cpuMs: 8000, ioMs: 1_000, hostCalls: 20, httpCalls: 3, suspendMs: 1_000 },
});
afterAll(() => runner.close());

const people = new Map([["demo", new Map([["mail", ["a@example.com"]]])]]);
const asked: ScriptHttpRequest[] = [];
const http: ScriptHttp = {
  async send(request) {
    asked.push(request);
    if (request.url.includes("refused"))
      throw new ScriptHttpError("https://refused.test is not on the egress allow-list");
    if (request.url.includes("hangs")) await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
    if (request.url.includes("dawdles")) await new Promise((resolve) => setTimeout(resolve, 2_000).unref());
    return { status: 200, reason: "OK", headers: { "x-a": ["1", "2"] }, body: '{"score":7,"list":[{"a":1}]}' };
  },
  close: async () => undefined,
};
const ports: ScriptPorts = {
  http,
  identities: {
    read: (name, attribute) => {
      const attributes = people.get(name);
      return attributes === undefined ? null : (attributes.get(attribute) ?? []);
    },
    write(name, changes) {
      const attributes = people.get(name);
      if (attributes === undefined) throw new Error("inside of the house");
      for (const [key, values] of Object.entries(changes)) attributes.set(key, [...values]);
    },
  },
  secret: (label) => (label === "scripted.node.key" ? new Secret("hunter2") : null),
  property: (name) => (name === "esv.limit" ? "42" : null),
  library: (name) =>
    new Map([
      ["maths", `exports.add = (a, b) => a + b; exports.again = require("loop").name;`],
      ["loop", `exports.name = "loop"; require("maths");`],
      ["broken", `exports. = 5`],
    ]).get(name) ?? null,
};

const run = (api: ScriptApi, source: string, on = runner) => on.run(scriptOf(source, api), emptyInput, ports);
const textOf = async (api: ScriptApi, expression: string) =>
  (await run(api, api === "legacy" ? `outcome = String(${expression})` : `action.goTo(String(${expression}))`)).outcome;

const legacyRequest = `(function () { var r = new org.forgerock.http.protocol.Request(); r.setUri("https://api.test/x"); return r; })()`;

describe("httpClient", () => {
  it.each<[ScriptApi, string, string]>([
    ["next-gen", `httpClient.send("https://api.test/x").get().status`, "200"],
    ["next-gen", `httpClient.send("https://api.test/x").get().statusText`, "OK"],
    ["next-gen", `httpClient.send("https://api.test/x").get().ok`, "true"],
    ["next-gen", `httpClient.send("https://api.test/x").get().json().list[0].a`, "1"],
    ["next-gen", `httpClient.send("https://api.test/x").get().text().length`, "28"],
    ["next-gen", `httpClient.send("https://api.test/x").get().headers["X-A"][1]`, "2"],
    ["legacy", `httpClient.send(${legacyRequest}).get().getStatus().getCode()`, "200"],
    ["legacy", `httpClient.send(${legacyRequest}).get().status.isSuccessful()`, "true"],
    ["legacy", `httpClient.send(${legacyRequest}).get().getStatus().getReasonPhrase()`, "OK"],
    ["legacy", `JSON.parse(httpClient.send(${legacyRequest}).get().getEntity().getString()).score`, "7"],
    ["legacy", `httpClient.send(${legacyRequest}).getOrThrow().entity.string.length`, "28"],
    ["legacy", `httpClient.send(${legacyRequest}).get().getEntity().getJson().get("list").get(0).get("a")`, "1"],
    ["legacy", `httpClient.send(${legacyRequest}).get().getHeaders().getFirst("X-A")`, "1"],
    ["legacy", `httpClient.send(${legacyRequest}).get().headers.get("x-a").getValues().size()`, "2"],
    ["legacy", `httpClient.send(${legacyRequest}).then(function (r) { return r.status.code }).get()`, "200"],
  ])("%s: %s", async (api, expression, expected) => {
    expect(await textOf(api, expression)).toBe(expected);
  });
  it.each<[string, string, Partial<ScriptHttpRequest>]>([
    [
      "a form",
      `{ method: "post", form: { a: "b c", d: 1 } }`,
      { method: "POST", body: "a=b%20c&d=1", headers: { "content-type": ["application/x-www-form-urlencoded"] } },
    ],
    [
      "an object",
      `{ method: "PUT", body: { a: 1 } }`,
      { body: '{"a":1}', headers: { "content-type": ["application/json"] } },
    ],
    ["a token", `{ token: "t" }`, { headers: { authorization: ["Bearer t"] } }],
    ["headers", `{ headers: { Accept: "x" }, timeout: 50 }`, { headers: { accept: ["x"] }, timeoutMs: 50 }],
  ])("next-gen sends %s", async (_name, options, expected) => {
    await run("next-gen", `httpClient.send("https://api.test/", ${options}).get(); action.goTo("x")`);
    expect(asked.at(-1)).toMatchObject(expected);
  });
  it("legacy sends what the Request says", async () => {
    await run(
      "legacy",
      `with (JavaImporter(org.forgerock.http.protocol)) {
         var request = new Request();
         request.setMethod("POST").setUri("https://api.test/form");
         request.getHeaders().add("Accept", "application/json");
         var form = new Form(); form.add("a", "1").add("a", "2");
         request.setEntity(form);
         httpClient.send(request).get();
         var json = new Request(); json.uri = "https://api.test/json"; json.method = "PUT"; json.entity = { b: [1] };
         httpClient.send(json).get();
       } outcome = "x"`,
    );
    expect(asked.slice(-2)).toMatchObject([
      { method: "POST", url: "https://api.test/form", body: "a=1&a=2", headers: { Accept: ["application/json"] } },
      { method: "PUT", url: "https://api.test/json", body: '{"b":[1]}' },
    ]);
  });
  it("throws for a refused origin, and the log keeps it although the script caught it", async () => {
    const result = await run(
      "next-gen",
      `try { httpClient.send("https://refused.test/").get() } catch (e) { action.goTo(e.message) }`,
    );
    expect(result.outcome).toBe("https://refused.test is not on the egress allow-list");
    expect(result.logs).toEqual([{ level: "warn", message: `http: ${result.outcome}` }]);
  });
  it.each([
    [
      "too many requests",
      `for (var i = 0; i < 9; i++) try { httpClient.send("https://api.test/").get() } catch (e) {}`,
    ],
    ["too many calls", `for (var i = 0; i < 99; i++) try { systemEnv.getProperty("x") } catch (e) {}`],
    ["a host that hangs", `try { httpClient.send("https://hangs.test/").get() } catch (e) {} action.goTo("x")`],
  ])("ends a script for good after %s", async (_name, source) => {
    await expect(run("next-gen", source)).rejects.toMatchObject({ code: "script.host-limit" });
  });
  it("does not count the wait as the script's own time", async () => {
    const slow = createScriptRunner({ workers: 1, log: silentLogger, limits: { cpuMs: 1_000, ioMs: 20_000 } });
    await run("next-gen", `action.goTo("warm")`, slow);
    const source = `httpClient.send("https://dawdles.test/").get(); action.goTo("patient")`;
    expect((await run("next-gen", source, slow)).outcome).toBe("patient");
    await slow.close();
  });
});

describe("idRepository", () => {
  it("legacy reads and writes attributes", async () => {
    const source = `
      idRepository.setAttribute("demo", "sn", ["A", "B"]);
      idRepository.addAttribute("demo", "sn", "C");
      idRepository.addAttribute("demo", "sn", "C");
      var mail = idRepository.getAttribute("demo", "mail");
      outcome = [mail.iterator().next(), mail.size(), idRepository.getAttribute("demo", "sn"),
        idRepository.getAttribute("demo", "none").isEmpty(), idRepository.getAttribute("nobody", "mail").size()].join(" ")`;
    expect((await run("legacy", source)).outcome).toBe("a@example.com 1 [A, B, C] true 0");
  });
  it("next-gen keeps changes until they are stored", async () => {
    const source = `
      var identity = idRepository.getIdentity("demo");
      identity.setAttribute("cn", ["X"]);
      identity.addAttribute("cn", "Y");
      var before = idRepository.getIdentity("demo").getAttributeValues("cn").length;
      identity.store();
      action.goTo([before, identity.getAttributeValues("cn").join(), idRepository.getIdentity("nobody")].join(" "))`;
    expect((await run("next-gen", source)).outcome).toBe("0 X,Y ");
    expect(people.get("demo")?.get("cn")).toEqual(["X", "Y"]);
  });
  it("tells a script nothing of the inside of the house", async () => {
    const source = `try { idRepository.setAttribute("nobody", "a", "b") } catch (e) { outcome = e.message }`;
    expect((await run("legacy", source)).outcome).toBe("the call failed");
  });
});

describe("secrets, properties, libraries", () => {
  it.each<[ScriptApi, string, string]>([
    ["legacy", `secrets.getGenericSecret("scripted.node.key").getAsUtf8()`, "hunter2"],
    ["next-gen", `secrets.getGenericSecret("scripted.node.key").getAsBytes().length`, "7"],
    ["legacy", `systemEnv.getProperty("esv.limit")`, "42"],
    ["legacy", `systemEnv.getProperty("none", "fallback")`, "fallback"],
    ["legacy", `systemEnv.getProperty("none") === null`, "true"],
    ["legacy", `systemEnv.getProperty("esv.limit", 1, java.lang.Integer) + 1`, "43"],
    ["next-gen", `systemEnv.getProperty("esv.limit", 1, "java.lang.Integer") + 1`, "43"],
    ["next-gen", `require("maths").add(1, 2)`, "3"],
    ["next-gen", `require("maths").again`, "loop"],
    ["next-gen", `require("maths") === require("maths")`, "true"],
    ["legacy", `typeof require`, "undefined"],
  ])("%s: %s", async (api, expression, expected) => {
    expect(await textOf(api, expression)).toBe(expected);
  });
  it.each([
    [`secrets.getGenericSecret("am.keystore")`, "secret labels begin with scripted.node."],
    [`secrets.getGenericSecret("scripted.node.none")`, "there is no secret scripted.node.none"],
    [`require("none")`, "There is no library script none"],
    [`require("broken")`, "library broken: "],
  ])("refuses %s", async (source, detail) => {
    await expect(run("next-gen", source)).rejects.toMatchObject({
      code: "script.threw",
      detail: expect.stringContaining(detail),
    });
  });
  it("keeps a secret out of the log", async () => {
    const source = `logger.error("key {}", secrets.getGenericSecret("scripted.node.key").getAsUtf8()); action.goTo("x")`;
    expect((await run("next-gen", source)).logs).toEqual([{ level: "error", message: "key [redacted]" }]);
  });
});

describe("a script that suspends its journey", () => {
  it("tells its handler the link, once there is one", async () => {
    const source = `action.suspend("Open {0}, it''s here", function (uri) {
      httpClient.send("https://api.test/mail", { method: "POST", body: uri }).get(); }, 10).withStage("s")`;
    const { suspension, stage, outcome } = await run("next-gen", source);
    expect(suspension?.message("https://login.test/r")).toBe("Open https://login.test/r, it's here");
    expect([suspension?.minutes, stage, outcome]).toEqual([10, "s", null]);
    await suspension?.deliver?.("https://login.test/r");
    expect(asked.at(-1)).toMatchObject({ url: "https://api.test/mail", body: "https://login.test/r" });
  });
  it("gives its handler no way into the sandbox's own workings", async () => {
    const source = `action.suspend("x", function (uri) {
      httpClient.send("https://api.test/mail", { method: "POST", body: String(this === globalThis) }).get(); })`;
    const { suspension } = await run("next-gen", source);
    await suspension?.deliver?.("https://login.test/r");
    expect(asked.at(-1)).toMatchObject({ body: "true" });
  });
  it("holds its thread only for a moment when nobody delivers", async () => {
    const { suspension } = await run("next-gen", `action.suspend("x", function () {})`);
    expect((await run("next-gen", `action.goTo("next")`)).outcome).toBe("next");
    await expect(suspension?.deliver?.("late")).rejects.toMatchObject({ code: "script.host-limit" });
  });
  it("needs no handler", async () => {
    const { suspension } = await run(
      "next-gen",
      `action.suspend("x"); action.goTo("no"); callbacksBuilder.nameCallback("n")`,
    );
    expect(suspension).toMatchObject({ message: expect.any(Function) });
    expect(suspension?.deliver).toBeUndefined();
  });
  it("says in the legacy API what the client is shown", async () => {
    const source = `with (JavaImporter(org.forgerock.openam.auth.node.api, java.time.Duration)) {
      action = Action.suspend(function (uri) {
        return new SuspendedTextOutputCallback(0, "Mail: " + uri + " or ?u=" + encodeURIComponent(uri)); }, Duration.ofHours(1)).build() }`;
    const { suspension } = await run("legacy", source);
    expect(suspension?.message("https://a.test/?b")).toBe("Mail: https://a.test/?b or ?u=https%3A%2F%2Fa.test%2F%3Fb");
    expect(suspension?.minutes).toBe(60);
  });
  it("may call nothing from a legacy handler, which has no link yet", async () => {
    const source = `action = org.forgerock.openam.auth.node.api.Action.suspend(function (uri) {
      httpClient.send(${legacyRequest}).get(); return uri }).build()`;
    await expect(run("legacy", source)).rejects.toMatchObject({ code: "script.unsupported" });
  });
  it.each([`action.suspend("x", null, 0)`, `action.suspend("x", 5)`])("refuses %s", async (source) => {
    await expect(run("next-gen", source)).rejects.toMatchObject({ code: "script.threw" });
  });
});
