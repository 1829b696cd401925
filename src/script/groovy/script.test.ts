import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frozenClock } from "../../core/clock.ts";
import { SallyportError } from "../../core/errors.ts";
import {
  compileGroovy,
  functionOf,
  type GroovyValue,
  groovyError,
  groovyFailure,
  groovyPromise,
  groovyText,
  type HostType,
  hostClass,
  listOf,
  mapOf,
  promiseOf,
} from "./index.ts";

const clock = frozenClock("2026-01-01T00:00:00Z");

async function run(source: string, bindings: Record<string, GroovyValue> = {}): Promise<string> {
  const script = compileGroovy(source, { file: "test.groovy" });
  return groovyText(await script.run(new Map(Object.entries(bindings)), { clock }));
}

function refusal(source: string): string | undefined {
  try {
    compileGroovy(source, { file: "test.groovy" });
  } catch (problem) {
    if (problem instanceof SallyportError) return problem.detail;
    throw problem;
  }
  return undefined;
}

describe("what Groovy 4 has and the oracle's Groovy has not", () => {
  test.each([
    ["def n = 0; do { n += 10 } while (n < 30); n", "30"],
    ["def f = x -> x + 1; def g = (a, b) -> { a * b }; f(1) + g(2, 3)", "8"],
    ["[1, 2].collect(String::valueOf)", "[1, 2]"],
    ["def a = null; a ?= 5; a", "5"],
    ["[3 !in [1, 2], 'a' !instanceof String]", "[true, false]"],
    ["[1 === 1, [] !== []]", "[true, true]"],
    ["10 % 3.5", "3.0"],
  ])("%s", async (source, expected) => {
    expect(await run(source)).toBe(expected);
  });
});

describe("a refusal says what and where", () => {
  test.each([
    ["def a = 1\n  foo(", "test.groovy:2:7: the end of the script is not understood here"],
    ["import a.b.C", "test.groovy:1:1: the class a.b.C is not offered to scripts"],
    ["\nnew File('x')", "test.groovy:2:5: the class File is not offered to scripts"],
    ["def x = 1.5f", "test.groovy:1:9: float is not supported: write the number without f, or with d"],
    ["enum A { B }", 'test.groovy:1:1: "enum" is not supported'],
    ["outer: for (;;) { }", "test.groovy:1:1: labels are not supported"],
    ["break", "test.groovy:1:1: break stands in no loop"],
    ["'abc", "test.groovy:1:1: this string does not end"],
    ["def a; def a", "test.groovy:1:12: the variable a is declared already"],
    ["try (def x = 1) { }", "test.groovy:1:1: try with resources is not supported"],
  ])("%j", (source, expected) => {
    expect(refusal(source)).toBe(expected);
  });
});

test("an exception that nobody caught has its class, message and line", async () => {
  const failed = run("def a = 1\n\nthrow new IllegalStateException('no')");
  const problem = await failed.catch((thrown: unknown) => thrown);
  expect(problem).toMatchObject({ code: "script.threw", detail: "test.groovy:3: java.lang.IllegalStateException: no" });
  expect(groovyFailure(problem)).toEqual({ className: "java.lang.IllegalStateException", message: "no", line: 3 });
});

describe("promises", () => {
  const later = (value: GroovyValue): GroovyValue =>
    groovyPromise(new Promise((resolve) => setImmediate(() => resolve(value))));
  const failing = (): GroovyValue =>
    groovyPromise(new Promise((_, reject) => setImmediate(() => reject(groovyError("java.io.IOException", "gone")))));

  test("get() suspends the script, in a closure of a loop too", async () => {
    const source =
      "def r = []; [1, 2].each { r << send(it).get() }; try { r << send(3).get() } finally { r << 'end' }; r";
    expect(await run(source, { send: functionOf(([n = null]) => later(n)) })).toBe("[1, 2, 3, end]");
  });

  test.each([
    ["p.then { it + 1 }", "6"],
    ["p.thenAsync { org.forgerock.util.promise.Promises.newResultPromise(it * 2) }", "10"],
    ["def seen; p.thenOnResult { seen = it }.then { seen + it }", "10"],
    ["def n = 0; p.thenFinally { n++ }.then { n }", "1"],
    ["p.thenOnResult { throw new RuntimeException('dropped') }", "5"],
    ["p.then { throw new IllegalStateException('x') }.thenCatchRuntimeException { it.message }", "x"],
    ["q.thenCatch { it.message }", "gone"],
    ["q.then { 'never' }.thenCatch { it.class.simpleName }", "IOException"],
    ["q.thenCatchRuntimeException { 'never' }.thenCatch { 'checked' }", "checked"],
    ["q.then({ 'result' }, { 'exception' })", "exception"],
    ["try { q.get() } catch (java.io.IOException e) { e.message }", "gone"],
    ["import static org.forgerock.util.promise.Promises.newResultPromise\nnewResultPromise('r').get()", "r"],
    [
      "import org.forgerock.util.AsyncFunction\nimport org.forgerock.util.promise.*\np.thenAsync({ Promises.newResultPromise(it) } as AsyncFunction)",
      "5",
    ],
    [
      "import org.forgerock.util.Function\np.then(new Function<Integer, Integer, Exception>() { Integer apply(Integer r) { r + 2 } })",
      "7",
    ],
  ])("%s", async (source, expected) => {
    const script = compileGroovy(source, { file: "test.groovy" });
    const result = await script.run(
      new Map([
        ["p", later(5)],
        ["q", failing()],
      ]),
      { clock },
    );
    expect(groovyText(await (promiseOf(result) ?? result))).toBe(expected);
  });

  test("a wait has an end, and ends with the request", async () => {
    const script = compileGroovy("p.get()", { file: "test.groovy" });
    const never = new Map([["p", groovyPromise(new Promise(() => undefined))]]);
    await expect(script.run(never, { clock, limits: { milliseconds: 10 } })).rejects.toMatchObject({
      code: "script.timeout",
    });
    const request = new AbortController();
    const waiting = script.run(never, { clock, signal: request.signal });
    request.abort();
    await expect(waiting).rejects.toMatchObject({ code: "script.timeout" });
  });
});

