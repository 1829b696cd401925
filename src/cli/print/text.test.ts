import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { oneLine, shorten, widthOf, wrap } from "./text.ts";

const name = fc.string({ unit: "binary", maxLength: 60 });

describe("text from outside on a terminal", () => {
  it.each([
    ["an escape sequence", "LAPTOP\u001b[2J\u001b]0;owned\u0007", "LAPTOP\ufffd[2J\ufffd]0;owned\ufffd"],
    ["a line break", "a\nb", "a\ufffdb"],
    ["a C1 control", "a\u009bb", "a\ufffdb"],
    ["a turn of the direction", "invoice\u202efdp.exe", "invoice\ufffdfdp.exe"],
    ["letters of any language", "Zoës Gerät 日本", "Zoës Gerät 日本"],
  ])("replaces or keeps %s", (_title, text, expected) => {
    expect(oneLine(text)).toBe(expected);
  });

  it("holds no control character, whatever came in", () => {
    fc.assert(fc.property(name, (text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(oneLine(text))));
  });

  it("counts wide letters twice and combining marks not at all", () => {
    expect([widthOf("abc"), widthOf("日本"), widthOf("e\u0301")]).toEqual([3, 4, 1]);
  });

  it("never gets wider than asked, and keeps what fits", () => {
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 40 }), (text, width) => widthOf(shorten(text, width)) <= width),
    );
    expect([shorten("LAPTOP-ANNA", 11), shorten("LAPTOP-ANNA", 7)]).toEqual(["LAPTOP-ANNA", "LAPTOP…"]);
  });

  it("breaks lines between words and loses none", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, (given) => {
        const lines = wrap(given.join(" "), 20);
        expect(lines.join(" ")).toBe(given.join(" "));
        expect(lines.every((line) => widthOf(line) <= 20)).toBe(true);
      }),
    );
  });
});
