import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { authLevelDecisionNode } from "./index.ts";

describe("Auth Level Decision", () => {
  it.each<[string, object, number, string]>([
    ["the level that is needed", { authLevel: 3 }, 3, "true"],
    ["a higher one", { authLevel: 5 }, 3, "true"],
    ["a lower one", { authLevel: 2 }, 3, "false"],
    ["none, although none is needed", {}, 0, "false"],
    ["a text", { authLevel: "9" }, 3, "false"],
  ])("%s in %j against %i: %s", async (_title, shared, authLevelRequirement, outcome) => {
    const run = await runNode(authLevelDecisionNode, { attributes: { authLevelRequirement }, shared: { ...shared } });
    expect(run.outcome).toBe(outcome);
  });
});
