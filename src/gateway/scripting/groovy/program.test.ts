import { beforeAll, describe, expect, it } from "vitest";
import { frozenClock } from "../../../core/clock.ts";
import { seededRandom } from "../../../core/random.ts";
import { commonNames, dns, makeCertificate, type TestKeyPair, url } from "../../../device/testing/certificates.ts";
import type { Handler } from "../../http/exchange.ts";
import { headersFrom } from "../../http/headers.ts";
import { answering, type TestExchange, testExchange, textOf } from "../../testing/exchange.ts";
import { type PlacedScript, runScript } from "../run-script.ts";
import { groovyCompiler } from "./program.ts";

const services = {
  clock: frozenClock("2026-11-23T00:00:00Z"),
  random: seededRandom("scripts"),
  javascript: () => {
    throw new Error("no JavaScript here");
  },
};

const off = { scriptErrors: false, scriptIdentity: false };

function placed(source: string, logged: [object, string][] = [], compatibility = off): PlacedScript {
  const compile = groovyCompiler({ name: "test.groovy", variables: new Map([["limit", 3]]), services });
  const program = compile(source);
  const note = (fields: object, message: string): void => void logged.push([fields, message]);
  const log = { debug: note, info: note, warn: note, error: note };
  const own = { ...services, compatibility, log } as unknown as PlacedScript["services"];
  return {
    name: "test.groovy",
    program: () => program,
    clientHandler: answering(200, [], '{"ok":true}'),
    services: own,
  };
}

async function run(
  source: string,
  request: TestExchange = {},
  next: Handler | null = answering(200, ["X-App", "1"], "app"),
) {
  const exchange = testExchange(request);
  const logged: [object, string][] = [];
  const response = await runScript(placed(source, logged), exchange, next);
  return { exchange, response, text: await textOf(response), logged };
}

/** The text that a script answers for an expression. */
async function textFor(expression: string, request: TestExchange = {}): Promise<string> {
  const source = `def r = new Response(Status.OK)\nr.entity = String.valueOf(${expression})\nreturn r`;
  return (await run(source, request, null)).text;
}

describe("the request in a Groovy script", () => {
  const request: TestExchange = {
    method: "POST",
    target: "/a%20b/c?x=1&y=%C3%A4&x=2",
    headers: ["Host", "h", "X-One", "1", "x-one", "2", "Cookie", "a=1; b=2; a=3", "Content-Type", "application/json"],
    body: '{"user":{"name":"Zoë"},"list":[1,2]}',
    upstream: "https://app.example.com:8443",
  };
  it.each([
    ["request.method", "POST"],
    ["request.version", "HTTP/1.1"],
    ["request.uri.path", "/a b/c"],
    ["request.uri.rawPath", "/a%20b/c"],
    ["request.uri.query", "x=1&y=ä&x=2"],
    ["request.uri.rawQuery", "x=1&y=%C3%A4&x=2"],
    ["request.uri.host", "app.example.com"],
    ["request.uri.port", "8443"],
    ["request.uri.scheme", "https"],
    ["request.uri", "https://app.example.com:8443/a%20b/c?x=1&y=%C3%A4&x=2"],
    ["request.headers['x-ONE'][0]", "1"],
    ["request.headers.get('X-One').values", "[1, 2]"],
    ["request.headers.getFirst('X-One')", "1"],
    ["request.headers['X-None']", "null"],
    ["request.headers.containsKey('x-one')", "true"],
    ["request.cookies['a'][0].value", "1"],
    ["request.cookies['a'].size()", "2"],
    ["request.queryParams['x'][1]", "2"],
    ["request.queryParams.getFirst('y')", "ä"],
    ["request.form.x[0]", "1"],
    ["request.entity.string.length()", "36"],
    ["request.entity.json.user.name", "Zoë"],
    ["request.entity.getJson().list.size()", "2"],
    ["contexts.client.remoteAddress", "127.0.0.1"],
    ["contexts['client'].certificates.size()", "0"],
    ["contexts.client.certificates[0]", "null"],
    ["context.asContext(org.forgerock.services.context.ClientContext.class).remotePort", "40000"],
    ["limit + 1", "4"],
    ["Status.NOT_FOUND.code", "404"],
    ["Status.valueOf(302).family", "REDIRECTION"],
    ["Status.OK == Status.valueOf(200)", "true"],
    ["Status.OK.isSuccessful()", "true"],
  ])("%s is %s", async (expression, value) => {
    expect(await textFor(expression, request)).toBe(value);
  });

  it("is changed for what follows", async () => {
    const { exchange } = await run(
      `request.method = 'PUT'; request.uri.path = '/new path'; request.uri.query = 'a=ü'
       request.headers.put('X-One', 'new'); request.headers.add('X-Two', 'a'); request.headers['X-Three'] = ['b', 'c']
       request.headers.remove('X-Old'); request.entity.json = [user: 'u']
       attributes.user = [name: 'n']; attributes.user.more = 1; session.s = 'v'
       next.handle(context, request)`,
      { ...request, headers: ["X-One", "1", "X-Old", "1"] },
    );
    expect(exchange.method).toBe("PUT");
    expect(exchange.target).toEqual({ path: "/new%20path", query: "a=%C3%BC" });
    expect(exchange.headers.toRaw()).toEqual(
      expect.arrayContaining(["X-One", "new", "X-Two", "a", "X-Three", "b", "X-Three", "c"]),
    );
    expect(exchange.headers.all("x-old")).toEqual([]);
    expect(exchange.body?.bytes?.toString()).toBe('{"user":"u"}');
    expect(exchange.attributes.get("user")).toEqual({ name: "n", more: 1 });
    expect(exchange.session.get("s")).toBe("v");
  });
});