test("other work goes on while a script computes", async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await run("def n = 0; for (int i = 0; i < 100000; i++) { n += i }; n");
  clearInterval(timer);
  expect(turns).toBeGreaterThan(0);
});

describe("classes of the host", () => {
  interface Header {
    name: string;
  }
  const headerClass: HostType<Header> = hostClass<Header>({
    name: "host.Header",
    properties: {
      name: {
        get: ({ name }) => name,
        set: (self, value) => {
          self.name = groovyText(value);
        },
      },
      fixed: { get: () => true },
    },
    methods: { shout: ({ name }) => name.toUpperCase() },
    getMissing: (_self, name) => (name.startsWith("x") ? `missing ${name}` : undefined),
    getAt: ({ name }, key) => `${name}[${groovyText(key)}]`,
    iterate: ({ name }) => [name, "end"],
    statics: { properties: { DEFAULT: () => headerClass.wrap({ name: "default" }) } },
    construct: ([name = null]) => headerClass.wrap({ name: groovyText(name) }),
  });
  const classes = new Map([[headerClass.name, headerClass]]);

  test.each([
    ["def h = new Header('a'); h.name = 'b'; h.setName(h.getName() + 'c'); h.name", "bc"],
    ["new Header('a').shout()", "A"],
    [
      "[new Header('a').xyz, new Header('a')['k'], new Header('a').isFixed(), Header.DEFAULT.name]",
      "[missing xyz, a[k], true, default]",
    ],
    ["new Header('a').collect { it * 2 }", "[aa, endend]"],
    ["[new Header('a') instanceof Header, 'a' instanceof Header]", "[true, false]"],
    ["try { new Header('a').fixed = 1 } catch (ReadOnlyPropertyException e) { 'read-only' }", "read-only"],
    ["host.Header.DEFAULT.name", "default"],
  ])("%s", async (source, expected) => {
    const script = compileGroovy(source, { file: "test.groovy", classes, automaticImports: ["host.*"] });
    expect(groovyText(await script.run(new Map(), { clock }))).toBe(expected);
  });
});

test("time, and only time, comes from the clock of the run", async () => {
  expect(await run("[System.currentTimeMillis(), java.time.Instant.now(), new Date().time]")).toBe(
    "[1767225600000, 2026-01-01T00:00:00Z, 1767225600000]",
  );
});

test("a live map writes through", async () => {
  const bindings = { attributes: mapOf([["list", listOf([1])]]) };
  expect(await run("attributes.a = 1; attributes['b'] = 2; attributes.list << 5; attributes", bindings)).toBe(
    "[list:[1, 5], a:1, b:2]",
  );
});

describe("no text makes more than a refusal of the compiler", () => {
  const word = fc.constantFrom(
    ..."def x = 1 ( ) [ ] { } . , ; : ? ?. ?: *. -> => + - * / ** == != < > <=> =~ ==~ && || ! ~ .. ..< in as new class if else for while switch case default try catch finally throw return break continue import static 'a' \"b$x\" \"${x}\" /re/ $/y/$ ''' 0x1 1.5 \n String int @A this null super assert".split(
      " ",
    ),
  );
  const check = (source: string): void => {
    try {
      compileGroovy(source, { file: "any.groovy" });
    } catch (problem) {
      expect(problem).toMatchObject({ code: "script.groovy-invalid" });
    }
  };

  test("of words", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => check(words.join(" "))),
      { numRuns: 1_000 },
    );
  });

  test("of any characters", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), check), { numRuns: 500 });
  });

  test("of a script with something cut out", () => {
    const page = new URL("../../../test/gateway/groovy/cases.txt", import.meta.url);
    expect(existsSync(page)).toBe(true);
    const scripts = readFileSync(page, "utf8")
      .split(/^=== .*$/m)
      .slice(1);
    fc.assert(
      fc.property(fc.constantFrom(...scripts), fc.nat(), fc.nat({ max: 12 }), (script, at, count) => {
        const from = at % script.length;
        check(script.slice(0, from) + script.slice(from + count));
      }),
      { numRuns: 500 },
    );
  });
});
