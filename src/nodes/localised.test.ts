import { describe, expect, it } from "vitest";
import { localise } from "./localised.ts";
import { runNode } from "./testing/run-node.ts";

describe("localised text", () => {
  it.each([
    ["the preferred locale", { en: "Hello", de: "Hallo" }, ["de"], "Hallo"],
    ["its language when the region has none", { en: "Hello", de: "Hallo" }, ["de-CH"], "Hallo"],
    ["the region's own before its language's", { de: "Hallo", de_CH: "Grüezi" }, ["de-ch"], "Grüezi"],
    ["never what an object has by itself", { en: "Hello" }, ["constructor"], "Hello"],
    ["English otherwise", { en: "Hello", de: "Hallo" }, ["fr"], "Hello"],
    ["any text rather than none", { de: "Hallo" }, ["fr"], "Hallo"],
    ["nothing when there is none", {}, ["fr"], ""],
  ])("is %s", (_title, texts, locales, expected) => {
    expect(localise(texts, locales)).toBe(expected);
  });
});

describe("a test node", () => {
  it("fails the test when it makes a call that nobody expected", async () => {
    const { dataStoreDecisionNode } = await import("./data-store-decision/index.ts");
    const run = runNode(dataStoreDecisionNode, { shared: { username: "u" }, transient: { password: "p" } });
    await expect(run).rejects.toThrow("expected no call");
  });
});
