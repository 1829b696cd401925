import { describe, expect, test } from "vitest";
import { answering, buildFilter, testExchange } from "../../testing/exchange.ts";
import { el } from "../../testing/harness.ts";

const upstream = "https://app.internal:8443";

describe.each(["LocationHeaderFilter", "RedirectFilter"])("%s", (type) => {
  test.each([
    ["on the application's origin", {}, `${upstream}/a?b#c`, "https://gateway.example.com/a?b#c"],
    ["with a baseURI", { baseURI: "https://www.example.com/ignored" }, `${upstream}/a`, "https://www.example.com/a"],
    [
      "with a computed baseURI",
      { baseURI: `https://${el("request.headers['H'][0]")}` },
      `${upstream}/a`,
      "https://h.example.com/a",
    ],
    ["elsewhere", {}, "https://other.example.com/a", "https://other.example.com/a"],
    ["on another port", {}, "https://app.internal/a", "https://app.internal/a"],
    ["with another scheme", {}, "http://app.internal:8443/a", "http://app.internal:8443/a"],
    ["that is relative", {}, "/a", "/a"],
    ["that merely begins like it", {}, `${upstream}.evil.example/a`, `${upstream}.evil.example/a`],
  ])("a Location %s", async (_what, config, location, expected) => {
    const filter = await buildFilter(type, config);
    const exchange = testExchange({ upstream, headers: ["H", "h.example.com"] });
    const response = await filter(exchange, answering(302, ["Location", location]));
    expect(response.headers.all("location")).toEqual([expected]);
  });
});

test("LocationHeaderFilter refuses a baseURI that is none", async () => {
  await expect(buildFilter("LocationHeaderFilter", { baseURI: "www" })).rejects.toThrow("config/baseURI: ");
});

describe("ForwardedRequestFilter", () => {
  test.each([
    [{ host: "www.example.com" }, "https://www.example.com"],
    [{ scheme: "http", host: "www.example.com", port: 8080 }, "http://www.example.com:8080"],
    [{ port: "444" }, "https://gateway.example.com:444"],
    [{ host: el("request.headers['H'][0]") }, "https://h.example.com"],
  ])("%j makes the origin %s", async (config, origin) => {
    const filter = await buildFilter("ForwardedRequestFilter", config);
    const exchange = testExchange({ headers: ["H", "h.example.com"] });
    await filter(exchange, answering(200));
    expect(exchange.externalOrigin).toBe(origin);
  });

  test.each(["evil.example/x", "a@b", "a b", "a:1", "", "a\r\nb"])(
    "a computed host %j fails the request",
    async (host) => {
      const filter = await buildFilter("ForwardedRequestFilter", { host: el("attributes.host") });
      const exchange = testExchange({ attributes: { host } });
      await expect((async () => filter(exchange, answering(200)))()).rejects.toMatchObject({
        code: "gateway.expression-failed",
      });
    },
  );

  test.each([
    [{}, ""],
    [{ scheme: "ftp" }, "/scheme"],
    [{ host: "a/b" }, "/host"],
    [{ port: 0 }, "/port"],
  ])("%j is refused at %s", async (config, pointer) => {
    await expect(buildFilter("ForwardedRequestFilter", config)).rejects.toThrow(`object/config${pointer}: `);
  });
});

test("TransactionIdOutboundFilter sends the id of the request in place of what was there", async () => {
  const filter = await buildFilter("TransactionIdOutboundFilter", {});
  const exchange = testExchange({ headers: ["x-forgerock-transactionid", "mine"] });
  await filter(exchange, answering(200));
  expect(exchange.headers.all("x-forgerock-transactionid")).toEqual([exchange.transactionId]);
});

test.each([
  ["93bac548-d2de-4546-b106-880a5018460d", true],
  ["not-a-uuid", false],
  [undefined, false],
])("FapiInteractionIdFilter keeps %s: %s", async (sent, kept) => {
  const filter = await buildFilter("FapiInteractionIdFilter", {});
  const exchange = testExchange({ headers: sent === undefined ? [] : ["x-fapi-interaction-id", sent] });
  const response = await filter(exchange, answering(200, ["x-fapi-interaction-id", "the application's"]));
  const [forwarded] = exchange.headers.all("x-fapi-interaction-id");
  expect(forwarded).toMatch(/^[0-9a-f-]{36}$/);
  expect(forwarded === sent).toBe(kept);
  expect(response.headers.all("x-fapi-interaction-id")).toEqual([forwarded]);
});

test.each([
  [[], "Mon, 23 Nov 2026 00:00:00 GMT"],
  [["Date", "Tue, 15 Nov 1994 08:12:31 GMT"], "Tue, 15 Nov 1994 08:12:31 GMT"],
])("DateHeaderFilter: %j becomes %s", async (headers, date) => {
  const filter = await buildFilter("DateHeaderFilter", {});
  expect((await filter(testExchange(), answering(200, headers))).headers.all("date")).toEqual([date]);
});

describe("UriPathRewriteFilter", () => {
  const mappings = { "/a": "/one", "/a/b": "/two/", "/rs": "/" };
  test.each([
    ["/a", "/one"],
    ["/a/x", "/one/x"],
    ["/a/b/c?q=/a", "/two/c"],
    ["/ab", "/ab"],
    ["/rs", "/"],
    ["/rs/x", "/x"],
    ["/other", "/other"],
  ])("%s becomes %s", async (target, path) => {
    const filter = await buildFilter("UriPathRewriteFilter", { mappings });
    const exchange = testExchange({ target });
    await filter(exchange, answering(200));
    expect(exchange.target.path).toBe(path);
  });

  test("Location and Content-Location are mapped back where they are the application's", async () => {
    const filter = await buildFilter("UriPathRewriteFilter", { mappings });
    const headers = ["Location", `${upstream}/one/x?y`, "Content-Location", "https://other.example.com/one"];
    const response = await filter(testExchange({ target: "/a", upstream }), answering(302, headers));
    expect(response.headers.first("location")).toBe("/a/x?y");
    expect(response.headers.first("content-location")).toBe("https://other.example.com/one");
  });

  test("a path that grew too long fails, or is the failureHandler's", async () => {
    const long = { "/a": `/${"x".repeat(4_000)}` };
    const target = `/a/${"y".repeat(200)}`;
    const filter = await buildFilter("UriPathRewriteFilter", { mappings: long });
    await expect(filter(testExchange({ target }), answering(200))).rejects.toMatchObject({ status: 500 });
    const handlers = { Teapot: answering(418) };
    const other = await buildFilter("UriPathRewriteFilter", { mappings: long, failureHandler: "Teapot" }, { handlers });
    expect((await other(testExchange({ target }), answering(200))).status).toBe(418);
  });

  test("a mapping that is no path is refused", async () => {
    await expect(buildFilter("UriPathRewriteFilter", { mappings: { "/a": "b" } })).rejects.toThrow(
      "config/mappings/~1a: ",
    );
  });
});
