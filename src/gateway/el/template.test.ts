import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SallyportError } from "../../core/errors.ts";
import type { Names } from "./compile.ts";
import { elFunctions } from "./functions.ts";
import { known } from "./known.ts";
import { compileTemplate } from "./template.ts";
import { type ElValue, fromJson } from "./values.ts";

const data = fromJson({ path: "/a/b", list: ["x", "y"], number: 3, empty: "", nested: { "odd key": "v" }, yes: true });
const tenant = fromJson({ url: "https://t" });
const names: Names<undefined> = {
  variables: new Map([["data", known<undefined>(() => data)]]),
  values: new Map<string, ElValue>([
    ["tenant", tenant],
    ["constructor", "own"],
    ["pattern", "/[ab]$"],
  ]),
  unavailable: new Map([["heap", "can be used only in the arguments of a script"]]),
  functions: elFunctions("/nonexistent"),
};

function evaluate(text: string): ElValue {
  return compileTemplate(text, names).evaluate(undefined);
}

function failure(text: string): string {
  try {
    evaluate(text);
  } catch (problem) {
    if (problem instanceof SallyportError) return `${problem.code}: ${problem.detail ?? problem.message}`;
    throw problem;
  }
  return "no failure";
}

const inside = (expression: string): string => `$\{${expression}}`;

describe("an expression has the value that JUEL gives it", () => {
  test.each<[string, ElValue]>([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["-2 + 3", 1],
    ["10 div 4", 2.5],
    ["10 mod 4 == 2", true],
    ["7 - 2 - 1", 4],
    ["1 < 2 && 2 <= 2 and 3 gt 2", true],
    ["1 == 2 || 2 ne 2 or not true", false],
    ["!empty data.empty", false],
    ["empty data.missing and empty data.empty", true],
    ["not empty data.list", true],
    ["1 + 1 == 2 ? 'yes' : 'no'", "yes"],
    ["false ? 1 : false ? 2 : 3", 3],
    ["'1' == 1", true],
    ["'3' + data.number", 6],
    ["null == data.missing", true],
    ["data.missing < 1", false],
    ["'a' lt 'b'", true],
    ["data['path']", "/a/b"],
    ["data.list[1]", "y"],
    ["data.list['0']", "x"],
    ["data.list[9]", null],
    ["data.list[-1]", null],
    ["data.missing.deeper[0].still", null],
    ["data.nested['odd key']", "v"],
    ["data.constructor", null],
    ["data.__proto__", null],
    ["data.list.length", null],
    ["tenant.url", "https://t"],
    ["constructor", "own"],
    [`'it\\'s' == "it's"`, true],
    [`'a\\\\b'`, "a\\b"],
    ["true and (false or true)", true],
  ])("%s", (expression, value) => {
    expect(evaluate(inside(expression))).toEqual(value);
  });
});

