import { describe, expect, test } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { SallyportError } from "../../core/errors.ts";
import { compileGroovy } from "./script.ts";
import { groovyFailure } from "./thrown.ts";
import type { GroovyValue } from "./values.ts";

const limits = { steps: 300_000, memory: 1_000_000, milliseconds: 1_000 };

async function run(source: string): Promise<GroovyValue> {
  return await compileGroovy(source, { file: "costs.groovy" }).run(new Map(), { clock: frozenClock(0), limits });
}

async function outcome(source: string): Promise<string> {
  try {
    await run(source);
  } catch (problem) {
    if (!(problem instanceof SallyportError)) throw problem;
    return groovyFailure(problem)?.className ?? problem.code;
  }
  return "it ran";
}

const overLimit = /^script\.(timeout|out-of-memory)$/;

describe("one call of a built-in never costs more than the script pays", () => {
  test.each([
    ["a text of a value that holds itself many times over", "def a = [1]; 40.times { a = [a, a] }; a.toString()"],
    ["the same in a string", 'def a = [1]; 40.times { a = [a, a] }; "$a"'],
    ["the same put to a text", "def a = [1]; 40.times { a = [a, a] }; '' + a"],
    ["the same as a key of a map", "def a = [1]; 40.times { a = [(a): a] }; a.toString()"],
    ["a text that is built many times", "def a = (1..900).toList(); while (true) { a.toString() }"],
    ["a text in place of each letter", "def s = 'a' * 9000; s.replace('a', s)"],
    ["a text in place of each match", "def s = 'a' * 9000; s.replaceAll('a', s)"],
    ["groups in place of each match", "('a' * 9000).replaceAll('(a+)', '$1' * 200)"],
    ["a long template that comes to nothing", "('a' * 16000).replaceAll('(b?)', '$1' * 100000)"],
    ["a long text many times in a list, joined", "([('a' * 9000)] * 900).join('')"],
    ["the same by String.join", "String.join('', [('a' * 9000)] * 900)"],
    ["the same by format", "String.format('%s' * 900, *([('a' * 9000)] * 900))"],
    ["the same printed", "println(*([('a' * 9000)] * 900))"],
    ["lists added up", "([(1..900).toList()] * 900).sum()"],
    ["texts added up", "([('a' * 9000)] * 900).sum()"],
    ["lists put in one", "(1..900).collectMany { (1..9000).toList() }"],
    ["lists spread in one", "def l = (1..9000).toList(); [*l, *l, *l, *l] * 100"],
    ["rows turned to columns", "([(1..900).toList()] * 9000).transpose()"],
    ["a list of lists of one", "while (true) { (1..9000).toList().collate(1) }"],
    ["indented JSON", "groovy.json.JsonOutput.prettyPrint('[' * 50 + '1,' * 90000 + '1' + ']' * 50)"],
    [
      "an expression that tries everything",
      "while (true) { try { ('a' * 5000) ==~ /(a+)+b/ } catch (Throwable t) { } }",
    ],
    ["an expression that is looked for", "while (true) { try { ('ab' * 8000) =~ /(a|b)*c/ } catch (Throwable t) { } }"],
    [
      "an expression that is split by",
      "while (true) { try { ('ab' * 8000).split('(a|b)*c') } catch (Throwable t) { } }",
    ],
    ["expressions that are compiled", "def p = 'a?' * 900; while (true) { java.util.regex.Pattern.compile(p) }"],
    ["a long text looked for in a long one", "def s = 'a' * 90000, w = 'a' * 40000 + 'b'; s.lastIndexOf(w)"],
    ["separators looked for", "def s = 'ab' * 40000; while (true) { s.tokenize(s) }"],
    ["long texts compared", "def a = 'a' * 90000 + 'b', b = 'a' * 90000 + 'c'; while (true) { a == b }"],
    ["long texts in order", "def a = 'a' * 90000 + 'b', b = 'a' * 90000 + 'c'; while (true) { [a, b].sort() }"],
    ["a text turned round", "def b = new StringBuilder('ab' * 90000); while (true) { b.reverse() }"],
    ["bytes of a text", "def s = 'a' * 90000; while (true) { s.bytes }"],
    ["letters of a text", "def s = 'a' * 90000; while (true) { s.each { return } }"],
    [
      "a digest",
      "def b = ('a' * 90000).bytes, d = java.security.MessageDigest.getInstance('MD5'); while (true) { d.digest(b) }",
    ],
    ["values of a map", "def m = (1..9000).collectEntries { [it, it] }; while (true) { m.containsValue(0) }"],
    ["members of a set", "def s = (1..9000) as Set; while (true) { s.first() }"],
    ["divisions of long numbers", "def a = 1.1 ** 300, b = 7.3 ** 300; while (true) { a / b }"],
    ["powers of fractions", "while (true) { try { 1.000001 ** 4000 } catch (Throwable t) { } }"],
    ["exceptions", "while (true) { try { null.x } catch (Throwable t) { } }"],
    [
      "promises",
      "import org.forgerock.util.promise.Promises\nwhile (true) { Promises.newResultPromise(1).then { it } }",
    ],
    ["lines of a text", "def s = '\\n' * 90000; while (true) { s.readLines() }"],
    ["numbers that are none", "def s = '1' * 90000 + 'x'; while (true) { s.isNumber() }"],
  ])("%s", async (_what, source) => {
    expect(await outcome(source)).toMatch(overLimit);
  });

  test.each([
    ["1.5.round(2000000000)", "java.lang.ArithmeticException"],
    ["1.5.setScale(2000000000)", "java.lang.ArithmeticException"],
    ["7 ** 4096", "java.lang.ArithmeticException"],
    ["(1..2000000).size()", "it ran"],
    ["('1' * 100000 + 'x').isNumber()", "it ran"],
    ["def l = (1..200000).toList(); l.sort { -it }; l.unique(); l.removeAll { it > 5 }", overLimit],
  ])("%s ends: %s", async (source, expected) => {
    expect(await outcome(source)).toMatch(expected);
  });

  test("an ordinary script may build and sort lists of thousands", async () => {
    const source = "def l = []; for (i in 1..9000) { l << i }; l.sort { -it }; l.take(2).join('-') + l.size()";
    expect(await run(source)).toBe("9000-89999000");
  });
});

describe("lists that the host shares", () => {
  test.each(["sort()", "swap(0, 1)", "unique { 1 }", "clear()", "pop()", "removeAll([1])", "add(3)"])(
    "cannot be changed by %s",
    async (change) => {
      expect(await outcome(`def l = [2, 1, 2].asImmutable(); l.${change}`)).toBe(
        "java.lang.UnsupportedOperationException",
      );
    },
  );
});
