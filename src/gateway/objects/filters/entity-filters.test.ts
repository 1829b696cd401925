import { describe, expect, test } from "vitest";
import type { Exchange, Handler } from "../../http/exchange.ts";
import { answering, buildFilter, testExchange } from "../../testing/exchange.ts";
import { el } from "../../testing/harness.ts";

const next = answering(200);
const bodyOf = async ({ body }: Exchange): Promise<string> => {
  let text = "";
  for await (const chunk of body?.open() ?? []) text += String(chunk);
  return text;
};

describe("StaticRequestFilter", () => {
  const send = async (
    config: object,
    exchange = testExchange({ headers: ["Cookie", "a=b", "User", "a b&c"], method: "PUT", body: "x" }),
  ) => {
    const filter = await buildFilter("StaticRequestFilter", {
      method: "POST",
      uri: "https://login.example.com/in?a=b",
      ...config,
    });
    await filter(exchange, next);
    return exchange;
  };

  test("nothing of the client's request goes on but what expressions take from it", async () => {
    const exchange = await send({ headers: { User: [el("request.headers['User'][0]")] }, entity: "hello" });
    expect(exchange.headers.toRaw()).toEqual(["User", "a b&c"]);
    expect(exchange).toMatchObject({
      method: "POST",
      upstream: "https://login.example.com",
      target: { path: "/in", query: "a=b" },
    });
    expect(await bodyOf(exchange)).toBe("hello");
  });

  test("a form is the body of a POST, escaped", async () => {
    const exchange = await send({ form: { user: [el("request.headers['User'][0]")], no: [el("attributes.nothing")] } });
    expect(await bodyOf(exchange)).toBe("user=a+b%26c");
    expect(exchange.headers.first("content-type")).toBe("application/x-www-form-urlencoded");
  });

  test("and part of the query of a GET", async () => {
    const exchange = await send({ method: "GET", form: { user: [el("request.headers['User'][0]")] } });
    expect([exchange.target.query, exchange.body]).toEqual(["a=b&user=a+b%26c", null]);
  });

  test("a path alone stays on the application", async () => {
    const exchange = await send({ uri: "/other" }, testExchange({ upstream: "http://app.example.com" }));
    expect(exchange).toMatchObject({ upstream: "http://app.example.com", target: { path: "/other", query: null } });
  });

  test.each(["/../secret", "@evil.example/", "//x", " ", "/a\r\nHost: b"])(
    "an address that a client bent fails: %j",
    async (path) => {
      const exchange = testExchange({ attributes: { path } });
      const sent = send({ uri: `http://app.example.com${el("attributes.path")}` }, exchange);
      await expect(sent).rejects.toMatchObject({ code: "gateway.expression-failed" });
    },
  );

  test.each([
    [{ method: "TRACE" }, "/method"],
    [{ uri: "ftp://a/" }, "/uri"],
    [{ uri: "http://user@a/" }, "/uri"],
    [{ form: {}, entity: "x" }, "/entity"],
    [{ headers: { "Sallyport-Assertion": ["x"] } }, "/headers/Sallyport-Assertion"],
  ])("%j is refused at %s", async (config, pointer) => {
    await expect(send(config)).rejects.toThrow(`config${pointer}: `);
  });
});

describe("EntityExtractFilter", () => {
  const bindings = [
    { key: "token", pattern: 'name="csrf" value="([a-z0-9]+)"', template: "$1" },
    { key: "whole", pattern: "<title>[^<]*" },
    { key: "none", pattern: "absent" },
  ];
  const page = '<title>Hi</title><input name="csrf" value="abc123">';
  const found = { token: "abc123", whole: "<title>Hi", none: null };

  test("of a request, which can be read again", async () => {
    const filter = await buildFilter("EntityExtractFilter", {
      messageType: "REQUEST",
      target: el("attributes.found"),
      bindings,
    });
    const exchange = testExchange({ method: "POST", body: page });
    await filter(exchange, next);
    expect(exchange.attributes.get("found")).toEqual(found);
    expect(await bodyOf(exchange)).toBe(page);
  });

  test("of a response, which goes on", async () => {
    const filter = await buildFilter("EntityExtractFilter", {
      messageType: "RESPONSE",
      target: el("session.found"),
      bindings,
    });
    const exchange = testExchange();
    const response = await filter(exchange, answering(200, [], page));
    expect(exchange.session.get("found")).toEqual(found);
    expect(String(response.body)).toBe(page);
  });

  test("an entity over the limit of the TemporaryStorage is refused", async () => {
    const filter = await buildFilter("EntityExtractFilter", {
      messageType: "REQUEST",
      target: el("attributes.found"),
      bindings,
    });
    const exchange = testExchange({ method: "POST", body: "x".repeat(1_001) });
    await expect(filter(exchange, next)).rejects.toMatchObject({ code: "gateway.body-too-large" });
  });

  test("a pattern that would take for ever finds nothing", async () => {
    const slow = [{ key: "slow", pattern: "(a+)+b" }];
    const filter = await buildFilter("EntityExtractFilter", {
      messageType: "REQUEST",
      target: el("attributes.found"),
      bindings: slow,
    });
    const exchange = testExchange({ method: "POST", body: "a".repeat(500) });
    const reached: Handler = async (seen) => next(seen);
    expect((await filter(exchange, reached)).status).toBe(200);
    expect(exchange.attributes.get("found")).toEqual({ slow: null });
  });

  const valid = { messageType: "REQUEST", target: el("attributes.found"), bindings };
  test.each([
    [{ ...valid, target: "found" }, "/target"],
    [{ ...valid, bindings: [] }, "/bindings"],
    [{ ...valid, bindings: [{ key: "a", pattern: "(" }] }, "/bindings/0/pattern"],
    [{ ...valid, charset: "none" }, "/charset"],
  ])("%j is refused at %s", async (config, pointer) => {
    await expect(buildFilter("EntityExtractFilter", config)).rejects.toThrow(`config${pointer}: `);
  });
});