describe("the response of a Groovy script", () => {
  it("is that of next.handle, its body not read", async () => {
    const { text } = await run("next.handle(context, request)");
    expect(text).toBe("app");
  });

  it.each([
    ["thenOnResult", "next.handle(context, request).thenOnResult { r -> r.headers.put('X-App', '2') }", 200, "app"],
    ["then", "next.handle(context, request).then { r -> r.status = Status.ACCEPTED; r }", 202, "app"],
    [
      "thenAsync with http.send",
      `http.send(new Request().setUri('http://a.example.com/x')).thenAsync { r ->
         attributes.ok = r.entity.json.ok
         next.handle(context, request) }`,
      200,
      "app",
    ],
    [
      "then with its entity",
      "next.handle(context, request).then { r -> r.entity = r.entity.string + '!'; r }",
      200,
      "app!",
    ],
    ["a new one", "return new Response(Status.FORBIDDEN)", 403, ""],
    ["with setters that chain", "new Response().setStatus(Status.CREATED).setEntity([a: 1])", 201, '{"a":1}'],
    ["newResponsePromise", "Response.newResponsePromise(new Response(Status.NOT_FOUND))", 404, ""],
    [
      "newResultPromise",
      "import static org.forgerock.util.promise.Promises.newResultPromise\nnewResultPromise(new Response(Status.GONE))",
      410,
      "",
    ],
  ])("can come from %s", async (_from, source, status, body) => {
    const { response, text } = await run(source);
    expect([response.status, text]).toEqual([status, body]);
  });
});

describe("what is an error of a Groovy script, 500", () => {
  it.each([
    ["an exception", "throw new RuntimeException('no')"],
    ["null", "null"],
    ["a text", "'text'"],
    ["a promise of a text", "next.handle(context, request).then { 'text' }"],
    ["an exception in a callback", "next.handle(context, request).then { throw new RuntimeException('no') }"],
    [
      "setting the gateway's assertion",
      "request.headers.put('Sallyport_Assertion', 'x'); next.handle(context, request)",
    ],
    ["setting a client certificate", "request.headers.add('Client-Cert', ':aaaa:'); next.handle(context, request)"],
    ["a line break in a header", "request.headers.put('X', 'a\\r\\nY: b'); next.handle(context, request)"],
    ["a path that climbs", "request.uri.path = '/a/../b'; next.handle(context, request)"],
    ["a scheme of its own", "request.uri = 'file:///etc/passwd'; next.handle(context, request)"],
    ["no end", "while (true) { }"],
    ["endless recursion", "def f; f = { f() }; f()"],
    ["too much memory", "def s = 'x'; while (true) { s = s + s }"],
  ])("%s", async (_what, source) => {
    await expect(run(source)).rejects.toMatchObject({ status: 500, code: "gateway.script-failed" });
  });

  it("leaves framing and Host to the gateway", async () => {
    const { exchange } = await run(
      "request.headers.put('Content-Length', '99'); request.headers.put('Host', 'evil'); request.headers.remove('host'); next.handle(context, request)",
      { headers: ["Host", "app"] },
    );
    expect(exchange.headers.toRaw()).toEqual(["Host", "app"]);
  });
});

