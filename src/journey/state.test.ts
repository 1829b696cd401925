import { describe, expect, it } from "vitest";
import { createTreeState } from "./state.ts";

describe("node state", () => {
  it.each([
    ["shared alone", { shared: "s" }, "s"],
    ["secure before shared", { shared: "s", secure: "e" }, "e"],
    ["transient before both", { shared: "s", secure: "e", transient: "t" }, "t"],
    ["nothing is undefined", {}, undefined],
  ])("is read in the order transient, secure, shared: %s", (_title, values: Record<string, string>, expected) => {
    const pick = (kind: string) => (values[kind] === undefined ? {} : { key: values[kind] });
    const state = createTreeState(pick("shared"), pick("secure"));
    if (values.transient !== undefined) state.putTransient("key", values.transient);
    expect(state.get("key")).toBe(expected);
  });

  it("goes on hiding a new shared value behind an older transient one", () => {
    const state = createTreeState({}, {});
    state.putTransient("key", "old");
    state.putShared("key", "new");
    expect(state.get("key")).toBe("old");
  });

  it("merges objects of all three, later ones winning", () => {
    const state = createTreeState({ o: { a: 1, b: 1, c: 1 } }, { o: { b: 2, c: 2 } });
    state.putTransient("o", { c: 3 });
    expect(state.getObject("o")).toEqual({ a: 1, b: 2, c: 3 });
  });

  it("removes a key everywhere", () => {
    const state = createTreeState({ key: "s" }, { key: "e" });
    state.putTransient("key", "t");
    state.remove("key");
    expect(state.isDefined("key")).toBe(false);
    expect(state.keys()).toEqual([]);
  });

  it("shows an inner tree only the hidden values that its nodes declare", () => {
    const outer = createTreeState({ shared: 1 }, { secret: "e" });
    outer.putTransient("password", "p");
    const inner = outer.forInnerTree(new Set(["password"]));
    expect(inner.keys().sort()).toEqual(["password", "shared"]);
  });

  it("remembers which node last wrote a shared key, also in an inner tree and across a wait", () => {
    const script = { id: "1", displayName: "Script", type: "ScriptedDecisionNode" };
    const intune = { id: "2", displayName: "Intune", type: "IntuneNode" };
    const state = createTreeState({ given: 0 }, {});
    state.writtenBy(script).putShared("a", 1);
    state.writtenBy(script).putShared("b", 1);
    state.forInnerTree(new Set()).writtenBy(intune).putShared("b", 2);
    const writers = JSON.parse(JSON.stringify(state.writers()));
    const later = createTreeState(state.snapshot("shared"), {}, writers);
    expect(["given", "a", "b"].map((key) => later.writerOf(key))).toEqual([undefined, script, intune]);
  });

  it("forgets the writer of a key that is removed, and of one that nobody's hand overwrote", () => {
    const node = { id: "1", displayName: "N", type: "T" };
    const state = createTreeState({}, {}, [{ node, keys: ["removed", "overwritten"] }]);
    state.writtenBy(node).remove("removed");
    state.putShared("overwritten", 1);
    expect(state.writers()).toEqual([]);
  });

  it("names no writer of a value that is not shared", () => {
    const state = createTreeState({}, {});
    state.writtenBy({ id: "1", displayName: "N", type: "T" }).putTransient("key", 1);
    expect(state.writerOf("key")).toBeUndefined();
  });

  it("records each change once", () => {
    const state = createTreeState({ a: 1 }, {});
    state.putShared("b", 2);
    state.remove("a");
    expect(state.drainChanges()).toEqual([
      { state: "shared", key: "b", change: "set", value: 2 },
      { state: "shared", key: "a", change: "removed", value: null },
    ]);
    expect(state.drainChanges()).toEqual([]);
  });
});
