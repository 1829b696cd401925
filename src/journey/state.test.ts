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
