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

  it("shows an inner tree only the declared entries of a state container", () => {
    const outer = createTreeState({}, { objectAttributes: { mail: "m", kba: "k" } });
    outer.putTransient("objectAttributes", { password: "p", other: "o" });
    const inner = outer.forInnerTree(new Set(["password", "mail"]));
    expect(inner.getObject("objectAttributes")).toEqual({ password: "p", mail: "m" });
  });

  it("keeps the declared entries of a state container while it waits, beside those it kept before", () => {
    const state = createTreeState({}, { objectAttributes: { kba: "k" } });
    state.putTransient("objectAttributes", { password: "p", other: "o" });
    expect(state.secureForWait(new Set(["password"]))).toEqual({ objectAttributes: { kba: "k", password: "p" } });
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

describe("merging into node state", () => {
  const written = () => {
    const state = createTreeState({ a: "s", objectAttributes: { mail: "s", sn: "s" } }, { a: "e" });
    state.putTransient("a", "t");
    state.putTransient("objectAttributes", { mail: "t", password: "t" });
    return state;
  };

  it("writes one map and removes the key from the others", () => {
    const state = written();
    state.mergeShared({ a: "new", b: [1] });
    expect([state.snapshot("shared").a, state.snapshot("transient").a, state.snapshot("secure").a]).toEqual([
      "new",
      undefined,
      undefined,
    ]);
    expect(state.get("b")).toEqual([1]);
  });

  it("merges a state container entry by entry", () => {
    const state = written();
    state.mergeShared({ objectAttributes: { mail: "new" } });
    expect(state.snapshot("shared").objectAttributes).toEqual({ mail: "new", sn: "s" });
    expect(state.snapshot("transient").objectAttributes).toEqual({ password: "t" });
    state.mergeTransient({ objectAttributes: { mail: "hidden", sn: "hidden" } });
    expect(state.snapshot("shared").objectAttributes).toBeUndefined();
    expect(state.getObject("objectAttributes")).toEqual({ mail: "hidden", sn: "hidden", password: "t" });
  });

  it.each([
    ["an object outside a container", { a: { b: 1 } }, "unless they are inside registered state containers"],
    ["a container that is no object", { objectAttributes: "x" }, "must be a JSON object"],
  ])("refuses %s, and writes nothing", (_title, values, detail) => {
    const state = written();
    expect(() => state.mergeShared({ z: 1, ...values })).toThrowError(
      expect.objectContaining({ code: "journey.state-nested", detail: expect.stringContaining(detail) }),
    );
    expect(state.isDefined("z")).toBe(false);
  });
});

it("what one request writes into the state is limited", () => {
  const state = createTreeState({}, {});
  const write = () => {
    for (let count = 0; count < 100; count++) state.writtenBy(node).putTransient("key", "x".repeat(100_000));
  };
  const node = { id: "1", displayName: "N", type: "T" };
  expect(write).toThrowError(expect.objectContaining({ code: "journey.state-too-large" }));
});

it("keys named like parts of every object are keys like others", () => {
  const state = createTreeState(JSON.parse('{"__proto__": {"a": 1}}'), {});
  expect(state.get("constructor")).toBeUndefined();
  expect(Object.getPrototypeOf(state.getObject("__proto__"))).toBe(Object.prototype);
  expect(JSON.stringify(state.snapshot("shared"))).toBe('{"__proto__":{"a":1}}');
});
