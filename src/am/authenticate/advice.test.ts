import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SallyportError } from "../../core/errors.ts";
import { readAdvice } from "./advice.ts";

const pair = (name: string, ...values: string[]) =>
  `<AttributeValuePair><Attribute name="${name}"/>${values.map((value) => `<Value>${value}</Value>`).join("")}</AttributeValuePair>`;
const advices = (...pairs: string[]) => `<Advices>${pairs.join("")}</Advices>`;

describe("composite advice", () => {
  it.each<[string, string, [string, string[]][]]>([
    ["one value", advices(pair("AuthLevelConditionAdvice", "10")), [["AuthLevelConditionAdvice", ["10"]]]],
    [
      "several",
      advices(pair("A", "1", "2"), pair("B", "/alpha:x")),
      [
        ["A", ["1", "2"]],
        ["B", ["/alpha:x"]],
      ],
    ],
    [
      "white space and single quotes",
      "\n<Advices>\n <AttributeValuePair>\n  <Attribute name='A'></Attribute>\n  <Value> 1 </Value>\n </AttributeValuePair>\n</Advices>\n",
      [["A", ["1"]]],
    ],
    ["XML's own entities", advices(pair("A", "a&amp;b&lt;&gt;&quot;&apos;")), [["A", ["a&b<>\"'"]]]],
  ])("reads %s", (_case, xml, expected) => {
    expect([...readAdvice(xml).values]).toEqual(expected);
  });

  it.each<[string, string]>([
    ["nothing", ""],
    ["no advice", "<Advices></Advices>"],
    ["a document type", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${advices(pair("A", "&x;"))}`],
    ["an entity of its own", advices(pair("A", "&x;"))],
    ["an entity of an object's prototype", advices(pair("A", "&toString;"))],
    ["a character reference", advices(pair("A", "&#65;"))],
    ["a bare ampersand", advices(pair("A", "a&b"))],
    ["a comment", advices(`<!-- -->${pair("A", "1")}`)],
    ["CDATA", advices(pair("A", "<![CDATA[1]]>"))],
    ["a processing instruction", `<?xml version="1.0"?>${advices(pair("A", "1"))}`],
    ["no value", advices(pair("A"))],
    ["one name twice", advices(pair("A", "1"), pair("A", "2"))],
    ["something after the end", `${advices(pair("A", "1"))}<Advices/>`],
    ["too much", advices(pair("A", ...Array.from({ length: 400 }, () => "1")))],
  ])("refuses %s", (_case, xml) => {
    expect(() => readAdvice(xml)).toThrow(expect.objectContaining({ code: "am.advice-malformed" }));
  });

  it("either reads or refuses whatever comes, and quickly", () => {
    const parts = fc.constantFrom(
      "<Advices>",
      "</Advices>",
      "<AttributeValuePair>",
      '<Attribute name="a"/>',
      " ",
      "&",
      "<",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string()), { maxLength: 60 }), (all) => {
        try {
          readAdvice(all.join(""));
        } catch (thrown) {
          if (!(thrown instanceof SallyportError)) throw thrown;
        }
      }),
    );
  });
});
