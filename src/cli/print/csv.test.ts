import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvRecord } from "./csv.ts";

describe("a CSV record (RFC 4180)", () => {
  it.each([
    ["plain text", ["a", "b"], "a,b\r\n"],
    ["a comma", ["a,b"], '"a,b"\r\n'],
    ["a quote", ['14" screen'], '"14"" screen"\r\n'],
    ["a line break, as a space", ["a\r\nb"], "a  b\r\n"],
    ["spaces at the ends", [" a "], '" a "\r\n'],
    ["a number below zero, as it is", ["-1.5"], "-1.5\r\n"],
    ["an empty field", ["", "a"], ",a\r\n"],
  ])("writes %s", (_title, fields, expected) => {
    expect(csvRecord(fields)).toBe(expected);
  });

  it.each(["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])("disarms the formula %s", (text) => {
    expect(cellsOf(csvRecord([text]))[0]).toMatch(/^'/);
  });

  it("is read back as the same number of fields, none of them a formula", () => {
    const field = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("=", '"', ",", "\n", "@a", "-", "\t="));
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 8 }), (fields) => {
        const cells = cellsOf(csvRecord(fields));
        expect(cells).toHaveLength(fields.length);
        expect(cells.filter((cell) => /^[=+@\t\r]/.test(cell) || /^-(?!\d+(\.\d+)?$)/.test(cell))).toEqual([]);
      }),
    );
  });
});

/** The fields of one record, as a spreadsheet takes them apart. */
function cellsOf(record: string): string[] {
  const cells = [...`,${record.replace(/\r\n$/, "")}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/g)];
  return cells.map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "");
}
