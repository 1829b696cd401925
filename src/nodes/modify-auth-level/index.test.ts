import { describe, expect, it } from "vitest";
import { runNode } from "../testing/run-node.ts";
import { modifyAuthLevelNode } from "./index.ts";

describe("Modify Auth Level", () => {
  it.each([
    ["no level yet", undefined, 3, 3],
    ["a level already", 2, 3, 5],
    ["a negative step", 2, -1, 1],
    ["a level that is not a number", "high", 1, 1],
  ])("adds to %s", async (_title, authLevel, authLevelIncrement, expected) => {
    const shared = authLevel === undefined ? {} : { authLevel };
    const { outcome, state } = await runNode(modifyAuthLevelNode, { attributes: { authLevelIncrement }, shared });
    expect(outcome).toBe("outcome");
    expect(state.get("authLevel")).toBe(expected);
  });
});
