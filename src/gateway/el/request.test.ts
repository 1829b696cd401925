import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { SallyportError } from "../../core/errors.ts";
import { bytesBody } from "../http/entity.ts";
import type { Exchange, GatewayResponse } from "../http/exchange.ts";
import { headersFrom } from "../http/headers.ts";
import { testExchange } from "../testing/exchange.ts";
import { createPki } from "../testing/pki.ts";
import { ipMatch } from "./ip-match.ts";
import { compileTemplate } from "./template.ts";
import { type ElValue, elToJson } from "./values.ts";
import { configurationNames, runtimeNames } from "./variables.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sallyport-el-"));
  await writeFile(join(directory, "a.txt"), "hello");
  await writeFile(
    join(directory, "a.properties"),
    "# comment\na.b = c\\\n  d\nempty\nsigns: \\u00e9\\=\n__proto__=x\n",
  );
  await symlink("/etc/hostname", join(directory, "link.txt"));
});
afterAll(() => rm(directory, { recursive: true }));

function evaluate(text: string, exchange: Exchange = testExchange(), response: GatewayResponse | null = null): ElValue {
  const sources = { properties: {}, environment: {}, directory, clock: frozenClock(0) };
  return compileTemplate(text, runtimeNames(sources)).evaluate({ exchange, response });
}

const inside = (expression: string): string => `$\{${expression}}`;
const values = (expression: string, exchange?: Exchange, response?: GatewayResponse) =>
  elToJson(evaluate(inside(expression), exchange, response));

describe("certificates", () => {
  test("of a header and of the connection are equal when they are the same", async () => {
    const pki = await createPki();
    const pem = encodeURIComponent(pki.device.certificate);
    const exchange = testExchange({ certificate: pki.device, headers: ["ssl-client-cert", pem] });
    const read = "pemCertificate(urlDecode(request.headers['ssl-client-cert'][0]))";
    expect(values(`${read} == contexts.client.certificates[0]`, exchange)).toBe(true);
    expect(values(`${read}.subject`, exchange)).toBe("CN=a device");
    expect(values(`derCertificate('${pki.device.der.toString("base64")}').thumbprint`)).toMatch(/^[\w-]{43}$/);
    expect(values(`contexts.client.certificates.size()`, exchange)).toBe(1);
  });

  test.each(["'-----BEGIN CERTIFICATE-----'", "'x'", "null", "request.uri"])("of %s are null", (text) => {
    expect(values(`pemCertificate(${text})`)).toBeNull();
    expect(values(`derCertificate(${text})`)).toBeNull();
  });
});

describe("files", () => {
  test.each([
    ["read('a.txt')", "hello"],
    ["read('../a.txt')", null],
    ["read('/etc/hostname')", null],
    ["read('link.txt')", null],
    ["read('.')", null],
    ["readWithCharset('a.txt', 'nonsense')", null],
    ["readProperties('a.properties')['a.b']", "cd"],
    ["readProperties('a.properties').signs", "é="],
    ["readProperties('a.properties').constructor", null],
  ])("%s is %j", (expression, value) => {
    expect(values(expression)).toEqual(value);
  });
});

describe("bodies", () => {
  const json = {
    ...testExchange({ headers: ["Content-Type", "application/json"] }),
    body: bytesBody(Buffer.from('{"a":[1]}')),
  };
  const form = {
    ...testExchange({ target: "/?q=1", headers: ["Content-Type", "application/x-www-form-urlencoded"] }),
    body: bytesBody(Buffer.from("a=1&a=2")),
  };
  const response = (body: GatewayResponse["body"]): GatewayResponse => ({
    status: 302,
    headers: headersFrom([]),
    body,
  });

  test("that were read are texts, JSON and forms", () => {
    expect(values("request.entity.json.a[0]", json)).toBe(1);
    expect(values("request.entity", json)).toMatchObject({ string: '{"a":[1]}', empty: false });
    expect(evaluate(`> ${inside("request.entity")}`, json)).toBe('> {"a":[1]}');
    expect(values("request.entity.form['a'][1]", form)).toBe("2");
    expect(values("request.form['q'][0].concat(request.form['a'][0])", form)).toBe("11");
    expect(values("response.entity.string", undefined, response(Buffer.from("x")))).toBe("x");
  });

  test("that nobody has read are null", () => {
    const streamed = testExchange({ body: "a" });
    expect(values("request.entity.string", streamed)).toBeNull();
    expect(values("response.entity", undefined, response({ sendTo: async () => undefined }))).toBeNull();
  });

  test("that an expression mentions are known when it is loaded", () => {
    const sources = { properties: {}, environment: {}, directory, clock: frozenClock(0) };
    const needs = (expression: string) => [...compileTemplate(inside(expression), runtimeNames(sources)).needs];
    expect(needs("request.entity.json.a")).toEqual(["request"]);
    expect(needs("request['entity']")).toEqual(["request"]);
    expect(needs("empty response.entity.string or request.form['a'][0] == 'b'")).toEqual(["response", "request"]);
    expect(needs("request.uri.path")).toEqual([]);
  });
});

