import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frozenClock } from "../../../core/clock.ts";
import { answering, buildFilter, testExchange } from "../../testing/exchange.ts";
import { el } from "../../testing/harness.ts";
import { cookiesFor, readJar, stored, writeJar } from "./cookie-jar.ts";
import { parseSetCookie, writeSetCookie } from "./set-cookie.ts";

const upstream = "https://app.example.com";
const now = Date.parse("2026-11-23T00:00:00Z");

describe("CookieFilter", () => {
  const config = { managed: ["kept"], suppressed: ["hidden"], relayed: ["open"] };
  const session = (cookie: string) => ["Set-Cookie", `kept=${cookie}; Path=/; HttpOnly`];

  test("a managed cookie stays in the session, and only the session's value reaches the application", async () => {
    const filter = await buildFilter("CookieFilter", config);
    const first = testExchange({ upstream });
    const answer = await filter(
      first,
      answering(200, [...session("1"), "Set-Cookie", "hidden=1", "Set-Cookie", "open=1"]),
    );
    expect(answer.headers.all("set-cookie")).toEqual(["open=1"]);
    const second = testExchange({
      upstream,
      headers: ["Cookie", "kept=forged; hidden=forged; open=2; another=3"],
      session: Object.fromEntries(first.session),
    });
    await filter(second, answering(200));
    expect(second.headers.all("cookie")).toEqual(["open=2; kept=1"]);
  });

  test.each([
    [undefined, undefined],
    ["MANAGE", undefined],
    ["SUPPRESS", undefined],
    ["relay", "x=1"],
  ])("with the default action %s an unnamed cookie of a client arrives as %s", async (defaultAction, expected) => {
    const filter = await buildFilter("CookieFilter", defaultAction === undefined ? {} : { defaultAction });
    const exchange = testExchange({ upstream, headers: ["Cookie", "x=1"] });
    await filter(exchange, answering(200));
    expect(exchange.headers.first("cookie")).toBe(expected);
  });

  test("a managed cookie ends when the application says so, and when its time is over", async () => {
    const clock = frozenClock(now);
    const filter = await buildFilter("CookieFilter", {}, { services: { clock } });
    const exchange = testExchange({ upstream });
    const arrives = async () => {
      exchange.headers.removeWhere(() => true);
      await filter(exchange, answering(200));
      return exchange.headers.first("cookie");
    };
    await filter(exchange, answering(200, ["Set-Cookie", "a=1; Max-Age=60", "Set-Cookie", "b=1"]));
    expect(await arrives()).toBe("a=1; b=1");
    clock.advance(60_000);
    expect(await arrives()).toBe("b=1");
    await filter(exchange, answering(200, ["Set-Cookie", "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]));
    expect(await arrives()).toBeUndefined();
  });

  test.each([
    [{ managed: ["a"], relayed: ["a"] }, "/relayed/0"],
    [{ defaultAction: "KEEP" }, "/defaultAction"],
    [{ managed: [""] }, "/managed/0"],
  ])("%j is refused at %s", async (wrong, pointer) => {
    await expect(buildFilter("CookieFilter", wrong)).rejects.toThrow(`config${pointer}: `);
  });
});

describe("a cookie jar", () => {
  const set = (field: string, url: string) =>
    stored([], parseSetCookie(field) ?? { name: "", value: "", attributes: [] }, new URL(url), now);

  test.each([
    ["a=1", "https://h.example.com/x/y", "https://h.example.com/x/z", true],
    ["a=1", "https://h.example.com/x/y", "https://h.example.com/xz", false],
    ["a=1; Path=/", "https://h.example.com/x/y", "https://h.example.com/", true],
    ["a=1", "https://h.example.com/", "https://other.example.com/", false],
    ["a=1; Domain=example.com", "https://h.example.com/", "https://other.example.com/", true],
    ["a=1; Domain=example.com", "https://h.example.com/", "https://badexample.com/", false],
    ["a=1; Domain=com", "https://h.example.com/", "https://h.example.com/", false],
    ["a=1; Domain=evil.com", "https://h.example.com/", "https://evil.com/", false],
    ["a=1; Secure", "https://h.example.com/", "http://h.example.com/", false],
    ["a=1; Max-Age=0", "https://h.example.com/", "https://h.example.com/", false],
  ])("%s set by %s goes to %s: %s", (field, from, to, goes) => {
    expect(cookiesFor(set(field, from), new URL(to), now).length > 0).toBe(goes);
  });

  test("is bounded, keeps what was set last, and reads back what it wrote", () => {
    const cookie = { value: "v", domain: "h", hostOnly: true, path: "/", secure: false, expires: null };
    const many = Array.from({ length: 80 }, (_, index) => ({ ...cookie, name: `c${index}` }));
    const kept = writeJar(many);
    expect(kept).toHaveLength(50);
    expect(kept.at(-1)?.name).toBe("c79");
    expect(readJar([...kept])).toEqual(kept);
    expect(writeJar([{ ...cookie, name: "big", value: "x".repeat(20_000) }])).toEqual([]);
    expect(readJar("nonsense")).toEqual([]);
  });
});

describe("SetCookieUpdateFilter", () => {
  test.each([
    [
      { "a.*": { attributes: { SameSite: "Lax", Secure: "true" } } },
      "ab=1; Path=/",
      "ab=1; Path=/; SameSite=Lax; Secure",
    ],
    [{ a: { value: "2", attributes: { path: "/x" } } }, "a=1; Path=/; HttpOnly", "a=2; HttpOnly; path=/x"],
    [{ a: { attributes: { HttpOnly: "false", Domain: "" } } }, "a=1; httponly; Domain=x", "a=1"],
    [{ a: { value: "2" } }, "ab=1", "ab=1"],
    [{ a: { value: el("attributes.evil") } }, "a=1", "a=1"],
  ])("%j turns %s into %s", async (cookies, field, expected) => {
    const filter = await buildFilter("SetCookieUpdateFilter", { cookies });
    const exchange = testExchange({ attributes: { evil: "x; Domain=evil.example" } });
    expect((await filter(exchange, answering(200, ["Set-Cookie", field]))).headers.all("set-cookie")).toEqual([
      expected,
    ]);
  });

  test.each([
    [{ "a(": { value: "1" } }, "/cookies/a("],
    [{ a: { attributes: { "a b": "1" } } }, "/cookies/a/attributes/a b"],
  ])("%j is refused at %s", async (cookies, pointer) => {
    await expect(buildFilter("SetCookieUpdateFilter", { cookies })).rejects.toThrow(`config${pointer}: `);
  });

  test("what was parsed is written as it was", () => {
    const token = fc.stringMatching(/^[A-Za-z0-9_]{1,8}$/);
    const attributes = fc.array(fc.record({ name: token, value: fc.option(token) }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.record({ name: token, value: token, attributes }), (cookie) => {
        expect(parseSetCookie(writeSetCookie(cookie))).toEqual(cookie);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cookie = parseSetCookie(text);
        if (cookie !== undefined) expect(parseSetCookie(writeSetCookie(cookie))).toEqual(cookie);
      }),
    );
  });
});
