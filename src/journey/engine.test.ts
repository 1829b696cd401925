import { describe, expect, it } from "vitest";
import type { Execution, Result } from "./execution.ts";
import { answer, begin, engineFor, journeyFile, sharedOf, waiting } from "./testing/build.ts";

describe("a journey", () => {
  it("that leads straight to Success succeeds", async () => {
    const { engine } = engineFor(
      journeyFile("j", { a: ["Check", { key: "realm", value: "/" }, { true: "ok", false: "no" }] }),
    );
    expect(sharedOf(await begin(engine, "j"))).toEqual({ realm: "/" });
  });

  it("that leads to Failure fails without an error", async () => {
    const { engine } = engineFor(
      journeyFile("j", { a: ["Check", { key: "realm", value: "x" }, { true: "ok", false: "no" }] }),
    );
    expect(await begin(engine, "j")).toMatchObject({ kind: "failure", error: undefined });
  });

  it("waits for the answers that a node asks for, and goes on with them", async () => {
    const { engine } = engineFor(
      journeyFile("j", {
        ask: ["Ask", { key: "colour" }, { outcome: "check" }],
        check: ["Check", { key: "colour", value: "red" }, { true: "ok", false: "no" }],
      }),
    );
    const execution = waiting(await begin(engine, "j"));
    expect(execution.pending).toMatchObject([{ type: "NameCallback" }]);
    expect(await answer(engine, execution, "red")).toMatchObject({ kind: "success" });
    expect(await answer(engine, execution, "blue")).toMatchObject({ kind: "failure" });
  });

  it("ends as a failure with the cause when a node throws", async () => {
    const { engine } = engineFor(journeyFile("j", { a: ["Throw", {}, { outcome: "ok" }] }));
    const result = await begin(engine, "j");
    expect(result).toMatchObject({ kind: "failure", error: { message: "boom" } });
  });

  it("ends with a clear error when an outcome is not connected", async () => {
    const { engine } = engineFor(journeyFile("j", { a: ["Check", { key: "realm", value: "x" }, { true: "ok" }] }));
    expect(await begin(engine, "j")).toMatchObject({
      kind: "failure",
      error: { code: "journey.outcome-unconnected", detail: 'outcome false of node "a" in "j" is not connected' },
    });
  });

  it("that loops ends with a clear error instead of running for ever", async () => {
    const { engine } = engineFor(
      journeyFile("j", { a: ["Check", { key: "realm", value: "x" }, { true: "ok", false: "a" }] }),
    );
    expect(await begin(engine, "j")).toMatchObject({ kind: "failure", error: { code: "journey.too-many-steps" } });
  });

  it("ends as timed out when its node has gone since it began", async () => {
    const before = engineFor(journeyFile("j", { ask: ["Ask", { key: "k" }, { outcome: "ok" }] }));
    const after = engineFor(journeyFile("j", { other: ["Ask", { key: "k" }, { outcome: "ok" }] }));
    const execution = waiting(await begin(before.engine, "j"));
    const result = await answer(after.engine, execution, "x");
    expect(result).toMatchObject({ kind: "failure", error: { code: "journey.changed" } });
  });
});

describe("state across a wait", () => {
  const throughAWait = (ask: object) =>
    engineFor(
      journeyFile("j", {
        first: ["Ask", ask, { outcome: "second" }],
        second: ["Ask", { key: "other" }, { outcome: "check" }],
        check: ["Check", { key: Reflect.get(ask, "key"), value: "v" }, { true: "ok", false: "no" }],
      }),
    );

  const afterTwoAnswers = async (ask: object): Promise<{ execution: Execution; result: Result }> => {
    const { engine } = throughAWait(ask);
    const execution = waiting(await answer(engine, waiting(await begin(engine, "j")), "v"));
    return { execution, result: await answer(engine, execution, "w") };
  };

  it("keeps shared state", async () => {
    expect((await afterTwoAnswers({ key: "colour" })).result.kind).toBe("success");
  });

  it("loses a transient value that no later node declares as input", async () => {
    expect((await afterTwoAnswers({ key: "colour", transient: true })).result.kind).toBe("failure");
  });

  it("keeps a transient value that a later node declares as input, in secure state", async () => {
    const { execution, result } = await afterTwoAnswers({ key: "password", transient: true });
    expect(execution.shared).not.toHaveProperty("password");
    expect(execution.frame.secure).toEqual({ password: "v" });
    expect(result.kind).toBe("success");
  });
});

