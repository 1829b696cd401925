import { describe, expect, it } from "vitest";
import { styleFor } from "./style.ts";
import { table } from "./table.ts";
import { widthOf } from "./text.ts";

const columns = [{ heading: "Device", shrinkTo: 6 }, { heading: "Count", align: "right" }, { heading: "Why" }] as const;
const rows = [
  ["LAPTOP-ANNA", "7", "too old"],
  ["日本", "100", ""],
];

describe("a table", () => {
  it("aligns its columns, and leaves no blanks at the ends of lines", () => {
    expect(table(columns, rows)).toBe(
      ["Device       Count  Why", "LAPTOP-ANNA      7  too old", "日本           100"].join("\n"),
    );
  });

  it("shortens the columns that may be shortened until it fits", () => {
    const narrow = table(columns, rows, { width: 22 });
    expect(
      narrow
        .split("\n")
        .map(widthOf)
        .filter((width) => width > 22),
    ).toEqual([]);
    expect(narrow).toContain("LAPTO…");
  });

  it("rather runs over than shorten what must be read whole", () => {
    expect(table(columns, rows, { width: 5 })).toContain("too old");
  });

  it("paints only the text, so that colours do not move a column", () => {
    const style = styleFor({ isTTY: true }, {});
    const painted = table(columns, [[{ text: "A", paint: style.bad }, "1", "x"]], { style });
    expect(painted.split("\n")[1]).toBe("\u001b[31mA\u001b[39m           1  x");
  });
});

describe("colours", () => {
  it.each([
    ["on a terminal", { isTTY: true }, {}, true],
    ["in a pipe", {}, {}, false],
    ["with NO_COLOR", { isTTY: true }, { NO_COLOR: "1" }, false],
    ["with an empty NO_COLOR, which counts as none", { isTTY: true }, { NO_COLOR: "" }, true],
    ["on a dumb terminal", { isTTY: true }, { TERM: "dumb" }, false],
  ])("%s", (_title, output, environment, expected) => {
    expect(styleFor(output, environment).good("x") !== "x").toBe(expected);
  });
});
