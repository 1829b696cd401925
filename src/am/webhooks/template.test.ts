import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentTypeOf, fillTemplate } from "./template.ts";

const values = new Map([
  ["username", 'da"na&\n'],
  ["my.prop", "ü=1"],
]);
const lookUp = (name: string): string | undefined => values.get(name);

describe("the body of a webhook", () => {
  it.each([
    ["application/json", '{"u":"${username}","p":"${my.prop}"}', '{"u":"da\\"na&\\n","p":"ü=1"}'],
    ["application/cloudevents+json", '"${username}"', '"da\\"na&\\n"'],
    ["application/x-www-form-urlencoded", "u=${username}&p=${ my.prop }", "u=da%22na%26%0A&p=%C3%BC%3D1"],
    ["text/plain", "user: ${username}", 'user: da"na& '],
    ["text/plain", "${none}${__proto__}|$username|${}", "|$username|${}"],
  ])("of the type %s: %j becomes %j", (type, body, filled) => {
    expect(fillTemplate(body, lookUp, type)).toBe(filled);
  });

  it("keeps its shape whatever the values are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const json = fillTemplate('{"a":"${v}","b":1}', () => value, "application/json");
        expect(Object.keys(JSON.parse(json))).toEqual(["a", "b"]);
        const form = fillTemplate("a=${v}&b=1", () => value, "application/x-www-form-urlencoded");
        expect([...new URLSearchParams(form).keys()]).toEqual(["a", "b"]);
        expect(fillTemplate("a: ${v}", () => value, "text/plain")).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

it.each([
  [{}, "application/x-www-form-urlencoded"],
  [{ "CONTENT-type": "Application/JSON; charset=utf-8" }, "application/json"],
])("headers %j name the type %s", (headers, type) => {
  expect(contentTypeOf(headers)).toBe(type);
});
