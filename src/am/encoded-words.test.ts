import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeEncodedWords } from "./encoded-words.ts";

describe("encoded words", () => {
  it.each<[string, string]>([
    ["demo", "demo"],
    ["", ""],
    ["=?UTF-8?B?SsO8cmdlbg==?=", "Jürgen"],
    ["=?utf-8?q?J=C3=BCrgen_M=2e?=", "Jürgen M."],
    ["=?ISO-8859-1?Q?J=FCrgen?=", "Jürgen"],
    ["=?UTF-8?B?SsO8?= =?UTF-8?B?cmdlbg==?=", "Jürgen"],
    ["=?UTF-8*de?B?SsO8?=", "Jü"],
    ["a =?UTF-8?B?Yg==?= c", "a b c"],
    ["=?KOI8-R?B?SsO8?=", "=?KOI8-R?B?SsO8?="],
    ["=?UTF-8?B?/w==?=", "=?UTF-8?B?/w==?="],
    ["=?UTF-8?X?abc?=", "=?UTF-8?X?abc?="],
    ["=?UTF-8?B?", "=?UTF-8?B?"],
  ])("reads %j as %j", (value, text) => {
    expect(decodeEncodedWords(value)).toBe(text);
  });

  it("gives back every text that was encoded", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!Buffer.from(text).toString().includes("\ufffd"));
        expect(decodeEncodedWords(`=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`)).toBe(text);
      }),
    );
  });

  it("survives any header value", () => {
    fc.assert(fc.property(fc.string(), (value) => typeof decodeEncodedWords(value) === "string"));
  });
});