test.each([
  ["response.status.code", 302],
  ["response.status.reasonPhrase", "Found"],
  ["response.status.family", "REDIRECTION"],
  ["response.status.isRedirection() and !response.status.successful", true],
  ["response.headers['Location'][0]", "/x"],
])("on the way out %s is %j", (expression, value) => {
  const response = { status: 302, headers: headersFrom(["location", "/x"]), body: Buffer.alloc(0) };
  expect(values(expression, undefined, response)).toEqual(value);
});

test.each([
  ["10.1.2.3", "10.0.0.0/8", true],
  ["::ffff:10.1.2.3", "10.0.0.0/8", true],
  ["11.1.2.3", "10.0.0.0/8", false],
  ["10.1.2.3", "10.1.2.3", true],
  ["2001:db8::1", "2001:db8::/32", true],
  ["2001:db9::1", "2001:db8::/32", false],
  ["fe80::1%eth0", "fe80::/10", true],
  ["10.1.2.3", "::/0", false],
  ["10.1.2.3", "10.0.0.0/33", false],
  ["10.1.2.3", "10.0.0.0/8/8", false],
  ["10.1.2.3", "0.0.0.0/0", true],
  ["010.1.2.3", "10.0.0.0/8", false],
  ["", "", false],
])("ipMatch(%j, %j) is %s", (ip, cidr, result) => {
  expect(ipMatch(ip, cidr)).toBe(result);
});

test("what has a value only while a request is served is refused where there is none", () => {
  const names = configurationNames({ properties: {}, environment: {}, directory, clock: frozenClock(0) });
  expect(() => compileTemplate(inside("request.method"), names)).toThrow("only while a request is served");
  expect(elToJson(compileTemplate(inside("heap['AmService-1']"), names).evaluate(undefined))).toEqual({
    $heap: "AmService-1",
  });
});

test("whatever a request holds, an evaluation gives a value or the error of expressions", () => {
  const expression = fc.constantFrom(
    ..."request response contexts session now.plusDays(session.a) toJson(request) toJson(contexts) urlDecode(session.a)".split(
      " ",
    ),
    ..."decodeBase64(session.a) pemCertificate(session.a) derCertificate(session.a) ipMatch(session.a,'10.0.0.0/8')".split(
      " ",
    ),
    ..."integerWithRadix(session.a,session.b) session.a.substring(session.b) session.a.replace('a',session.b)".split(
      " ",
    ),
    ..."readProperties(session.a) session.a+session.b session.a==session.b session.a<session.b read(session.a)".split(
      " ",
    ),
    ..."pathToUrl(session.a) session[session.a] request.cookies request.entity.json keyMatch(session,'a+')".split(" "),
    ..."split(session.a,'(a|b)*c') readWithCharset('a.txt',session.a) request.queryParams[session.a]".split(" "),
  );
  const anything = fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" }), fc.constant("9".repeat(20)));
  fc.assert(
    fc.property(expression, anything, anything, fc.string({ unit: "binary" }), (text, a, b, body) => {
      const session = JSON.parse(JSON.stringify({ a, b }));
      const exchange = { ...testExchange({ session, headers: ["cookie", body] }), body: bytesBody(Buffer.from(body)) };
      try {
        elToJson(evaluate(inside(text), exchange));
      } catch (problem) {
        if (!(problem instanceof SallyportError)) throw problem;
        expect(problem.code).toBe("gateway.expression-failed");
      }
    }),
  );
});
