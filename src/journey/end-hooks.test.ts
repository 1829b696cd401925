import { describe, expect, it } from "vitest";
import { answer, begin, engineFor, journeyFile, type ShortNode, waiting } from "./testing/build.ts";

const hook = (name: string, to: string, ends: object = {}): ShortNode => [
  "Want",
  { effects: { hooks: [{ name }] }, ends },
  { outcome: to },
];

describe("a hook that a node records", () => {
  it.each([
    ["success", "ok"],
    ["failure", "no"],
    ["error", "boom"],
  ])("is run once when the journey ends as %s", async (end, to) => {
    const { engine } = engineFor(journeyFile("j", { a: hook("a", to), boom: ["Throw", {}, { outcome: "ok" }] }));
    expect(await begin(engine, "j")).toMatchObject({ ending: { details: { a: end } } });
  });

  it("waits for the end, over all steps, and is not run before", async () => {
    const { engine } = engineFor(
      journeyFile("j", { a: hook("a", "ask"), ask: ["Ask", { key: "k" }, { outcome: "ok" }] }),
    );
    const execution = waiting(await begin(engine, "j"));
    expect(execution.hooks).toEqual([{ tree: "j", node: "a", data: { name: "a" } }]);
    expect(await answer(engine, execution, "x")).toMatchObject({ ending: { details: { a: "success" } } });
  });

  it("comes out of an inner tree", async () => {
    const outer = journeyFile("outer", { in: ["Inner", { tree: "i" }, { true: "ok", false: "ok" }] });
    const { engine } = engineFor(outer, journeyFile("i", { a: hook("a", "no") }));
    expect(await begin(engine, "outer")).toMatchObject({ kind: "success", ending: { details: { a: "success" } } });
  });

  it("gives way to newer ones, except that every cookie is set", async () => {
    const cookie = (name: string) => ({ name, value: "v", secure: true, httpOnly: true });
    const ends = (name: string) => ({
      success: { cookies: [cookie(name)], message: name, details: { by: name }, sessionProperties: { by: name } },
    });
    const { engine } = engineFor(journeyFile("j", { a: hook("a", "b", ends("a")), b: hook("b", "ok", ends("b")) }));
    expect(await begin(engine, "j")).toMatchObject({
      gathered: { sessionProperties: { by: "b" } },
      ending: { cookies: [cookie("a"), cookie("b")], message: "b", details: { by: "b" } },
    });
  });

  it("sees what nodes and older hooks set of the session", async () => {
    const ends = { success: { sessionProperties: { b: "2" } } };
    const { engine } = engineFor(
      journeyFile("j", {
        a: ["Want", { effects: { sessionProperties: { a: "1" }, hooks: [{ name: "a" }] }, ends }, { outcome: "b" }],
        b: ["Want", { effects: { hooks: [{ name: "b" }] }, ends: { success: "tells" } }, { outcome: "ok" }],
      }),
    );
    expect(await begin(engine, "j")).toMatchObject({ ending: { details: { a: "1", b: "2" } } });
  });

  it("that throws after a success lets nobody in", async () => {
    const { engine, trace } = engineFor(journeyFile("j", { a: hook("a", "ok", { success: "throws" }) }));
    expect(await begin(engine, "j")).toMatchObject({
      kind: "failure",
      error: { message: "the hook failed" },
      ending: {},
    });
    expect(trace.at(-1)).toMatchObject({ nodeId: "a", error: "journey.node-failed" });
  });

  it("that throws after a failure leaves the failure and the other hooks as they are", async () => {
    const { engine, trace } = engineFor(
      journeyFile("j", { a: hook("a", "b", { failure: "throws" }), b: hook("b", "no") }),
    );
    const result = await begin(engine, "j");
    expect(result).toMatchObject({ kind: "failure", error: undefined, ending: { details: { b: "failure" } } });
    expect(trace.at(-1)).toMatchObject({ nodeId: "a", error: "journey.node-failed" });
  });

  it("of a node that has gone lets nobody in", async () => {
    const ask: ShortNode = ["Ask", { key: "k" }, { outcome: "ok" }];
    const before = engineFor(journeyFile("j", { a: hook("a", "ask"), ask }));
    const after = engineFor(journeyFile("j", { ask }));
    const execution = waiting(await begin(before.engine, "j"));
    expect(await answer(after.engine, execution, "x")).toMatchObject({ error: { code: "journey.changed" } });
  });

  it("is one of a hundred at most", async () => {
    const hooks = Array.from({ length: 60 }, () => ({ name: "a" }));
    const { engine } = engineFor(
      journeyFile("j", {
        a: ["Want", { effects: { hooks } }, { outcome: "b" }],
        b: ["Want", { effects: { hooks } }, { outcome: "ok" }],
      }),
    );
    expect(await begin(engine, "j")).toMatchObject({ error: { code: "journey.state-too-large" } });
  });
});