describe("an inner tree", () => {
  const outer = journeyFile("outer", {
    in: ["Inner", { tree: "inner" }, { true: "ok", false: "no", error: "after" }],
    after: ["Ask", { key: "k" }, { outcome: "no" }],
  });

  it("shares shared state with its outer tree", async () => {
    const { engine } = engineFor(
      journeyFile("outer", {
        in: ["Inner", { tree: "inner" }, { true: "check" }],
        check: ["Check", { key: "colour", value: "red" }, { true: "ok", false: "no" }],
      }),
      journeyFile("inner", { ask: ["Ask", { key: "colour" }, { outcome: "ok" }] }),
    );
    const execution = waiting(await begin(engine, "outer"));
    expect(execution.frame).toMatchObject({ tree: "outer", inner: { tree: "inner", node: "ask" } });
    expect(await answer(engine, execution, "red")).toMatchObject({ kind: "success" });
  });

  it("leads to the error outcome when it throws", async () => {
    const { engine } = engineFor(outer, journeyFile("inner", { a: ["Throw", {}, { outcome: "ok" }] }));
    expect(waiting(await begin(engine, "outer")).frame.node).toBe("after");
  });

  it("leads to false when it fails", async () => {
    const inner = journeyFile("inner", { a: ["Check", { key: "realm", value: "x" }, { true: "ok", false: "no" }] });
    expect(await begin(engineFor(outer, inner).engine, "outer")).toMatchObject({ kind: "failure", error: undefined });
  });

  it("gives its transient state to nobody outside", async () => {
    const { engine } = engineFor(
      journeyFile("outer", {
        in: ["Inner", { tree: "inner" }, { true: "check" }],
        check: ["Check", { key: "password", value: "v" }, { true: "ok", false: "no" }],
      }),
      journeyFile("inner", { ask: ["Ask", { key: "password", transient: true }, { outcome: "ok" }] }),
    );
    const execution = waiting(await begin(engine, "outer"));
    expect(await answer(engine, execution, "v")).toMatchObject({ kind: "failure" });
  });
});

describe("the trace", () => {
  it("has one event per step, with path, outcome and change, under the journey's transaction id", async () => {
    const { engine, trace } = engineFor(
      journeyFile("outer", { in: ["Inner", { tree: "inner" }, { true: "ok" }] }),
      journeyFile("inner", { ask: ["Ask", { key: "colour" }, { outcome: "ok" }] }),
    );
    const execution = waiting(await begin(engine, "outer"));
    await answer(engine, execution, "red");
    expect(trace.map(({ path, nodeId, outcome }) => [path.join("/"), nodeId, outcome])).toEqual([
      ["outer/inner", "ask", null],
      ["outer", "in", null],
      ["outer/inner", "ask", "outcome"],
      ["outer", "in", "true"],
    ]);
    expect(new Set(trace.map(({ transactionId }) => transactionId))).toEqual(new Set([execution.transactionId]));
    expect(trace[2]?.changes).toEqual([{ state: "shared", key: "colour", change: "set", value: "red" }]);
  });

  it("names the error that a node ended with", async () => {
    const { engine, trace } = engineFor(journeyFile("j", { a: ["Throw", {}, { outcome: "ok" }] }));
    await begin(engine, "j");
    expect(trace).toMatchObject([{ outcome: null, error: "journey.node-failed" }]);
  });
});
