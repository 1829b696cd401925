import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { environmentName, ownTokenLookup, replaceTokens, replaceTokensIn, tokensIn } from "./tokens.ts";

const values = (known: Record<string, string>) => (name: string) => known[name];

describe("a token", () => {
  it.each([
    ["has its value", "&{a}", { a: "1" }, "1"],
    ["has its default when there is no value", "&{a|7}", {}, "7"],
    ["prefers its value to its default", "&{a|7}", { a: "1" }, "1"],
    ["may have an empty default", "x&{a|}y", {}, "xy"],
    ["stands anywhere, and beside others", "http://&{host}:&{port|80}/", { host: "h" }, "http://h:80/"],
    ["is never replaced twice: a value that looks like one stays", "&{a}", { a: "&{b}", b: "no" }, "&{b}"],
    ["leaves other braces alone", "${find(a)} &b {c}", {}, "${find(a)} &b {c}"],
  ])("%s", (_title, text, known: Record<string, string>, expected) => {
    expect(replaceTokens(text, values(known), "f")).toBe(expected);
  });

  it("without value and default stops with file, place and name", () => {
    const replace = () => replaceTokensIn({ server: { port: "&{port}" } }, values({}), "s.json", { coerce: true });
    expect(replace).toThrowError("s.json/server/port: the token &{port} has no value and no default");
  });
});

describe("the tokens of a text", () => {
  it.each([
    ["&{a} and &{ b |default}", ["a", "b"], false],
    ["no token", [], false],
    ["&{a.&{b}}", ["b"], true],
    ["&{a|&{b}}", ["b"], true],
    ["&{}", [], true],
  ])("%s", (text, names, malformed) => {
    expect(tokensIn(text)).toEqual({ names, malformed });
  });
});

describe("a string that is one whole token", () => {
  it.each([
    ["8080", 8080],
    ["-1", -1],
    ["true", true],
    ["false", false],
    ["08", "08"],
    ["1e3", "1e3"],
    ["", ""],
    ["12345678901234567890", "12345678901234567890"],
  ])("becomes %j as %j where coercion is on, and stays text where it is off", (value, coerced) => {
    const replace = (coerce: boolean) => replaceTokensIn("&{v}", values({ v: value }), "f", { coerce });
    expect(replace(true)).toBe(coerced);
    expect(replace(false)).toBe(value);
  });
});

it("text without tokens comes back unchanged, whatever it is", () => {
  const withoutToken = fc.string().filter((text) => !text.includes("&{"));
  fc.assert(fc.property(withoutToken, (text) => replaceTokens(text, values({}), "f") === text));
});

it("our own files look in the environment first, with our prefix, then among the secrets", () => {
  const lookup = ownTokenLookup(
    { SALLYPORT_SERVER_PORT: "1", SERVER_PORT: "2" },
    values({ "server.port": "3", key: "k" }),
  );
  expect(environmentName("server.port", "SALLYPORT_")).toBe("SALLYPORT_SERVER_PORT");
  expect(lookup("server.port")).toBe("1");
  expect(lookup("key")).toBe("k");
  expect(lookup("none")).toBeUndefined();
});