describe("logger and globals", () => {
  it("fill in {} and count across requests", async () => {
    const logged: [object, string][] = [];
    const script = placed(
      "globals.n = (globals.n ?: 0) + 1\nlogger.info('run {} of {}', globals.n, 'x')\nnew Response(Status.OK)",
      logged,
    );
    await runScript(script, testExchange(), null);
    await runScript(script, testExchange(), null);
    expect(logged.map(([, message]) => message)).toEqual(["run 1 of x", "run 2 of x"]);
  });
});

describe("a certificate in a Groovy script", () => {
  let certificate: TestKeyPair;
  beforeAll(async () => {
    certificate = await makeCertificate({
      subject: commonNames("a, b"),
      names: [
        ...dns("d1.example.com"),
        ...url("urn:x"),
        { type: "ip", value: "10.0.0.1" },
        { type: "email", value: "a@b.c" },
      ],
    });
  });
  it.each([
    ["instanceof java.security.cert.X509Certificate", "true"],
    [".getSubjectAlternativeNames().collect { it[0] }", "[2, 6, 7, 1]"],
    [".subjectAlternativeNames[0].get(1)", "d1.example.com"],
    [".subjectAlternativeNames[2][1]", "10.0.0.1"],
    [".getSubjectX500Principal().getName()", "CN=a\\, b"],
    [".subjectDN.name", "CN=a\\, b"],
    [".serialNumber.toString(16)", "4a11"],
    [".notBefore.time", String(Date.parse("2020-01-01T00:00:00Z"))],
    [".type", "X.509"],
  ])("certificates[0] %s is %s", async (rest, value) => {
    expect(await textFor(`(contexts.client.certificates[0] ${rest})`, { certificate })).toBe(value);
  });
});

describe("next.handle", () => {
  const twice = "next.handle(context, request)\nnext.handle(context, request)";
  const late = "next.handle(context, request)\n\nthrow new RuntimeException('late')";
  const counted = (): { calls: number; next: Handler } => {
    const state = {
      calls: 0,
      next: async () => {
        state.calls += 1;
        return { status: 200, headers: headersFrom([]), body: Buffer.from(`answer ${state.calls}`) };
      },
    };
    return state;
  };

  it("gives the first promise again", async () => {
    const behind = counted();
    const response = await runScript(placed(twice), testExchange(), behind.next);
    expect([behind.calls, await textOf(response)]).toEqual([1, "answer 1"]);
  });

  it("answers for a script that throws afterwards, and the log has the line", async () => {
    const logged: [object, string][] = [];
    const response = await runScript(placed(late, logged), testExchange(), counted().next);
    expect(await textOf(response)).toBe("answer 1");
    expect(logged[0]?.[0]).toMatchObject({ line: 3, why: expect.stringContaining("late") });
  });

  it("runs each time, and a late exception is 500, with compatibility.scriptErrors", async () => {
    const pingGateway = { ...off, scriptErrors: true };
    const behind = counted();
    const response = await runScript(placed(twice, [], pingGateway), testExchange(), behind.next);
    expect([behind.calls, await textOf(response)]).toEqual([2, "answer 2"]);
    const failed = runScript(placed(late, [], pingGateway), testExchange(), counted().next);
    await expect(failed).rejects.toMatchObject({ status: 500 });
  });
});

describe("cookies that a client sends", () => {
  const cookie = (value: string): TestExchange => ({ headers: ["Cookie", value] });

  it.each([
    ["a=1; b= 2 ;c", "[1, 2, null]"],
    ['a="x y"; b=x"y; c=', "[x y, null, ]"],
    ["a b=1; =2; c=3=4", "[null, null, 3=4]"],
  ])("%s", async (value, expected) => {
    const names = "['a', 'b', 'c'].collect { n -> request.cookies[n] == null ? null : request.cookies[n][0].value }";
    expect(await textFor(names, cookie(value))).toBe(expected);
  });

  it("are read in a moment, however they are written", async () => {
    const value = `a=${" ".repeat(7_000)}"${" ".repeat(500)}"x`;
    expect(await textFor("request.cookies.size()", cookie(value))).toBe("0");
  });
});

it("a message takes 500 headers of a script and no more", async () => {
  const source = "600.times { request.headers.add('X-' + it, 'x') }\nreturn next.handle(context, request)";
  await expect(run(source)).rejects.toMatchObject({ code: "gateway.script-failed" });
});
