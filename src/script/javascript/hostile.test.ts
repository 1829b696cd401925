import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { SallyportError } from "../../core/errors.ts";
import { silentLogger } from "../../core/log.ts";
import { Secret } from "../../core/secret.ts";
import { hostCalls } from "../host/calls.ts";
import type { ScriptHttpRequest } from "../host/http.ts";
import type { ScriptPorts } from "../host/ports.ts";
import { emptyInput, scriptOf } from "../testing/scripts.ts";
import { defaultLimits } from "./limits.ts";
import { createScriptRunner } from "./runner.ts";

/** What an author could try who wants more than a script may have. */

const memoryBytes = 16 * 1024 * 1024;
const runner = createScriptRunner({ workers: 1, log: silentLogger, limits: { cpuMs: 8000, memoryBytes } });
afterAll(() => runner.close());

const asked: ScriptHttpRequest[] = [];
const labels: string[] = [];
const ports: ScriptPorts = {
  http: {
    send: async (request) => {
      asked.push(request);
      return { status: 200, reason: "OK", headers: {}, body: "{}" };
    },
    close: async () => undefined,
  },
  secret: (label) => {
    labels.push(label);
    return new Secret("hunter2");
  },
};
const run = (source: string) => runner.run(scriptOf(source, "next-gen"), emptyInput, ports);

describe("a hostile author cannot", () => {
  it("reach a secret outside the prefix by changing what the prelude uses", async () => {
    const source = `
      String.prototype.startsWith = () => true; JSON.stringify = () => '["am.keystore"]'; Array.isArray = () => true;
      Object.prototype.toString = () => "scripted.node.x"; RegExp.prototype.test = () => true;
      try { secrets.getGenericSecret("am.keystore") } catch (e) {}
      try { secrets.getGenericSecret({ toString() { return "am.keystore" } }) } catch (e) {}
      action.goTo("x")`;
    await run(source).catch((thrown) => expect(thrown).toBeInstanceOf(SallyportError));
    expect(labels.filter((label) => !label.startsWith("scripted.node."))).toEqual([]);
  });
  it("send what is no request, through getters or prototypes", async () => {
    asked.length = 0;
    const source = `
      Object.prototype.url = "http://169.254.169.254/"; Object.prototype.method = "CONNECT"; Object.prototype.admin = true;
      let turn = 0;
      httpClient.send("https://a.test/", { get body() { turn += 1; return turn > 1 ? "x".repeat(9) : "y" } }).get();
      action.goTo("x")`;
    await run(source).catch((thrown) => expect(thrown).toBeInstanceOf(SallyportError));
    for (const request of asked) expect(Object.keys(request).sort()).toEqual(["body", "headers", "method", "url"]);
    for (const { url } of asked) expect(url).toBe("https://a.test/");
  });
  it.each([
    ["a huge argument", `httpClient.send("https://a.test/", { body: "x".repeat(3e6) }).get()`, "script.threw"],
    ["a huge log line", `logger.info("x".repeat(3e6)); action.goTo("fine")`, null],
    [
      "a deep argument",
      `let a = {}; for (let i = 0; i < 500; i++) a = { a }; jwtAssertion.generateJwt(a); action.goTo("fine")`,
      null,
    ],
    ["a proxy as callback argument", `callbacksBuilder.nameCallback(new Proxy({}, { get: () => () => "p" }))`, null],
    ["a getter on what it returns", `action.goTo({ get toString() { throw 1 } })`, "script.threw"],
    [
      "an endless iterator",
      `callbacksBuilder.choiceCallback("p", { *[Symbol.iterator]() { for (;;) yield "x".repeat(1e4) } }, 0)`,
      "script.out-of-memory",
    ],
  ])("gain anything by %s", async (_name, source, code) => {
    const outcome = await run(source).then(
      () => null,
      (thrown) => thrown.code,
    );
    expect(outcome).toBe(code);
    expect((await run(`action.goTo("still here")`)).outcome).toBe("still here");
  });
});

describe("the host's end of the line", () => {
  const never: ScriptPorts = {
    http: { send: () => Promise.reject(new Error("must not be reached")), close: async () => undefined },
    identities: { read: () => null, write: () => undefined },
    secret: () => null,
    property: () => null,
    library: () => null,
  };
  it("answers whatever a guest calls with JSON of one of three kinds", async () => {
    const method = fc.oneof(
      fc.constantFrom(
        "http",
        "identity.read",
        "identity.write",
        "secret",
        "property",
        "library",
        "suspended",
        "__proto__",
      ),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(
        method,
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.array(fc.jsonValue()).map((v) => JSON.stringify(v)),
        ),
        async (name, args) => {
          const calls = hostCalls(never, defaultLimits, new Map(), silentLogger);
          const answer = JSON.parse(await calls.answer(name, args));
          expect(Object.keys(answer)).toHaveLength(1);
          expect(["value", "error", "failure"]).toContain(Object.keys(answer)[0]);
        },
      ),
    );
  });
  it("says nothing of the inside when a port fails", async () => {
    const calls = hostCalls(never, defaultLimits, new Map(), silentLogger);
    const request = { url: "https://a.test/", method: "GET", headers: {}, body: null };
    expect(await calls.answer("http", JSON.stringify([request]))).toBe('{"error":"the call failed"}');
  });
});
