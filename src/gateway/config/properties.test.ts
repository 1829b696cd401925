import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../core/json.ts";
import { ask } from "../testing/client.ts";
import { el, startTestGateway } from "../testing/harness.ts";
import { parseProperties } from "./imported-properties.ts";
import { applyTransformations } from "./transformations.ts";

const place = { file: "a.json", path: [] };

describe("a transformation", () => {
  test.each<[JsonObject, Json]>([
    [{ $string: "a" }, "a"],
    [{ $bool: "TRUE" }, true],
    [{ $int: "-12" }, -12],
    [{ $number: "1.5" }, 1.5],
    [{ $number: "2e3" }, 2_000],
    [{ $list: "a, b" }, ["a", "b"]],
    [{ $array: '[1, "b"]' }, [1, "b"]],
    [{ $object: '{"a": {"b": 1}}' }, { a: { b: 1 } }],
    [{ $encodeBase64: "ä" }, "w6Q="],
    [{ $decodeBase64: "w6Q=" }, "ä"],
    [{ $list: { $decodeBase64: "YSxi" } }, ["a", "b"]],
    [{ $unknown: "a" }, { $unknown: "a" }],
    [
      { $int: "1", other: 2 },
      { $int: "1", other: 2 },
    ],
  ])("%j is %j", (written, value) => {
    expect(applyTransformations({ key: written }, place)).toEqual({ key: value });
  });

  test.each<[JsonObject]>([
    [{ $bool: "yes" }],
    [{ $int: "1.5" }],
    [{ $number: "x" }],
    [{ $array: "{}" }],
    [{ $object: "[]" }],
    [{ $object: "{" }],
    [{ $decodeBase64: "*" }],
    [{ $list: 5 }],
  ])("%j is refused with its place", (written) => {
    expect(() => applyTransformations({ key: written }, place)).toThrow("a.json/key: $");
  });
});

describe("Java's properties", () => {
  test.each<[string, string, Record<string, string>]>([
    ["separators", "a=1\nb:2\nc 3\n d = 4 ", { a: "1", b: "2", c: "3", d: "4 " }],
    ["comments and blank lines", "# a=1\n! b=2\n\n c=3", { c: "3" }],
    ["long lines", "a=1,\\\n   2,\\\r\n  3\nb=x\\\\\nc=1", { a: "1,2,3", b: "x\\", c: "1" }],
    ["escapes", "a\\=b=c\\u00e4\\t\\q", { "a=b": "cä\tq" }],
    ["a name without a value", "a", { a: "" }],
  ])("with %s", (_what, text, expected) => {
    expect(Object.fromEntries(parseProperties(text))).toEqual(expected);
  });

  test("never fail, whatever a file holds, and read back what was written", () => {
    const name = fc.stringMatching(/^[A-Za-z0-9.]{1,12}$/);
    const value = fc.stringMatching(/^[!-~]{0,12}$/);
    const escaped = (text: string) => text.replaceAll("\\", "\\\\");
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.string(), (entries, junk) => {
        parseProperties(junk);
        // A value cannot begin with a separator: that is where it would end.
        const kept = Object.entries(entries).filter(([, text]) => !/^[=:]/.test(text));
        const text = kept.map(([key, item]) => `${key}=${escaped(item)}`).join("\n");
        expect([...parseProperties(text)]).toEqual(kept);
      }),
    );
  });
});

describe("properties from another file", () => {
  const route = (properties: JsonObject, entity: string): JsonObject => ({
    properties,
    handler: { type: "StaticResponseHandler", config: { status: 200, entity } },
  });

  async function answer(properties: JsonObject, entity: string, files: Record<string, string>): Promise<string> {
    const gateway = await startTestGateway({ files, routes: { "a.json": route(properties, entity) } });
    const { status, body } = await ask({ port: gateway.port, path: "/x" });
    const [loaded] = gateway.status();
    await gateway.close();
    return status === 200 ? body : (loaded?.reason ?? String(status));
  }

  test.each<[string, JsonObject, string, Record<string, string>, string]>([
    ["a JSON file", { $location: "p.json" }, "&{a.b}", { "p.json": '{ // why\n "a": {"b": "1"} }' }, "1"],
    ["a properties file", { $location: "p.properties" }, "&{urls.idm}", { "p.properties": "urls.idm=1" }, "1"],
    ["under a prefix", { "$location:p": "p.properties" }, "&{p.urls.idm}", { "p.properties": "urls.idm=1" }, "1"],
    ["in expressions", { $location: "p.properties" }, el("urls.idm"), { "p.properties": "urls.idm=1" }, "1"],
    ["with tokens of its own", { $location: "p.json" }, "&{a}", { "p.json": '{"a": "&{b|2}"}' }, "2"],
    ["by a token", { dir: "sub", $location: "&{dir}/p.json" }, "&{a}", { "sub/p.json": '{"a": "1"}' }, "1"],
    ["later names win", { $location: "p.json", a: "own" }, "&{a}", { "p.json": '{"a": "1"}' }, "own"],
  ])("%s", async (_what, properties, entity, files, expected) => {
    expect(await answer(properties, entity, files)).toBe(expected);
  });

  test.each<[string, JsonObject, Record<string, string>, string]>([
    ["a missing file", { $location: "no.json" }, {}, "/properties/$location: no.json cannot be read (ENOENT)"],
    ["a file outside", { $location: "../../etc/passwd" }, {}, "/properties/$location: "],
    ["no name", { $location: 5 }, {}, "/properties/$location: must name a file"],
    [
      "two meanings of one name",
      { $location: "p.properties" },
      { "p.properties": "a=1\na.b=2" },
      "has a value of its own already",
    ],
  ])("is refused: %s", async (_what, properties, files, message) => {
    expect(await answer(properties, "", files)).toContain(message);
  });
});

test("without config.json there are the routes, and a welcome at the front door", async () => {
  const gateway = await startTestGateway({});
  const status = async (path: string, method = "GET") => (await ask({ port: gateway.port, path, method })).status;
  expect([await status("/"), await status("/", "DELETE"), await status("/x")]).toEqual([200, 405, 404]);
  await gateway.close();
});
