import { describe, expect, test } from "vitest";
import type { Exchange, GatewayResponse } from "../http/exchange.ts";
import { headersFrom } from "../http/headers.ts";
import { testExchange } from "../testing/exchange.ts";
import { handoversBy, type WatchedHandover } from "./handover.ts";

const application = "https://app.example.com";
const server = "http://127.0.0.1:8080";

function setUp(raw: readonly string[] = []) {
  const headers = headersFrom(["Host", "gateway.example.com", "Cookie", "session=1", "Accept", "*/*", ...raw]);
  const handoverOf = handoversBy({
    settableHeaders: ["X-Device", "Cookie"],
    origins: new Set([application, server]),
    upstreams: new Set([server]),
  });
  const handover = handoverOf(headers, testExchange().client);
  const exchange: Exchange = { ...testExchange({ target: "/inside?q" }), headers };
  return { handover, exchange, headers };
}

function decided(
  handover: WatchedHandover,
  exchange: Exchange,
  origin = application,
): Record<string, string | undefined> | null {
  handover.arrived();
  const decision = handover.decision(handover.describe(exchange, origin));
  if (decision === null) return null;
  const raw = decision.headers.toRaw();
  return Object.fromEntries(raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]]] : [])));
}

test("nginx is told where the request goes, and the headers that the route sets", () => {
  const { handover, exchange, headers } = setUp();
  headers.set("X-Device", "CN=a");
  exchange.mapping = { prefix: "/outside", path: "/inside" };
  expect(decided(handover, exchange)).toEqual({
    "Sallyport-Origin": application,
    "Sallyport-Target": "/inside?q",
    "Sallyport-Host": "gateway.example.com",
    "Sallyport-Tls-Name": "app.example.com",
    "Sallyport-Rewritten-Path": "/inside/",
    "Sallyport-Rewritten-Address": `${application}/inside/`,
    "Sallyport-External-Path": "/outside/",
    "Sallyport-Value-0": "CN=a",
    "Sallyport-Value-1": "session=1",
    "X-Accel-Expires": "5",
    "Content-Length": "0",
  });
});

describe("a decision is kept only when it depends on nothing but what nginx compares", () => {
  test.each<[string, (handover: WatchedHandover) => void, string]>([
    ["nothing was looked at", () => undefined, "5"],
    ["the cookies were", (handover) => handover.headers.all("cookie"), "5"],
    ["the certificate was", (handover) => handover.client.peer.state, "5"],
    ["another header was", (handover) => handover.headers.first("Accept"), "0"],
    [
      "a filter removes one that a client could send",
      (handover) => handover.headers.removeWhere((name) => name === "authorization"),
      "0",
    ],
    [
      "a filter removes copies of what it sets",
      (handover) => handover.headers.removeWhere((name) => name === "x-device"),
      "5",
    ],
    ["the names of all were", (handover) => handover.headers.names(), "0"],
    ["the spelling of what it sets was", (handover) => handover.headers.namesWhere((name) => name === "x-device"), "5"],
    ["that of another one was", (handover) => handover.headers.namesWhere((name) => name === "accept"), "0"],
    ["the address was", (handover) => handover.client.address, "0"],
    ["a filter counts", (handover) => handover.varies(), "0"],
  ])("%s", (_what, look, seconds) => {
    const { handover, exchange } = setUp();
    look(handover);
    expect(decided(handover, exchange)).toMatchObject({ "X-Accel-Expires": seconds });
  });

  test("and never for the server, which believes an assertion once", () => {
    const { handover, exchange } = setUp();
    expect(decided(handover, exchange, server)).toMatchObject({ "X-Accel-Expires": "0" });
  });
});

describe("the gateway serves the request itself when", () => {
  test("the route answers without an application", () => {
    const { handover } = setUp();
    expect(handover.decision({ status: 302, headers: headersFrom([]), body: Buffer.alloc(0) })).toBeNull();
  });

  test.each<[string, (exchange: Exchange) => void]>([
    ["a filter changes a header that nginx would not set", ({ headers }) => headers.set("X-Other", "1")],
    ["a filter removes one", ({ headers }) => void headers.removeWhere((name) => name.toLowerCase() === "accept")],
    ["a header has two values", ({ headers }) => headers.append("X-Device", "a") ?? headers.append("X-Device", "b")],
  ])("%s", (_what, change) => {
    const { handover, exchange } = setUp();
    change(exchange);
    expect(decided(handover, exchange)).toBeNull();
  });

  test("nginx does not know the application", () => {
    const { handover, exchange } = setUp();
    expect(decided(handover, exchange, "https://other.example.com")).toBeNull();
  });

  test.each<[string, (answer: GatewayResponse) => unknown]>([
    ["change the answer", (answer) => answer.headers.set("X-Frame-Options", "DENY")],
    ["see its status", (answer) => answer.status],
    ["see its body", (answer) => answer.body],
  ])("a filter wants to %s", (_what, look) => {
    const { handover, exchange } = setUp();
    handover.arrived();
    const answer = handover.describe(exchange, application);
    look(answer);
    expect(handover.decision(answer)).toBeNull();
  });

  test("a filter must see the body, which nginx does not show", () => {
    const { handover, exchange } = setUp();
    handover.refuse();
    expect(decided(handover, exchange)).toBeNull();
  });

  test.each([
    ["a header that nginx does not pass on", ["X-Custom", "1"]],
    ["one that it passes on twice", ["Origin", "https://a.example.com", "Origin", "https://b.example.com"]],
  ])("the client sent %s", (_what, raw) => {
    const { handover, exchange } = setUp(raw);
    expect(decided(handover, exchange)).toBeNull();
  });
});
