import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeDistinguishedValue, parseDistinguishedName } from "./distinguished-name.ts";

describe("parseDistinguishedName", () => {
  it("returns what was escaped, attribute by attribute", () => {
    const wellFormed = fc.string({ unit: "binary", maxLength: 40 });
    const attribute = fc.tuple(fc.constantFrom("CN", "OU", "1.2.3"), wellFormed, fc.constantFrom(",", ";", "+", " , "));
    fc.assert(
      fc.property(fc.array(attribute, { minLength: 1, maxLength: 5 }), (attributes) => {
        const text = attributes.map(
          ([type, value, separator], index) =>
            `${index === 0 ? "" : separator}${type}=${escapeDistinguishedValue(value)}`,
        );
        expect(parseDistinguishedName(text.join(""))).toEqual(attributes.map(([type, value]) => ({ type, value })));
      }),
    );
  });

  it.each([" ", "1.", "1", "CN", "CN=", "CN=a,", "\\ ", "CN=\\", '"', "#00", "CN=#00+"])(
    "reads 4096 characters of %j in a bounded time",
    (piece) => {
      const start = performance.now();
      for (const prefix of ["", "CN=", 'CN="', "CN=#"])
        parseDistinguishedName(prefix + piece.repeat(4096 / piece.length));
      expect(performance.now() - start).toBeLessThan(5_000);
    },
  );
});
