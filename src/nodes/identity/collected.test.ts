import { describe, expect, it } from "vitest";
import { createTreeState } from "../../journey/index.ts";
import { asAttributes, collect, collectedText, collectSecret, forgetCollected, namesHolding } from "./collected.ts";

describe("what a journey has collected", () => {
  it("is an entry of objectAttributes, or of an object in it", () => {
    const state = createTreeState({}, {});
    collect(state, "mail", "m");
    collect(state, "preferences/updates", true);
    collect(state, "preferences/marketing", false);
    collectSecret(state, "password", "p");
    expect(state.snapshot("shared")).toEqual({
      objectAttributes: { mail: "m", preferences: { updates: true, marketing: false } },
    });
    expect(state.snapshot("transient")).toEqual({ objectAttributes: { password: "p" } });
    expect(collectedText(state, "password")).toBe("p");
  });

  it("is forgotten wherever it is, and nothing else is", () => {
    const state = createTreeState({ objectAttributes: { mail: "m", a: "p" } }, { objectAttributes: { kbaInfo: [] } });
    collectSecret(state, "password", "p");
    collectSecret(state, "other", "o");
    expect(namesHolding(state, "p")).toEqual(["a", "password"]);
    forgetCollected(state, ["a", "password", "kbaInfo", "unknown"]);
    expect(state.getObject("objectAttributes")).toEqual({ mail: "m", other: "o" });
    expect(JSON.stringify(state.snapshot("secure"))).not.toContain("kbaInfo");
  });

  it("knows no entry that only every object has", () => {
    const state = createTreeState({}, {});
    collect(state, "__proto__", "x");
    expect(collectedText(state, "constructor")).toBeNull();
    expect(Object.getPrototypeOf(state.getObject("objectAttributes"))).toBe(Object.prototype);
  });

  it("becomes texts under flat names", () => {
    expect(asAttributes({ a: 1, b: { c: true, d: null }, e: ["x", { f: 1 }], g: "" })).toEqual({
      ...{ a: ["1"], "b/c": ["true"], "b/d": [], e: ["x", '{"f":1}'], g: [] },
    });
  });
});