describe("functions and methods", () => {
  test.each<[string, ElValue]>([
    ["find(data.path, '/a')", true],
    ["matches(data.path, 'a')", true],
    ["matchesWithRegex(data.path, '/a')", false],
    ["matchesWithRegex(data.path, '/a/\\\\w')", true],
    ["find(data.missing, 'a')", false],
    ["find(data.path, pattern)", true],
    ["find(data.path, '^/a')", true],
    ["find(data.path, '^a')", false],
    ["find(data.path, '^/a.*')", true],
    ["data.path.matches('/a/.')", true],
    ["data.path.split('/')[2]", "b"],
    ["data.list.contains('y') and data.list.size() == 2 and !data.list.isEmpty()", true],
    ["data.nested.containsKey('odd key') and data.nested.get('odd key').equals('v')", true],
    ["data.getPath()", "/a/b"],
    ["data.list.firstValue", "x"],
    ["data.path.replace('/', '-')", "-a-b"],
    ["findGroups('k=v', '(\\\\w)=(\\\\w)')[2]", "v"],
    ["findGroups('k', 'x')", null],
    ["contains(data.path, '/b')", true],
    ["contains(data.list, 'y')", true],
    ["contains(data.missing, 'y')", false],
    ["split('a,b,,', ',')", ["a", "b"]],
    ["join(array('a', 1), '-')", "a-1"],
    ["length(data.list) + length('abc') + length(null)", 5],
    ["toUpperCase('a') == 'A' && toLowerCase('A') == 'a'", true],
    ["trim(' a ')", "a"],
    ["toString(data.number)", "3"],
    ["bool('TRUE')", true],
    ["integer('12') + 1", 13],
    ["integer('x')", null],
    ["indexOf('abc', 'c')", 2],
    ["urlEncode('a b&c')", "a+b%26c"],
    ["urlDecode('a+b%26%C3%A9')", "a b&é"],
    ["urlDecode('%zz')", null],
    ["decodeBase64(encodeBase64('é'))", "é"],
    ["data.path.startsWith('/a')", true],
    ["data.path.concat('!').substring(1, 4)", "a/b"],
    ["data.missing.startsWith('/a')", null],
  ])("%s", (expression, value) => {
    expect(evaluate(inside(expression))).toEqual(value);
  });
});

describe("texts around expressions", () => {
  test.each([
    ["plain", "plain"],
    ["", ""],
    [`a ${inside("1 + 1")} b ${inside("data.missing")}.`, "a 2 b ."],
    [`\\${inside("1")}`, inside("1")],
    ["it's 5 $ and #1 {x}", "it's 5 $ and #1 {x}"],
    ["#{1 == 1}", true],
    [`${inside("'}'")}it's`, "}it's"],
    [`cert: ${inside("data.list")}`, "cert: [x, y]"],
  ])("%s", (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });
});

describe("a mistake is refused where the text is loaded, with its place", () => {
  test.each([
    ["1 +", 'column 6: expected a value, found "}"'],
    ["'open", "column 3: this text does not end"],
    ["a b", 'expected "}", found "b"'],
    ["1 & 2", "column 5: this character has no meaning here"],
    ["dat.path", 'nothing is called "dat" here; did you mean "data"?'],
    ["heap['A']", '"heap" can be used only in the arguments of a script'],
    ["fnd('a', 'b')", 'there is no function fnd; did you mean "find"?'],
    ["find('a')", "find takes 2 argument(s), not 1"],
    ["find('a', data.path)", "find needs a regular expression that is known when the file is loaded"],
    ["find('a', '(')", "this group does not end"],
    ["data.getClass()", "the method getClass is not supported"],
    ["'\\d'", "write \\\\ for a backslash"],
    [`${"(".repeat(60)}1${")".repeat(60)}`, "nests at most"],
    [`1${" + 1".repeat(600)}`, "at most 500 parts"],
  ])("%s", (expression, message) => {
    expect(failure(inside(expression))).toContain(`gateway.expression-invalid`);
    expect(failure(inside(expression))).toContain(message);
  });
});

test.each(["data.list + 1", "'a' * 2", "1 % 0", "1 / 0", "'a' && true", "data.list < data.list", "'a'.substring(2)"])(
  "%s fails when it is evaluated",
  (expression) => {
    expect(failure(inside(expression))).toContain("gateway.expression-failed");
  },
);

test("whatever the text, nothing is thrown but the two errors of expressions", () => {
  const pieces = fc.constantFrom(
    ..."} #{ ( ) [ ] . , ? : + - * / % == != < > && || ! ' \" \\ 1 2.5 true null data path empty not find trim and x".split(
      " ",
    ),
    " ",
    "'a'",
    `$\{`,
    "}",
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 30 }).map((parts) => `$\{${parts.join(" ")}}`),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(failure(text)).toMatch(/^(no failure|gateway\.expression-(invalid|failed))/);
    }),
    { numRuns: 2_000 },
  );
});
