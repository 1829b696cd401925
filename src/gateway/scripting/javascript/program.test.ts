import { afterAll, describe, expect, it } from "vitest";
import { frozenClock } from "../../../core/clock.ts";
import { silentLogger } from "../../../core/log.ts";
import { seededRandom } from "../../../core/random.ts";
import type { Handler } from "../../http/exchange.ts";
import { headersFrom } from "../../http/headers.ts";
import type { TestExchange } from "../../testing/exchange.ts";
import { answering, testExchange, textOf } from "../../testing/exchange.ts";
import { type PlacedScript, runScript } from "../run-script.ts";
import { javascriptCompiler } from "./program.ts";
import { sharedSandbox } from "./shared-sandbox.ts";

const sandbox = sharedSandbox(silentLogger);
afterAll(() => sandbox.close());

const logged: string[] = [];
const note = (_fields: object, message: string): void => void logged.push(message);
const log = { debug: note, info: note, warn: note, error: note };
const services = {
  clock: frozenClock("2026-11-23T00:00:00Z"),
  random: seededRandom("scripts"),
  javascript: sandbox.get,
};

function placed(source: string, compatibility = { scriptErrors: false, scriptIdentity: false }): PlacedScript {
  const compile = javascriptCompiler({ name: "test.js", variables: new Map([["limit", 3]]), services });
  const program = compile(source);
  const own = { ...services, compatibility, log } as unknown as PlacedScript["services"];
  return { name: "test.js", program: () => program, clientHandler: answering(200, [], '{"ok":true}'), services: own };
}

async function run(
  source: string,
  request: TestExchange = {},
  next: Handler | null = answering(200, ["X-App", "1"], "app"),
) {
  const exchange = testExchange(request);
  const response = await runScript(placed(source), exchange, next);
  return { exchange, response, text: await textOf(response) };
}

describe("a gateway script in JavaScript", () => {
  it("lets the next handler answer, and streams its body past the sandbox", async () => {
    const { response, text } = await run("return next.handle(context, request)");
    expect([response.status, text]).toEqual([200, "app"]);
  });

  it("sets, replaces and removes headers of the request", async () => {
    const { exchange } = await run(
      `request.headers.add("X-One", "1"); request.headers.put("X-Two", "2"); request.headers.remove("X-Old");
       return next.handle(context, request)`,
      { headers: ["X-Two", "old", "X-Old", "1", "Host", "a"] },
    );
    expect(exchange.headers.toRaw()).toEqual(expect.arrayContaining(["X-One", "1", "X-Two", "2", "Host", "a"]));
    expect(exchange.headers.all("x-two")).toEqual(["2"]);
    expect(exchange.headers.all("x-old")).toEqual([]);
  });

  it("awaits the response and changes it", async () => {
    const { response } = await run(
      `const response = await next.handle(context, request);
       response.headers.put("X-App", response.headers["x-app"][0] + "2"); response.status = Status.ACCEPTED; return response`,
    );
    expect([response.status, response.headers.all("x-app")]).toEqual([202, ["12"]]);
  });

  it("answers by itself with a status, headers and JSON", async () => {
    const { response, text } = await run("const r = new Response(Status.FORBIDDEN); r.entity = { limit }; return r");
    expect([response.status, text]).toEqual([403, '{"limit":3}']);
  });

  it("reads the request's entity", async () => {
    const { text } = await run("const r = new Response(200); r.entity = request.entity.json.name; return r", {
      method: "POST",
      body: '{"name":"x"}',
    });
    expect(text).toBe("x");
  });

  it("calls a service and keeps data in attributes and session", async () => {
    const { exchange } = await run(
      `const r = new Request(); r.uri = "http://service.example.com/x"; const got = await http.send(r);
       attributes.ok = got.entity.json.ok; session.user = "u"; return next.handle(context, request)`,
    );
    expect([exchange.attributes.get("ok"), exchange.session.get("user")]).toEqual([true, "u"]);
  });

  it("rewrites the path", async () => {
    const { exchange } = await run('request.uri.path = "/a b"; return next.handle(context, request)');
    expect(exchange.target.path).toBe("/a%20b");
  });

  it.each([
    [
      "a second next.handle gives the first response",
      "next.handle(context, request); return next.handle(context, request)",
    ],
    ["what is thrown after next.handle is only logged", "next.handle(context, request); throw new Error('late')"],
  ])("%s", async (_rule, source) => {
    let calls = 0;
    const { text } = await run(source, {}, async () => {
      calls += 1;
      return { status: 200, headers: headersFrom([]), body: Buffer.from("app") };
    });
    expect([calls, text]).toEqual([1, "app"]);
  });

  it.each([
    ["throws", "throw new Error('no')"],
    ["returns nothing", "request.method"],
    ["returns a text", "return 'text'"],
    [
      "sets the gateway's assertion",
      "request.headers.put('Sallyport-Assertion', 'x'); return next.handle(context, request)",
    ],
    ["sets a line break", "request.headers.put('X', 'a\\r\\nY: b'); return next.handle(context, request)"],
    ["makes a path that climbs", "request.uri.rawPath = '/a/../b'; return next.handle(context, request)"],
    ["never ends", "for (;;) {}"],
    ["never settles", "await new Promise(() => {}); return next.handle(context, request)"],
  ])("is an error of the script when it %s", async (_what, source) => {
    await expect(run(source)).rejects.toMatchObject({ status: 500 });
  });

  it("does not load when it does not parse, and says where", () => {
    expect(() => placed("return (\n  1 +* 2)")).toThrow(
      expect.objectContaining({ detail: expect.stringMatching(/line 2, column 6/) }),
    );
  });

  it("sees nothing of the run before it but globals", async () => {
    const script = placed(
      "const seen = [globals.get('n') ?? 0, typeof globalThis.left]; globals.set('n', seen[0] + 1); globalThis.left = 1; const r = new Response(200); r.entity = seen; return r",
    );
    await runScript(script, testExchange(), null);
    expect(await textOf(await runScript(script, testExchange(), null))).toBe('[1,"undefined"]');
  });
});
