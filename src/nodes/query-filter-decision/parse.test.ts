import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches } from "./evaluate.ts";
import { type Filter, parseQueryFilter } from "./parse.ts";

const field = fc.stringMatching(/^[a-z][A-Za-z0-9._-]{0,8}$/).filter((name) => !["true", "false"].includes(name));
const value = fc.oneof(fc.string({ unit: "grapheme" }), fc.boolean(), fc.integer({ min: -1_000_000, max: 1_000_000 }));
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ kind: fc.constant("constant" as const), value: fc.boolean() }),
  fc.record({ kind: fc.constant("present" as const), field }),
  fc.record({
    ...{ kind: fc.constant("compare" as const), field, value },
    operator: fc.constantFrom("eq" as const, "co" as const, "sw" as const, "lt" as const, "ge" as const),
  }),
);
const filters = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({ kind: fc.constant("not" as const), filter: tie("filter") }),
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      filters: fc.array(tie("filter"), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).filter;

function print(filter: Filter): string {
  switch (filter.kind) {
    case "constant":
      return String(filter.value);
    case "not":
      return `!(${print(filter.filter)})`;
    case "present":
      return `${filter.field} pr`;
    case "compare":
      return `/${filter.field} ${filter.operator} ${JSON.stringify(filter.value)}`;
    default:
      return filter.filters.map((part) => `(${print(part)})`).join(` ${filter.kind} `);
  }
}

describe("a query filter", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(filters, (filter) => {
        fc.pre(print(filter).length <= 4096);
        expect(parseQueryFilter(print(filter))).toEqual({ ok: true, filter });
      }),
    );
  });

  it("is answered, and with no exception, whatever it is", () => {
    const pieces = fc.constantFrom(
      "(",
      ")",
      "!",
      " ",
      "and",
      "or",
      "eq",
      "pr",
      "mail",
      '"',
      "'",
      "\\",
      "5",
      "true",
      "é",
    );
    const anything = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces).map((words) => words.join("")),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const parsed = parseQueryFilter(text);
        if (parsed.ok) expect(typeof matches(parsed.filter, () => ["x"])).toBe("boolean");
        else expect(parsed.problem).not.toBe("");
      }),
    );
  });

  it.each([
    "",
    "mail",
    "mail eq",
    'mail eq "x',
    'mail eq "\\x"',
    "mail eq ''x",
    "(mail pr",
    "mail pr)",
    "mail pr mail pr",
    "mail pr and",
    "mail like 'x'",
    "/ pr",
    `mail eq ${"9".repeat(20)}`,
    `${"(".repeat(33)}true${")".repeat(33)}`,
    `${"!".repeat(33)}true`,
    "true or ".repeat(600).concat("true"),
    " ".repeat(5000),
  ])("is none: %.40j", (text) => {
    expect(parseQueryFilter(text)).toMatchObject({ ok: false });
  });
});
