import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { SallyportError } from "../../core/errors.ts";
import type { Exchange, GatewayResponse } from "../http/exchange.ts";
import { headersFrom } from "../http/headers.ts";
import { testExchange } from "../testing/exchange.ts";
import { compileTarget } from "./assign.ts";
import { type ElValue, fromJson } from "./values.ts";
import { runtimeNames } from "./variables.ts";

const names = runtimeNames({ properties: {}, environment: {}, directory: "/", clock: frozenClock(0) });
const inside = (expression: string): string => `$\{${expression}}`;

function assigned(target: string, value: ElValue, exchange: Exchange = testExchange()) {
  const response: GatewayResponse = { status: 200, headers: headersFrom([]), body: Buffer.from("old") };
  const after = compileTarget(inside(target), names).assign(exchange, response, value);
  return { exchange, response: after ?? response };
}

function failure(act: () => unknown): string {
  try {
    act();
  } catch (problem) {
    if (problem instanceof SallyportError) return `${problem.code}: ${problem.detail ?? problem.message}`;
    throw problem;
  }
  return "no failure";
}

test("a header that a script vouched for is nobody's word once it was assigned", () => {
  const exchange = { ...testExchange(), vouched: new Set(["ssl_client_s_dn", "other"]) };
  assigned("request.headers['SSL_Client_S_DN']", "CN=x", exchange);
  expect([...exchange.vouched]).toEqual(["other"]);
});

describe("a value is written", () => {
  test("to the session and to attributes, making the maps on the way", () => {
    const exchange = testExchange({ attributes: { a: { kept: 1 } } });
    assigned("session.user", "dana", exchange);
    assigned("attributes.a.b['c d']", fromJson({ x: [1] }), exchange);
    assigned("attributes['__proto__'].polluted", true, exchange);
    expect(exchange.session.get("user")).toBe("dana");
    expect(exchange.attributes.get("a")).toEqual({ kept: 1, b: { "c d": { x: [1] } } });
    expect("polluted" in {}).toBe(false);
    assigned("session.user", null, exchange);
    expect(exchange.session.has("user")).toBe(false);
  });

  test("under a name that the request gives", () => {
    const exchange = testExchange({ headers: ["X-Key", "k"] });
    expect(assigned("session[request.headers['X-Key'][0]]", 1, exchange).exchange.session.get("k")).toBe(1);
  });

  test("to headers: one, a list, none", () => {
    const { exchange } = assigned("request.headers['X-A']", "1", testExchange({ headers: ["x-a", "old"] }));
    expect(exchange.headers.all("x-a")).toEqual(["1"]);
    assigned("request.headers['X-A']", ["2", "3"], exchange);
    expect(exchange.headers.all("x-a")).toEqual(["2", "3"]);
    assigned("request.headers['X-A']", null, exchange);
    expect(exchange.headers.all("x-a")).toEqual([]);
    expect(assigned("response.headers['X-B']", "1").response.headers.all("x-b")).toEqual(["1"]);
  });

  test("to the parts of an address", () => {
    const exchange = testExchange({ target: "/a?b=1", upstream: "https://app.example.com" });
    assigned("request.uri.path", "/x y/é", exchange);
    expect(exchange.target).toEqual({ path: "/x%20y/%C3%A9", query: "b=1" });
    assigned("request.uri.query", null, exchange);
    assigned("request.uri.host", "other.example.com", exchange);
    expect([exchange.target.query, exchange.upstream]).toEqual([null, "https://other.example.com"]);
    assigned("request.method", "POST", exchange);
    expect(exchange.method).toBe("POST");
  });

  test("to bodies and the status", () => {
    const { exchange } = assigned(
      "request.entity",
      fromJson({ a: 1 }),
      testExchange({ headers: ["Content-Length", "9"] }),
    );
    expect(exchange.body?.bytes?.toString()).toBe('{"a":1}');
    expect(exchange.headers.first("content-length")).toBeUndefined();
    const { response } = assigned("response.entity", "new");
    expect(String(response.body)).toBe("new");
    expect(response.headers.first("content-length")).toBe("3");
    expect(assigned("response.status", 404).response.status).toBe(404);
  });
});

test.each<[string, ElValue, string]>([
  ["request.headers['X-A']", "a\r\nEvil: b", "no header may have"],
  ["request.headers['Sallyport-Assertion']", "a", "only the gateway itself sets"],
  ["request.headers['X A']", "a", "no header name"],
  ["request.uri.path", "/a/../b", "dot segment"],
  ["request.uri.rawPath", "//a", "empty path segment"],
  ["request.uri.scheme", "file", "only http and https"],
  ["request.method", "a b", "no method"],
  ["response.status", 99, "no HTTP status"],
  ["attributes.a.b.c", 1, "has no members"],
  ["session[attributes.none]", 1, "is null"],
])("%s = %j fails and changes nothing", (target, value, message) => {
  const exchange = testExchange({ target: "/a", attributes: { a: { b: 1 } } });
  expect(failure(() => assigned(target, value, exchange))).toContain(message);
  expect([exchange.target.path, exchange.method, exchange.headers.toRaw()]).toEqual(["/a", "GET", []]);
  expect(exchange.attributes.get("a")).toEqual({ b: 1 });
});

test("framing stays the gateway's", () => {
  for (const name of ["Content-Length", "Transfer-Encoding", "Connection", "Host"]) {
    expect(assigned(`request.headers['${name}']`, "1").exchange.headers.all(name)).toEqual([]);
  }
});

test.each(["contexts.client.remoteAddress", "request.version", "now.epochSeconds", "request.headers", "response"])(
  "a write to %s is ignored",
  (target) => {
    const assignment = compileTarget(inside(target), names);
    expect(assignment.writable).toBe(false);
    expect(assignment.assign(testExchange(), null, 1)).toBeNull();
  },
);

test.each([
  ["session.a", "a target is one expression"],
  [`${inside("session.a")} and more`, "nothing else"],
  [inside("1 + 1"), "no place"],
  [inside("nobody.a"), "no place"],
  [inside("trim(session.a)"), "no place"],
])("%s is no target", (text, message) => {
  expect(failure(() => compileTarget(text, names))).toMatch(new RegExp(`gateway.expression-invalid.*${message}`));
});

test("whatever is written where, nothing is thrown but the error of expressions", () => {
  const target = fc.constantFrom(
    ..."session.a attributes.a.b request.method request.headers['X'] request.uri request.uri.path request.uri.query".split(
      " ",
    ),
    ..."request.uri.host request.uri.port request.uri.scheme request.entity response.status response.entity".split(" "),
  );
  const value = fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" }), fc.webUrl());
  fc.assert(
    fc.property(target, value, (path, written) => {
      const json: unknown = JSON.parse(JSON.stringify(written));
      const result = failure(() => assigned(path, fromJson(json as Parameters<typeof fromJson>[0])));
      expect(result).toMatch(/^(no failure|gateway\.expression-failed)/);
    }),
  );
});
