import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineErrors, SallyportError } from "../errors.ts";
import { compileRegex as compile } from "./regex.ts";

const { error } = defineErrors({
  "regex.invalid": { kind: "user", status: 500, message: "invalid" },
  "regex.failed": { kind: "user", status: 500, message: "failed" },
});
const compileRegex = (source: string) =>
  compile(source, {
    invalid: (detail) => error("regex.invalid", { detail }),
    failed: (detail) => error("regex.failed", { detail }),
  });

function code(run: () => unknown): string {
  try {
    run();
  } catch (problem) {
    if (problem instanceof SallyportError) return problem.code;
    throw problem;
  }
  return "none";
}

describe("patterns of java.util.regex", () => {
  test.each([
    ["^/mtls-intune(/|$)", "/mtls-intune", true],
    ["^/mtls-intune(/|$)", "/mtls-intunex", false],
    ["(?i)ADMIN", "/admin", true],
    ["a(?i:B)c", "abc", true],
    ["a(?i:B)c", "abC", false],
    ["\\Qa.b\\E+", "xa.bbb", true],
    ["\\Qa.b\\E", "axb", false],
    ["^(?!/public).*$", "/public/x", false],
    ["^(?!/public).*$", "/private", true],
    ["(?<=/)b(?!c)", "/bd", true],
    ["(?<!/)b", "/b", false],
    ["^a++a$", "aaa", false],
    ["^a{2,3}$", "aaaa", false],
    ["^(?:ab){2}$", "abab", true],
    ["[^/]+/\\d{1,3}$", "x/12", true],
    ["^[a-c-]$", "-", true],
    ["^[\\w.-]+$", "a-b.c_1", true],
    ["\\bfoo\\b", "a foo.", true],
    ["^.$", "\n", false],
    ["(?s)^.$", "\n", true],
    ["\\x41\\u0042", "AB", true],
    ["^\\p{L}+$", "é", true],
    ["^.$", "😀", true],
    ["", "anything", true],
  ])("%s finds in %j: %s", (pattern, text, found) => {
    expect(compileRegex(pattern).find(text)).toBe(found);
  });

  test.each([
    "(",
    ")",
    "[a",
    "*a",
    "a{3,2}",
    "a{9999}",
    "(?x)a",
    "\\1",
    "[a&&b]",
    "[a[b]]",
    "\\",
    "(?P<a>b)",
    "\\G",
    "[z-a]",
  ])("%s is refused", (pattern) => {
    expect(code(() => compileRegex(pattern))).toBe("regex.invalid");
  });
});

test.each([
  ["(a+)+$", `${"a".repeat(5_000)}b`],
  ["(a|a)*$", `${"a".repeat(500)}b`],
  [".*a.*b.*c.*d", "a".repeat(8_000)],
  ["(?:a.?b)*$", "ab".repeat(8_000)],
  ["(?:x*)*y", "x".repeat(10_000)],
])("%s cannot hold the gateway: it fails in time", (pattern, text) => {
  const started = performance.now();
  expect(code(() => compileRegex(pattern).find(text))).toBe("regex.failed");
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("agrees with the built-in engine where both speak the same language", () => {
  const atom = fc.constantFrom("a", "b", "[ab]", "[^a]", ".", "\\w", "\\d", "^", "$", "(?=a)", "(?!b)");
  const quantifier = fc.constantFrom("", "", "*", "+", "?", "*?", "+?", "{1,2}");
  const isEdge = (text: string): boolean => /^(\^|\$|\(\?)/.test(text);
  const piece = fc.tuple(atom, quantifier).map(([one, many]) => (isEdge(one) ? one : one + many));
  const branch = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));
  const pattern = fc.oneof(
    branch,
    fc.tuple(branch, branch, branch).map(([a, b, c]) => `${a}(${b}|${c})`),
  );
  const text = fc.array(fc.constantFrom("a", "b", "1", "/"), { maxLength: 8 }).map((letters) => letters.join(""));
  fc.assert(
    fc.property(pattern, text, (source, input) => {
      const own = compileRegex(source);
      const theirs = new RegExp(source, "u").exec(input);
      expect(own.find(input)).toBe(theirs !== null);
      expect(own.groups(input)).toEqual(theirs === null ? undefined : Array.from(theirs, (group) => group ?? null));
      expect(own.matches(input)).toBe(new RegExp(`^(?:${source})$`, "u").test(input));
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["a,b,,", ",", ["a", "b"]],
  ["", ",", [""]],
  ["abc", "", ["a", "b", "c"]],
  [",a", ",", ["", "a"]],
  ["a1b22c", "\\d+", ["a", "b", "c"]],
  ["abc", "x", ["abc"]],
])("Java splits %j at %s", (text, pattern, parts) => {
  expect(compileRegex(pattern).split(text)).toEqual(parts);
});
