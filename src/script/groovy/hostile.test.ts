import { describe, expect, test } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { SallyportError } from "../../core/errors.ts";
import { compileGroovy } from "./script.ts";
import { groovyFailure } from "./thrown.ts";

async function outcome(source: string): Promise<string> {
  try {
    const script = compileGroovy(source, { file: "hostile.groovy" });
    await script.run(new Map([["headers", null]]), {
      clock: frozenClock(0),
      limits: { steps: 300_000, memory: 1_000_000, milliseconds: 100 },
    });
  } catch (problem) {
    if (!(problem instanceof SallyportError)) throw problem;
    return groovyFailure(problem)?.className ?? problem.code;
  }
  return "it ran";
}

describe("what a script cannot name is refused before it runs", () => {
  test.each([
    "System.exit(0)",
    "Runtime.getRuntime().exec('id')",
    "new File('/etc/passwd').text",
    "new GroovyShell().evaluate('1')",
    "new URL('http://localhost').text",
    "Class.forName('java.lang.Runtime')",
    "Thread.start { }",
    "new ProcessBuilder('id').start()",
    "java.lang.Runtime.getRuntime()",
    "import java.lang.reflect.Method",
    "import java.nio.file.*",
    "import static java.lang.System.exit",
    "@Grab('a:b:1') import x.Y",
    "evaluate('1')",
    "sleep(100)",
    "this",
    "this.&evaluate",
    "constructor",
  ])("%s", async (source) => {
    expect(await outcome(source)).toMatch(/^(script\.groovy-invalid|groovy\.lang\.Missing(Method|Property)Exception)$/);
  });
});

describe("what stands in no table does not exist", () => {
  test.each([
    "''.class.forName('java.lang.Runtime')",
    "''.getClass().classLoader",
    "''.class.constructors",
    "''.constructor",
    "''.__proto__",
    "''['__proto__']",
    "[1].constructor",
    "[1].__proto__.x",
    "1.constructor",
    "{ }.constructor('return process')()",
    "{ }.call.constructor",
    "''.metaClass",
    "String.metaClass.foo = { }",
    "'id'.execute()",
    "['id'].execute()",
    "binding.variables",
    "this.binding",
    "this.class",
    "getBinding()",
    "owner.foo",
    "'a'.hasOwnProperty('length')",
    "'a'.toString.constructor",
    "''.'constructor'",
    'def n = "__pro" + "to__"; \'\'."$n"',
    "headers.valueOf()",
    "Math.constructor",
    "new Date().constructor",
    "Promise.prototype",
    "process.exit()",
    "globalThis",
    "(1..2).constructor",
    "groovy.lang.GroovySystem.metaClassRegistry",
    "Eval.me('1')",
    "''.metaClass.invokeMethod('a', 'b')",
    "''.getMetaClass()",
    "[1].class.classLoader",
    "[1].getClass().getMethods()",
    "{ }.owner",
    "{ }.getOwner()",
    "{ }.thisObject",
    "{ }.body.code",
    "def c = { }; c.captured",
    "new Exception('x').data",
    "new Exception('x').getStackTrace()[0].declaringClass.classLoader",
    "try { null.x } catch (e) { e.constructor }",
    "try { null.x } catch (e) { e.problem.stack }",
    "try { headers.x } catch (e) { e.cause.constructor }",
    "['a']*.constructor",
    "['a']*.getClass()*.forName('java.lang.Runtime')",
    "def f = ''.&constructor; f()",
    "def f = String.&forName; f('java.lang.Runtime')",
    "def n = 'constructor'; ''.\"${n}\"",
    "def n = '__defineGetter__'; [:].\"${n}\"('a', { 1 })",
    "def n = 'valueOf'; [1].\"${n}\"()",
    "'x' as Class",
    "'java.lang.Runtime' as Class",
    "[a: { 1 }] as Runtime",
    "(Runnable) 'x'",
    "with { constructor }",
    "{ -> }.with { constructor }",
    "''.with { __proto__.x = 1 }",
    "use(String) { 1 }",
    "delegate.x",
    "def c = { constructor }; c.delegate = ''; c()",
    "def c = { hasOwnProperty('a') }; c.delegate = [:]; c()",
    "import groovy.transform.Field as constructor",
    "import java.util.concurrent.Executors",
    "invokeMethod('exit', null)",
    "setProperty('request', 1)",
    "getProperty('request').constructor",
    "new Object().wait()",
  ])("%s", async (source) => {
    expect(await outcome(source)).toMatch(
      /^(script\.groovy-invalid|groovy\.lang\.Missing(Method|Property)Exception|org\.codehaus\S+\.GroovyCastException|java\.lang\.NullPointerException|java\.lang\.StringIndexOutOfBoundsException)$/,
    );
  });

  test("names of JavaScript's objects are plain keys of a map", async () => {
    const script = compileGroovy(
      "def m = [:]; m.__proto__ = 1; m.constructor = 2; [m.__proto__, m['constructor'], m.toString(), [:].constructor]",
      { file: "keys" },
    );
    expect(await script.run(new Map(), { clock: frozenClock(0) })).toMatchObject({
      items: [1, 2, "[__proto__:1, constructor:2]", null],
    });
    expect(Object.prototype).not.toHaveProperty("constructor", 2);
  });
});

