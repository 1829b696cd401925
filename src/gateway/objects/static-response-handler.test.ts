import { describe, expect, test } from "vitest";
import { buildHandler, testExchange } from "../testing/exchange.ts";
import { el } from "../testing/harness.ts";

const answer = async (config: Parameters<typeof buildHandler>[1], exchange = testExchange()) =>
  (await buildHandler("StaticResponseHandler", { status: 200, ...config }))(exchange);

describe("a static response", () => {
  test.each([
    ["text/plain", "é€", Buffer.from("é€")],
    ["text/plain; charset=ISO-8859-1", "é€", Buffer.from([0xe9, 0x3f])],
    ["text/plain; charset=us-ascii", "é", Buffer.from("?")],
    ['text/html; charset="UTF-8"', "é", Buffer.from("é")],
  ])("of type %s has its entity in that charset", async (type, entity, body) => {
    const response = await answer({ headers: { "Content-Type": [type] }, entity });
    expect(response.body).toEqual(body);
    expect(response.headers.first("content-length")).toBe(String(body.length));
  });

  test("joins lines, evaluates expressions and leaves out what is null", async () => {
    const config = {
      headers: { "X-A": [el("request.method")], "X-B": [el("session.none")] },
      entity: ["a", el("1 + 1")],
    };
    const response = await answer(config);
    expect(String(response.body)).toBe("a\n2");
    expect(response.headers.first("x-a")).toBe("GET");
    expect(response.headers.all("x-b")).toEqual([]);
  });

  test("of no type is not guessed at", async () => {
    expect((await answer({ entity: "<script>" })).headers.first("x-content-type-options")).toBe("nosniff");
  });

  test("never gets a second header out of a value", async () => {
    const exchange = testExchange({ attributes: { a: "x\r\nSet-Cookie: a=b" } });
    const response = await answer({ headers: { "X-A": [el("attributes.a")] } }, exchange);
    expect(response.headers.toRaw().join()).not.toContain("Set-Cookie");
  });

  test.each([
    [{ trailers: {} }, "/trailers: is not supported: use headers"],
    [{ headers: { "Content-Length": ["1"] } }, "the gateway writes"],
    [{ status: 299 }, "/status: is no HTTP status"],
  ])("%j is refused", async (config, message) => {
    await expect(answer(config)).rejects.toThrow(message);
  });
});
