import { afterAll, describe, expect, it } from "vitest";
import { silentLogger } from "../../core/log.ts";
import { emptyInput, scriptOf } from "../testing/scripts.ts";
import { createScriptRunner } from "./runner.ts";

const memoryBytes = 8 * 1024 * 1024;
const runner = createScriptRunner({ workers: 1, log: silentLogger, limits: { cpuMs: 8000, memoryBytes } });
const impatient = createScriptRunner({ workers: 1, log: silentLogger, limits: { cpuMs: 300, memoryBytes } });
afterAll(() => Promise.all([runner.close(), impatient.close()]));

const run = (source: string, on = runner) => on.run(scriptOf(source, "legacy"), emptyInput);

describe("a hostile script ends as a named error, and the next one runs:", () => {
  it.each([
    ["an endless loop", `while (true);`],
    ["an endless loop that catches everything", `while (true) try { while (true); } catch (e) {}`],
    ["a catastrophic regular expression", `/^(a+)+$/.test("a".repeat(40) + "b")`],
    ["an endless getter on what it throws", `throw { get message() { while (true); } }`],
    ["a native call that never looks at the clock", `Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)`],
  ])("%s", async (_name, source) => {
    await expect(run(source, impatient)).rejects.toMatchObject({ code: "script.timeout" });
    expect((await run(`outcome = "still here"`, impatient)).outcome).toBe("still here");
  });

  it.each([
    ["an allocation bomb", "script.out-of-memory", `var a = []; while (true) a.push(new Array(1000).fill(1))`],
    ["a very long string", "script.out-of-memory", `outcome = "x".repeat(1e9)`],
    ["a very large buffer", "script.out-of-memory", `new ArrayBuffer(1e9)`],
    ["deep recursion", "script.threw", `function f() { return f() + 1 } f()`],
    ["a result that is too large", "script.invalid-result", `outcome = "x".repeat(1e6)`],
    [
      "a result that is too deep",
      "script.invalid-result",
      `var a = []; for (var i = 0; i < 200; i++) a = [a]; nodeState.putShared("a", a)`,
    ],
    ["toJSON on every object", "script.invalid-result", `Object.prototype.toJSON = () => ({ outcome: "yes" })`],
    ["toJSON that throws", "script.invalid-result", `Object.prototype.toJSON = () => { throw 1 }`],
    ["a proxy as outcome", "script.invalid-result", `outcome = new Proxy({}, { get: () => () => "yes" })`],
    ["a proxy as action", "script.invalid-result", `action = new Proxy({}, { get: () => "yes" })`],
    ["a cycle in the state", "script.threw", `var a = {}; a.a = a; nodeState.putShared("a", a)`],
    [
      "a prototype key in the state",
      "script.invalid-result",
      `nodeState.putShared("a", JSON.parse('{"__proto__": {"admin": true}}'))`,
    ],
    [
      "polluted array methods",
      "script.invalid-result",
      `Array.prototype.push = () => {}; Object.fromEntries = () => 5; outcome = "yes"`,
    ],
    ["an import", "script.syntax", `import fs from "node:fs"`],
  ])("%s", async (_name, code, source) => {
    await expect(run(source)).rejects.toMatchObject({ code });
    expect((await run(`outcome = "still here"`)).outcome).toBe("still here");
  });

  it("says where and what was thrown, in the private detail", async () => {
    await expect(run(`var a = 1;\n  throw new TypeError("no device")`)).rejects.toMatchObject({
      message: "The script failed.",
      detail: expect.stringMatching(/"Decide".*TypeError: no device \(line 2, column \d+\)$/),
    });
  });
});

describe("a script cannot reach", () => {
  it("the host, by constructors, globals or imports", async () => {
    const source = `var roots = [this, constructor.constructor("return this")(), nodeState.get.constructor("return this")(),
        logger.message.constructor("return this")(), Math.random.constructor("return this")()];
      outcome = roots.map((root) => ["process", "require", "fetch", "setTimeout", "WebAssembly", "console", "guest", "std", "os"]
        .filter((name) => name in root).join()).join("") + typeof process`;
    expect((await run(source)).outcome).toBe("undefined");
  });
  it("what an earlier run left behind", async () => {
    await run(`leak = 1; var kept = 2; Object.prototype.polluted = 3; String.prototype.trim = () => "changed";
      nodeState.putShared("state", 1); outcome = "yes"`);
    const source = `outcome = [typeof leak, typeof kept, typeof {}.polluted, " a ".trim(), nodeState.get("state")].join(" ")`;
    expect((await run(source)).outcome).toBe("undefined undefined undefined a ");
  });
  const fill = `var filled = []; for (var i = 0; i < 5; i++) filled.push(new Uint8Array(1e6).fill(170));`;
  it.each([
    ["ended", `${fill} outcome = "yes"`],
    ["threw", `${fill} throw new Error("full")`],
    ["used up its memory", `${fill} while (true) filled.push(new Uint8Array(1e5).fill(170))`],
    ["recursed too deep", `${fill} (function f(a) { return f(a + 1) + a; })(170)`],
    ["ran out of time", `${fill} while (true);`],
  ])("the memory that was filled by an earlier run which %s", async (_name, source) => {
    await run(source, impatient).catch(() => undefined);
    const look = `
      var Shared = globalThis.SharedArrayBuffer ?? ArrayBuffer;
      var buffers = [
        new ArrayBuffer(1e6),
        new ArrayBuffer(8, { maxByteLength: 1e6 }),
        new ArrayBuffer(8).transfer(1e6),
        new Shared(8, { maxByteLength: 1e6 }),
      ];
      for (var buffer of buffers) {
        if (buffer.byteLength < 1e6) (buffer.grow ?? buffer.resize).call(buffer, 1e6);
      }
      outcome = buffers.map((buffer) => new Uint8Array(buffer).indexOf(170)).join()`;
    expect((await run(look, impatient)).outcome).toBe("-1,-1,-1,-1");
  });
  it("the random numbers of another run", async () => {
    const draw = async () => (await run(`outcome = String(Math.random())`)).outcome;
    expect(await draw()).not.toBe(await draw());
  });
});

describe("the runner", () => {
  it("refuses what would wait behind too many", async () => {
    const small = createScriptRunner({ workers: 1, log: silentLogger, limits: { waitingRuns: 1 } });
    const runs = await Promise.allSettled([1, 2, 3].map(() => run(`outcome = "yes"`, small)));
    await small.close();
    expect(
      runs.map((settled) => (settled.status === "rejected" ? settled.reason.code : settled.value.outcome)),
    ).toEqual(["yes", "yes", "script.busy"]);
  });
  it("refuses everything after it was closed", async () => {
    const closed = createScriptRunner({ workers: 1, log: silentLogger });
    await closed.close();
    await expect(run(`outcome = "yes"`, closed)).rejects.toMatchObject({ code: "script.busy" });
  });
  it("fails a run that is under way when it closes", async () => {
    const closing = createScriptRunner({ workers: 1, log: silentLogger, limits: { cpuMs: 60_000 } });
    await run(`outcome = "started"`, closing);
    const failure = expect(run(`while (true);`, closing)).rejects.toMatchObject({ code: "script.engine-failed" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await closing.close();
    await failure;
  });
  it.each([
    ["script.syntax", "x".repeat(300_000), {}],
    ["script.out-of-memory", `outcome = "yes"`, { sharedState: { big: "x".repeat(3_000_000) } }],
  ])("refuses oversized input as %s", async (code, source, input) => {
    await expect(runner.run(scriptOf(source, "legacy"), { ...emptyInput, ...input })).rejects.toMatchObject({ code });
  });
});