describe("what takes too much ends", () => {
  test.each([
    ["while (true) { }", "script.timeout"],
    ["for (;;) { }", "script.timeout"],
    ["def f; f = { f() }; f()", "java.lang.StackOverflowError"],
    ["def f() { f() }; f()", "java.lang.StackOverflowError"],
    ["try { while (true) { } } catch (Throwable t) { } finally { while (true) { } }", "script.timeout"],
    ["def s = 'x'; while (true) { s += s }", "script.out-of-memory"],
    ["'x' * 2000000000", "script.out-of-memory"],
    ["'x'.multiply(2000000000)", "script.out-of-memory"],
    ["'x'.padLeft(2000000000)", "script.out-of-memory"],
    ["def l = []; while (true) { l << 1 }", /out-of-memory|timeout/],
    ["def l = [1]; while (true) { l = l + l }", "script.out-of-memory"],
    ["[1] * 2000000000", "script.out-of-memory"],
    ["def m = [:]; int i = 0; while (true) { m[i++] = 1 }", /out-of-memory|timeout/],
    ["def l = []; while (true) { l << { 1 } }", /out-of-memory|timeout/],
    ["(1..2000000000).collect { it }", "script.out-of-memory"],
    ["(1..2000000000).each { }", /timeout|out-of-memory/],
    ["2000000000.times { }", "script.timeout"],
    ["def l = []; l << l; l.toString()", "java.lang.StackOverflowError"],
    ["def l = []; l << l; l == [[[]]]; l.flatten()", "java.lang.StackOverflowError"],
    ["def m = [:]; m.m = m; groovy.json.JsonOutput.toJson(m)", "groovy.json.JsonException"],
    ["new int[2000000000]", "java.lang.IllegalArgumentException"],
    ["def l = []; l[2000000000] = 1", "java.lang.OutOfMemoryError"],
    ["def s = 'a' * 5000; s ==~ /(a+)+b/", "java.lang.StackOverflowError"],
    ["def sb = new StringBuilder(); while (true) { sb << 'abcdefgh' * 100 }", "script.out-of-memory"],
    ["2 ** 1000000", "it ran"],
    ["1.5 ** 4000", "java.lang.ArithmeticException"],
    ["def d = 1.1; while (true) { d = d * d }", "java.lang.ArithmeticException"],
    ["def l = (1..1000).toList(); while (true) { l.containsAll(l) }", "script.timeout"],
    ["def a = (1..900).toList(), b = a + []; while (true) { a == b }", "script.timeout"],
    ["def a = (1..900).toList(); while (true) { a.hashCode() }", /timeout|out-of-memory/],
    ["def s = 'x' * 9000; groovy.json.JsonOutput.toJson([s] * 900)", "script.out-of-memory"],
    ["def a = ['\"' * 50]; 19.times { a = [a] }; [a].unique()", "it ran"],
    ["def p = { [1, 2].sort { a, b -> p() } }; p = { p() }; p()", "java.lang.StackOverflowError"],
  ])("%s", async (source, expected) => {
    expect(await outcome(source)).toMatch(expected);
  });
});

describe("a value that holds itself many times over costs a step for every part visited", () => {
  const shared = "def a = [1], b = [1]; times.times { a = [a, a]; b = [b, b] }; try { walk } catch (Throwable t) { }";

  test.each([
    "a == b",
    "a <=> b",
    "[a].contains(b)",
    "[a, b].count(b)",
    "a in [b]",
    "[k: a] == [k: b]",
    "groovy.json.JsonOutput.toJson(a)",
    "new groovy.json.JsonBuilder(a).toString()",
  ])("%s", async (walk) => {
    expect(await outcome(shared.replace("times", "40").replace("walk", walk))).toMatch(
      /^script\.(timeout|out-of-memory)$/,
    );
  });

  test.each([
    "a.hashCode()",
    "[a] as Set",
    "[a].unique()",
    "[a] - [b]",
    "[(a): 1]",
    "[:].get(a)",
    "[:].containsKey(a)",
    "[a].groupBy { it }",
    "[1].collectEntries { [a, 1] }",
  ])("%s", async (walk) => {
    expect(await outcome(shared.replace("times", "19").replace("walk", walk))).toMatch(
      /^script\.(timeout|out-of-memory)$/,
    );
  });
});

test("lists are the same member of a set only when their items are", async () => {
  const script = compileGroovy(
    `def quotes = ['"' * 50]; 19.times { quotes = [quotes] }
    [[quotes, quotes.collect { it }], [['a', 'b'], ['a1:b']], [['1'], [1]], [[[1], 2], [[1, 2]]], [[[a: 1]], [[a: 2]]]]*.unique()*.size()`,
    { file: "keys" },
  );
  expect(await script.run(new Map(), { clock: frozenClock(0) })).toMatchObject({ items: [1, 2, 2, 2, 2] });
});

describe("scripts that are built to break the compiler", () => {
  test.each([
    ["(".repeat(5_000), "deep parentheses"],
    ["[".repeat(5_000), "deep lists"],
    ["{".repeat(5_000), "deep closures"],
    ["!".repeat(5_000), "many negations"],
    ["if (a) ".repeat(5_000), "deep conditions"],
    [`"\${`.repeat(500), "deep strings"],
    ["a = ".repeat(5_000), "many assignments"],
    [`a${"?b:c".repeat(3_000)}`, "many conditions"],
    [`x${".a".repeat(600_000)}`, "a long script"],
    ["1;".repeat(60_000), "many statements"],
    [`1${"+1".repeat(50_000)}`, "a long sum"],
    ["try { ".repeat(300), "deep tries"],
  ])(
    "$1",
    async (source) => {
      expect(await outcome(source)).toBe("script.groovy-invalid");
    },
    30_000,
  );
});
